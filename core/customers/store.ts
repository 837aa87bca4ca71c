/** Customers in DynamoDB, in the domain's verbs. Every write is one conditional request or one transaction. */
import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { batchGet, type ConditionalUpdate, send, tableNamed } from "../aws/dynamodb.ts";
import { type Item, textIn } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { transact } from "../aws/transaction.ts";
import { config } from "../base/config.ts";
import type { Budget, Context } from "../base/context.ts";
import type { PartitionPage } from "../pages/merge.ts";
import { type Change, changed, changeExpression } from "./change.ts";
import type { Customer } from "./customer.ts";
import {
  aliasOf,
  erasedIdOf,
  fromItem,
  isTombstone,
  reservationItem,
  type Tombstone,
  toItem,
  tombstoneOf,
} from "./item.ts";
import { customerKey, externalKey, listKey, splitKey } from "./keys.ts";

const table = () => tableNamed(config.customersTable());

const oldOnFailure = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

/**
 * No customer at this id; with `aliasOf`, a reservation that points to another customer; with `erasedId`, what is left of
 * an erased one, or of its reservation. With both, its external id may be used again, by the customer of `aliasOf`.
 */
export interface NoCustomer {
  customer?: undefined;
  aliasOf: string | undefined;
  erasedId?: string | undefined;
}
export type Lookup = { customer: Customer; aliasOf?: undefined; erasedId?: undefined } | NoCustomer;

/** What an item says of the customer at its id. */
export const lookupOf = (item: Item | undefined): Lookup =>
  item?.version ? { customer: fromItem(item) } : { aliasOf: item && aliasOf(item), erasedId: item && erasedIdOf(item) };

/** A strongly consistent read by customer id. */
export async function getById(context: Context, customerId: string): Promise<Lookup> {
  const { Item } = await send(
    context,
    new GetItemCommand({ ...table(), Key: keyOf(context, customerId), ConsistentRead: true }),
  );
  return lookupOf(Item);
}

/**
 * Strongly consistent reads by customer id, in parallel requests of 100. Ids without a customer are missing in the
 * result.
 *
 * @throws AppError `service_unavailable` when DynamoDB keeps leaving some of them out
 */
export async function getMany(context: Context, customerIds: readonly string[]): Promise<Map<string, Customer>> {
  const keys = [...new Set(customerIds)].map((id) => keyOf(context, id));
  const items = await batchGet(context, config.customersTable(), keys);
  return new Map(items.flatMap((item) => (item.version ? [[splitKey(textIn(item, "pk"))[1], fromItem(item)]] : [])));
}

/** Looks up an external id in the index, which may lag behind writes by moments. */
export async function findIdByExternalId(context: Context, externalId: string): Promise<string | undefined> {
  const { Items } = await send(
    context,
    new QueryCommand({
      ...table(),
      IndexName: "byExternalId",
      KeyConditionExpression: "externalKey = :key",
      ExpressionAttributeValues: { ":key": { S: externalKey(context.organizationId, externalId) } },
      Limit: 1,
    }),
  );
  const pk = Items?.[0]?.pk?.S;
  return pk === undefined ? undefined : splitKey(pk)[1];
}

/**
 * Writes the customer into a shard of the lists unless its id is taken. The loser of a race, and every repeat, gets
 * what is stored at the id.
 */
export async function createUnlessExists(
  context: Context,
  customer: Customer,
  shard: number,
): Promise<{ created: true } | ({ created: false } & Lookup)> {
  try {
    await send(
      context,
      new PutItemCommand({
        ...table(),
        Item: toItem(customer, shard),
        ConditionExpression: "attribute_not_exists(pk)",
        ...oldOnFailure,
      }),
    );
    return { created: true };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const existing = lookupOf(error.Item);
    // The SDK repeated a write that had succeeded but whose response was lost.
    if (existing.customer?.requestId === context.requestId) return { created: true };
    return { created: false, ...existing };
  }
}

/** The result of one write: the new record, or the one that made its condition fail. */
export type WriteResult = { updated: true; customer: Customer } | ({ updated: false } & Lookup);

