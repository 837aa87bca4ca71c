/**
 * Derives events from the customers table's stream. Everything in an event comes from the stream record, so that a
 * record delivered twice makes the same event, byte for byte.
 */
import { isDeepStrictEqual } from "node:util";
import { textIn } from "../aws/item.ts";
import { type ChangeActor, readActor } from "../base/actor.ts";
import { hashedId } from "../base/ids.ts";
import type { StreamRecord } from "../changes/record.ts";
import type { Customer } from "../customers/customer.ts";
import { isTombstone, readImage, type Tombstone, tombstoneOf } from "../customers/item.ts";
import { splitKey } from "../customers/keys.ts";
import type { Metadata } from "../customers/metadata.ts";
import { presentCustomer } from "../customers/presenter.ts";
import { presentState } from "../subscriptions/presenter.ts";
import type { ChangeEvent, CustomerState, ErasedEvent, LogEntry } from "./event.ts";

/**
 * The log entry for a stream record: its event, or the record itself when it cannot be read. Undefined when the record
 * is not a change of a customer: reservations, and writes that changed nothing.
 */
export function entryOf(record: StreamRecord, retentionSeconds: number): LogEntry | undefined {
  const { NewImage: image, OldImage: old, ApproximateCreationDateTime: createdAt = 0 } = record.dynamodb ?? {};
  if (image && isTombstone(image))
    return image.erasedSequence?.N === old?.erasedSequence?.N
      ? undefined
      : toEntry(erasedEventOf(tombstoneOf(image)), retentionSeconds, { writtenAt: createdAt });
  if (!image?.version || (old?.version && image.version.N === old.version.N)) return undefined;
  const [organizationId, customerId] = splitKey(textIn(image, "pk"));
  try {
    const customer = readImage(image);
    const before = old?.version ? readImage(old) : undefined;
    const event = changeOf(customer.version, stateOf(customer), before && stateOf(before), readActor(customer));
    return toEntry(event, retentionSeconds, { writtenAt: createdAt, actorBefore: before && readActor(before) });
  } catch {
    const sequence = Number(image.version.N) || Number(old?.version?.N ?? 0) + 1;
    const expiresAt = Math.floor(createdAt) + retentionSeconds;
    return { organizationId, customerId, sequence, unreadable: JSON.stringify(record), expiresAt };
  }
}

const A_DAY_SECONDS = 86_400;

/**
 * The log entry of an event. Retention counts from the change, or from `writtenAt` (epoch seconds) if that is over a
 * day later: an imported customer may have been changed long before it was written here.
 */
export function toEntry(
  event: ChangeEvent | ErasedEvent,
  retentionSeconds: number,
  { writtenAt = 0, actorBefore }: { writtenAt?: number; actorBefore?: ChangeActor | undefined } = {},
): LogEntry {
  const changedAt = Math.floor(Date.parse(event.timestamp) / 1_000);
  return {
    organizationId: event.organizationId,
    customerId: event.data.id,
    sequence: event.sequence,
    event: { id: event.id, name: event.event, body: toBody(event) },
    ...(actorBefore === undefined ? {} : { actorBefore }),
    expiresAt: (writtenAt - changedAt > A_DAY_SECONDS ? Math.floor(writtenAt) : changedAt) + retentionSeconds,
  };
}

/**
 * What an event shows of a customer. The subscription is shown as stored, so that no event depends on when it is made.
 */
export const stateOf = (customer: Customer): CustomerState => ({
  ...presentCustomer(customer),
  ...(customer.subscription ? { subscription: presentState(customer.subscription) } : {}),
});

/**
 * The event for the change from one state of a customer to the next. The first event has no earlier state; `previous`
 * stays empty when a repair does not know the earlier state of a later one.
 */
export const changeOf = (
  sequence: number,
  data: CustomerState,
  old: CustomerState | undefined,
  actor?: ChangeActor,
): ChangeEvent => eventOf(nameOf(sequence, data, old), sequence, data, old ? previousOf(old, data) : {}, actor);

/**
 * The event's name. Archives and subscriptions carry the time of their change, so no earlier state is needed for them.
 */
