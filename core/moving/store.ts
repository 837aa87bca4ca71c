/**
 * Customers that are moved in, in DynamoDB. Each is written on condition that nothing is at its key: alone, or in a
 * transaction with what belongs to it.
 */
import { BatchExecuteStatementCommand } from "@aws-sdk/client-dynamodb";
import { backOff, batchGet, send, unavailable } from "../aws/dynamodb.ts";
import { type Item, textIn } from "../aws/item.ts";
import { transact } from "../aws/transaction.ts";
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { reservationItem } from "../customers/item.ts";
import { customerKey, splitKey } from "../customers/keys.ts";
import { type Lookup, leading, lookupOf } from "../customers/store.ts";

/** The limit of one request. */
export const INSERTS = 25;
const MAX_ATTEMPTS = 6;

/** Refusals of one statement that are about the moment. Source: API reference of DynamoDB, BatchStatementError. */
const PASSING = new Set([
  "InternalServerError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingError",
  "TransactionConflict",
]);

/**
 * Writes each of at most 25 customers unless its id is taken. In PartiQL, because no other request writes several items,
 * each with its own condition.
 *
 * @param items of distinct customers
 * @returns those whose id is taken
 * @throws AppError `service_unavailable` when DynamoDB keeps refusing some of them
 */
export async function insertCustomers(context: Context, items: readonly Item[]): Promise<Set<Item>> {
  const taken = new Set<Item>();
  let left = items;
  for (let attempt = 1; left.length > 0; attempt++) {
    const { Responses = [] } = await send(
      context,
      new BatchExecuteStatementCommand({ Statements: left.map(insertionOf), ReturnConsumedCapacity: "TOTAL" }),
    );
    const codeOf = (index: number): string | undefined => Responses[index]?.Error?.Code;
    const refusal = Responses.map((_, index) => codeOf(index)).find((code) => code !== undefined && !isExpected(code));
    if (refusal !== undefined) throw new Error(`DynamoDB refuses a customer: ${refusal}`);
    for (const [index, item] of left.entries()) if (codeOf(index) === "DuplicateItem") taken.add(item);
    left = left.filter((_, index) => PASSING.has(codeOf(index) ?? ""));
    if (left.length > 0 && attempt === MAX_ATTEMPTS) throw unavailable(new Error("ThrottlingError"));
    if (left.length > 0) await backOff(attempt);
  }
  return taken;
}

const isExpected = (code: string): boolean => code === "DuplicateItem" || PASSING.has(code);

function insertionOf(item: Item) {
  const attributes = Object.entries(item);
  return {
    Statement: `INSERT INTO "${config.customersTable()}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(", ")}}`,
    Parameters: attributes.map(([, value]) => value),
  };
}

/** A customer, and what is written with it or not at all. */
export interface Company {
  /** Where creates with its external id go, if that is not its own id. */
  reservedId?: string | undefined;
  /** What is left of an erased customer leads from this id to the reserved one, and from now on to this customer. */
  freedId?: string | undefined;
  /** Its past subscriptions, as items. */
  past: readonly Item[];
}

/**
 * What keeps a customer from being written: what is at its own id, or else at its external id. An external id that was freed keeps
 * it only from being written there: the next customer with it goes where it leads.
 */
export type Obstacle =
  | { at: "id"; found: Lookup }
  | { at: "externalId"; holder: string }
  | { at: "freedExternalId"; leadsTo: string };

/**
 * Writes a customer together with the reservation of its external id, which keeps creates from taking it, and its past
 * subscriptions: all or nothing. Creates that were led to the reserved id before find the reservation there.
 *
 * @returns what is in its way, if it is not written
 */
export async function insertTogether(
  context: Context,
  item: Item,
  { reservedId, freedId, past }: Company,
): Promise<Obstacle | undefined> {
  const customers = config.customersTable();
  const id = idOf(item);
  const reservations = reservedId === undefined ? [] : [reservationItem(context.organizationId, reservedId, id)];
  const reasons = await transact(context, [
    ...[item, ...reservations].map((it) => insertion(customers, it)),
    ...(reservedId === undefined || freedId === undefined
      ? []
      : [{ Update: leading(context, freedId, { from: reservedId, to: id }) }]),
    // Of a customer that is not there yet, nobody else has written any.
    ...past.map((Item) => ({ Put: { TableName: config.subscriptionsTable(), Item } })),
  ]);
  if (!reasons) return undefined;
  const [own, reserved] = reasons;
  if (own?.Item) return { at: "id", found: lookupOf(own.Item) };
  if (reserved?.Item) return obstacleAt(idOf(reserved.Item), lookupOf(reserved.Item));
  throw new Error("DynamoDB does not tell what is in a customer's way");
}

/** What is at the id derived from a customer's external id is in its way. */
export function obstacleAt(reservedId: string, found: Lookup): Obstacle {
  const { aliasOf, erasedId } = found;
  if (erasedId === undefined) return { at: "externalId", holder: aliasOf ?? reservedId };
  return aliasOf === undefined ? { at: "id", found } : { at: "freedExternalId", leadsTo: aliasOf };
}

const insertion = (TableName: string, Item: Item) => ({
  Put: {
    TableName,
    Item,
    ConditionExpression: "attribute_not_exists(pk)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  },
});

/** What is at some ids, strongly consistent; nothing for those that are free. @throws AppError `service_unavailable` */
export async function lookUp(context: Context, ids: readonly string[]): Promise<Map<string, Lookup>> {
  const keys = [...new Set(ids)].map((id) => ({ pk: { S: customerKey(context.organizationId, id) } }));
  const items = keys.length === 0 ? [] : await batchGet(context, config.customersTable(), keys);
  return new Map(items.map((item) => [idOf(item), lookupOf(item)]));
}

const idOf = (item: Item): string => splitKey(textIn(item, "pk"))[1];
