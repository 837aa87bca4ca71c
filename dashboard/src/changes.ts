/** The changes of a customer, value by value. */
import type { Customer } from "./api/api.ts";
import { addressParts, fields, type Place } from "./fields.ts";

export interface Change {
  /** E.g. `email`, or `metadata.plan`. */
  field: string;
  /** Null or undefined if there was no value. */
  before: unknown;
  after: unknown;
}

/** Fields that the history leaves out. Unlisted fields, from an API newer than this page, are shown. */
const HIDDEN = new Set(
  Object.entries<readonly Place[]>(fields)
    .filter(([, places]) => !places.includes("history"))
    .map(([field]) => field),
);

/** The parts of a subscription that interest people. Its ids and creation time are in the event itself. */
const SUBSCRIPTION_PARTS = [
  "planName",
  "price",
  "billingInterval",
  "startDate",
  "trialEndsAt",
  "endDate",
  "cancelReason",
];

type Fields = Readonly<Record<string, unknown>>;

/** The changes in an event; metadata and subscriptions part by part. */
export function changesOf({ data, previous }: { data: object; previous: Fields }): Change[] {
  const now: Fields = { ...data };
  return Object.entries(previous)
    .filter(([field]) => !HIDDEN.has(field))
    .flatMap(([field, before]) => {
      const after = now[field];
      if (field === "metadata") return partsOf(field, before, after, Object.keys(before ?? {}));
      if (field === "subscription") return partsOf(field, sameSubscription(before, after), after, SUBSCRIPTION_PARTS);
      return [{ field, before, after }];
    });
}

/** The subscription before, unless it was another one: what begins has no former values. */
const sameSubscription = (before: unknown, after: unknown): unknown =>
  ownValue(before, "id") === ownValue(after, "id") ? before : null;

/** What a customer had when it was created. */
export function initialValues(data: Omit<Customer, "subscription">): Change[] {
  const given = Object.entries(data).filter(([field, value]) => value !== null && field !== "isActive");
  const absent = Object.fromEntries(Object.keys(data.metadata ?? {}).map((key) => [key, null]));
  return changesOf({
    data,
    previous: Object.fromEntries(given.map(([field]) => [field, field === "metadata" ? absent : null])),
  });
}

/** The parts that differ. */
function partsOf(field: string, before: unknown, after: unknown, names: readonly string[]): Change[] {
  return names
    .map((name) => ({ field: `${field}.${name}`, before: ownValue(before, name), after: ownValue(after, name) }))
    .filter((change) => !isSame(change.before, change.after));
}

/** A value by its own name: metadata may have keys that every object has, such as `constructor`. */
const ownValue = (values: unknown, name: string): unknown =>
  new Map<string, unknown>(Object.entries(values ?? {})).get(name) ?? null;

const METADATA = "metadata.";

/** The key of a change of metadata. */
export const metadataKey = (field: string): string | undefined =>
  field.startsWith(METADATA) ? field.slice(METADATA.length) : undefined;

/** The value that a field of a change has now. */
export function valueNow(customer: Customer, field: string): unknown {
  const key = metadataKey(field);
  return key === undefined ? ownValue(customer, field) : ownValue(customer.metadata, key);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The differences between two states of a customer; metadata key by key. */
export function changesBetween(before: Customer, after: Customer): Change[] {
  const old: Fields = { ...before };
  const changed = Object.entries(after).filter(([field, value]) => !isSame(old[field], value));
  // A new metadata key has no old value, as in an event.
  const oldMetadata = {
    ...Object.fromEntries(Object.keys(after.metadata ?? {}).map((key) => [key, null])),
    ...before.metadata,
  };
  return changesOf({
    data: after,
    previous: Object.fromEntries(changed.map(([field]) => [field, field === "metadata" ? oldMetadata : old[field]])),
  });
}

/** The same with an address part by part, to be read side by side. */
export const partsBetween = (before: Customer, after: Customer): Change[] =>
  changesBetween(before, after).flatMap((change) =>
    change.field === "address"
      ? partsOf(change.field, change.before, change.after, Object.keys(addressParts))
      : [change],
  );