function nameOf(sequence: number, data: CustomerState, old: CustomerState | undefined): ChangeEvent["event"] {
  if (sequence === 1) return "customer.created";
  const { isActive, archivedAt, updatedAt, subscription } = data;
  if (old ? old.isActive && !isActive : archivedAt === updatedAt) return "customer.archived";
  const before = old?.subscription;
  if (subscription?.createdAt === updatedAt && subscription.id !== before?.id) return "subscription.created";
  if (subscription?.canceledAt === updatedAt && subscription.endDate !== before?.endDate)
    return "subscription.canceled";
  return "customer.updated";
}

/** A customer's current state as an event of a replay. */
export const snapshotOf = (customer: Customer): ChangeEvent =>
  eventOf("customer.snapshot", customer.version, stateOf(customer), {});

function eventOf(
  event: ChangeEvent["event"],
  sequence: number,
  data: CustomerState,
  previous: Metadata,
  actor?: ChangeActor,
): ChangeEvent {
  const { organizationId, id, updatedAt } = data;
  return {
    id: eventId(organizationId, id, sequence, updatedAt),
    event,
    timestamp: updatedAt,
    organizationId,
    sequence,
    ...(actor ? { actor } : {}),
    data,
    previous,
  };
}

const eventId = (organizationId: string, customerId: string, sequence: number, time: string): string =>
  `evt_${hashedId(`${organizationId}#${customerId}#${sequence}#${time}`)}`;

/** The last event of an erased customer. */
export function erasedEventOf(tombstone: Tombstone): ErasedEvent {
  const { organizationId, id, sequence, erasedAt } = tombstone;
  const actor = readActor(tombstone);
  return {
    id: eventId(organizationId, id, sequence, erasedAt),
    event: "customer.erased",
    timestamp: erasedAt,
    organizationId,
    sequence,
    ...(actor ? { actor } : {}),
    data: { id, object: "customer", erased: true },
    previous: {},
  };
}

/** The state before an event, computed from the event alone: `previous` holds everything that changed. */
export function stateBefore({ data, previous }: ChangeEvent): CustomerState {
  const { metadata: changed, ...fields } = previous;
  const { taxDocument, documentType, subscription, ...shown } = { ...data, ...fields } as CustomerState;
  return {
    ...shown,
    metadata: changed === undefined ? data.metadata : metadataBefore(data.metadata ?? {}, changed as Metadata),
    ...(taxDocument == null ? {} : { taxDocument }),
    ...(documentType == null ? {} : { documentType }),
    ...(subscription == null ? {} : { subscription }),
  };
}

function metadataBefore(after: Metadata, changed: Metadata): Metadata | null {
  const metadata = new Map(Object.entries(after));
  for (const [key, value] of Object.entries(changed))
    if (value === null) metadata.delete(key);
    else metadata.set(key, value);
  return metadata.size === 0 ? null : Object.fromEntries(metadata);
}

/** The old value of each changed field, null if there was none. Metadata is compared key by key: null for a new key. */
export function previousOf(old: CustomerState, data: CustomerState): Metadata {
  const previous: Metadata = {};
  for (const key of Object.keys({ ...data, ...old }) as (keyof CustomerState)[]) {
    const before = old[key] ?? null;
    if (isDeepStrictEqual(before, data[key] ?? null)) continue;
    previous[key] = key === "metadata" ? previousMetadata(old.metadata ?? {}, data.metadata ?? {}) : before;
  }
  return previous;
}

function previousMetadata(old: Metadata, metadata: Metadata): Metadata {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(metadata)])];
  const changed = keys.filter((key) => !isDeepStrictEqual(ownValue(old, key), ownValue(metadata, key)));
  return Object.fromEntries(changed.map((key) => [key, ownValue(old, key) ?? null]));
}

/** Own properties only: `constructor` and the like are ordinary metadata keys. */
const ownValue = (metadata: Metadata, key: string): unknown =>
  Object.hasOwn(metadata, key) ? metadata[key] : undefined;

/** SQS refuses U+FFFE and U+FFFF; escaped, they are the same JSON. */
export const toBody = (event: ChangeEvent | ErasedEvent): string =>
  JSON.stringify(event).replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
