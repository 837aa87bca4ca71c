/** Customers, their changes, and the resulting records in the customers table's stream. */

import type { Item } from "../../core/aws/item.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { reservationItem, toItem } from "../../core/customers/item.ts";

const start = Date.now();
let serial = 0;

/** A moment later than all previous ones. */
const nextMoment = (): string => new Date(start + ++serial).toISOString();

/** A new, unique customer. */
export function newCustomer(fields: Partial<Customer> = {}): Customer {
  const createdAt = nextMoment();
  return {
    organizationId: "org_events",
    id: `cus_${String(serial).padStart(24, "0")}`,
    version: 1,
    email: `billing${serial}@acme.com`,
    createdAt,
    updatedAt: createdAt,
    requestId: `request${serial}`,
    ...fields,
  };
}

/** The same customer after its next change. */
export function changed(before: Customer, fields: Partial<Customer> = { fullName: `Name ${serial}` }): Customer {
  return { ...before, ...fields, version: before.version + 1, updatedAt: nextMoment() };
}

export const archived = (before: Customer): Customer => changed(before, { archivedAt: nextMoment() });

/** The key by which a customer's events are ordered. */
export const keyOf = ({ organizationId, id }: Customer): string => `${organizationId}#${id}`;

/** The record of any item's write. */
export function recordOfItems(NewImage: Item | undefined, OldImage?: Item): ChangeRecord {
  return {
    dynamodb: {
      SequenceNumber: String(++serial),
      ApproximateCreationDateTime: Math.floor(start / 1_000),
      ...(NewImage ? { NewImage } : {}),
      ...(OldImage ? { OldImage } : {}),
    },
  };
}

/** The record of a change or, without an earlier state, of a creation. */
export const recordOf = (after: Customer, before?: Customer): ChangeRecord =>
  recordOfItems(toItem(after), before && toItem(before));

/** The record of a customer's erasure. */
export const erasedRecord = (before: Customer): ChangeRecord =>
  recordOfItems(
    {
      pk: { S: keyOf(before) },
      schema: { N: "1" },
      erasedAt: { S: nextMoment() },
      erasedSequence: { N: String(before.version + 1) },
      requestId: { S: "erase" },
    },
    toItem(before),
  );

/** The record of a reservation of an external id, which is not a change. */
export const reservationRecord = (): ChangeRecord =>
  recordOfItems(reservationItem("org_events", `cus_reserved${++serial}`, "cus_other"));

/** The records of a customer's creation and its further changes, this many in all. */
export function lifeOf(changes: number, customer = newCustomer()): ChangeRecord[] {
  const states = [customer];
  while (states.length < changes) states.push(changed(states.at(-1) ?? customer));
  return states.map((state, i) => recordOf(state, states[i - 1]));
}

/** A record whose customer this code cannot read, because a later version wrote it. */
export function unreadableRecord(after: Customer, before?: Customer): ChangeRecord {
  const record = recordOf(after, before);
  const image = record.dynamodb?.NewImage;
  if (image) image.schema = { N: "99" };
  return record;
}

/** The same record, once this code can read it. */
export function madeReadable(record: ChangeRecord): ChangeRecord {
  const copy = structuredClone(record);
  if (copy.dynamodb?.NewImage) copy.dynamodb.NewImage.schema = { N: "1" };
  return copy;
}