/** Writes to a customer in one request if the condition holds. Otherwise nothing is written. */
export async function updateIf(context: Context, customerId: string, update: ConditionalUpdate): Promise<WriteResult> {
  try {
    const { Attributes } = await send(
      context,
      new UpdateItemCommand({
        ...table(),
        Key: keyOf(context, customerId),
        ...unlessNewer(update),
        ReturnValues: "ALL_NEW",
      }),
    );
    return { updated: true, customer: fromItem(Attributes ?? {}) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return failed(context, error.Item);
  }
}

/**
 * Changes a customer in one write if it exists, is not archived, has one of the versions (any if none is given) and
 * differs from the change. Otherwise nothing is written.
 */
export const updateIfDifferent = (
  context: Context,
  customerId: string,
  change: Change,
  versions?: readonly number[],
): Promise<WriteResult> => updateIf(context, customerId, changeExpression(context, change, versions));

/** Where an external id is kept from creates for a customer with another id than the derived one. */
export interface Reservation {
  reservedId: string;
  /** What is left of an erased customer leads from this id to the reserved one, and from now on to the customer. */
  freedId?: string | undefined;
}

/**
 * Gives a customer of exactly this version its external id, together with a change: one transaction that also reserves
 * the id derived from the external id, or the one that it was freed for, so that no create can take it.
 */
export async function giveExternalId(
  context: Context,
  customer: Customer,
  { reservedId, freedId }: Reservation,
  change: Change,
): Promise<WriteResult | { updated: false; takenBy: string }> {
  const now = context.now().toISOString();
  const reasons = await transact(context, [
    {
      Put: {
        TableName: config.customersTable(),
        Item: reservationItem(context.organizationId, reservedId, customer.id),
        ConditionExpression: "attribute_not_exists(pk)",
        ...oldOnFailure,
      },
    },
    {
      Update: {
        TableName: config.customersTable(),
        Key: keyOf(context, customer.id),
        ...unlessNewer(changeExpression(context, change, [customer.version], now)),
      },
    },
    ...(freedId === undefined ? [] : [{ Update: leading(context, freedId, { from: reservedId, to: customer.id }) }]),
  ]);
  if (reasons) {
    const [reservation, update] = reasons;
    const taken = reservation?.Item;
    if (taken) return { updated: false, takenBy: aliasOf(taken) ?? splitKey(textIn(taken, "pk"))[1] };
    return failed(context, update?.Item);
  }
  // Reading it now could show a later change by another request.
  return { updated: true, customer: changed(customer, change, context, now) };
}

/** What is left of an erased customer, whose external id was freed, leads to another customer than it did. */
export const leading = (context: Context, freedId: string, { from, to }: { from: string; to: string }) => ({
  ...table(),
  Key: keyOf(context, freedId),
  ...unlessNewer({
    UpdateExpression: "SET aliasOf = :to",
    ConditionExpression: "attribute_exists(erasedAt) AND aliasOf = :from",
    ExpressionAttributeValues: { ":from": { S: from }, ":to": { S: to } },
  }),
});

function failed(context: Context, item: Item | undefined): WriteResult {
  const current = lookupOf(item);
  // The SDK repeated a write that had succeeded but whose response was lost.
  if (current.customer?.requestId === context.requestId) return { updated: true, customer: current.customer };
  return { updated: false, ...current };
}

/** Which customers a list shows. */
export type ListFilter = "all" | "active" | "archived";

/** Whether a list with this filter shows the customer. */
export const isShown = (filter: ListFilter, { archivedAt }: Pick<Customer, "archivedAt">): boolean =>
  filter === "all" || (filter === "active") === (archivedAt === undefined);

/** Reads at most `limit` entries of one shard of a list index, newest first, starting behind the range key `after`. */
export async function queryCustomers(
  context: Context,
  filter: ListFilter,
  shard: number,
  limit: number,
  after: string | undefined,
): Promise<PartitionPage<Customer>> {
  const [IndexName, partition] = filter === "archived" ? ["byArchivedAt", "archivedKey"] : ["byCreatedAt", "listKey"];
  const { Items = [], LastEvaluatedKey } = await send(
    context,
    new QueryCommand({
      ...table(),
      IndexName,
      // Not ExclusiveStartKey, which must be an entry's own key: `after` may belong to an entry of another shard.
      KeyConditionExpression: `${partition} = :key${after === undefined ? "" : " AND listSort < :after"}`,
      ...(filter === "active" ? { FilterExpression: "attribute_not_exists(archivedAt)" } : {}),
      ExpressionAttributeValues: {
        ":key": { S: listKey(context.organizationId, shard) },
        ...(after === undefined ? {} : { ":after": { S: after } }),
      },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return { items: Items.map(fromItem), lastKey: LastEvaluatedKey?.listSort?.S };
}

/**
 * Reads the whole table page by page, the customers of every organization. For operators only: no handler does this.
 * Yields the customers of each page, what is left of erased ones, and where to continue after it.
 */
export async function* scanCustomers(
  call: Budget,
  after?: string,
): AsyncGenerator<{ customers: Customer[]; tombstones: Tombstone[]; lastKey: string | undefined }> {
  let lastKey = after;
  do {
    const { Items = [], LastEvaluatedKey } = await send(
      call,
      new ScanCommand({
        ...table(),
        ConsistentRead: true,
        FilterExpression: "attribute_exists(#version) OR attribute_exists(erasedSequence)",
        ExpressionAttributeNames: { "#version": "version" },
        ...(lastKey === undefined ? {} : { ExclusiveStartKey: { pk: { S: lastKey } } }),
        Limit: 500,
      }),
    );
    lastKey = LastEvaluatedKey?.pk?.S;
    const [erased, customers] = [Items.filter(isTombstone), Items.filter((item) => !isTombstone(item))];
    yield { customers: customers.map(fromItem), tombstones: erased.map(tombstoneOf), lastKey };
  } while (lastKey !== undefined);
}

const keyOf = (context: Context, customerId: string) => ({
  pk: { S: customerKey(context.organizationId, customerId) },
});
