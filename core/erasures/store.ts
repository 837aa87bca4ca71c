/**
 * Erasures in DynamoDB: what is left at a customer's id, in the customers table, and the receipts, in the organizations
 * table, where a restore of the customers cannot lose them.
 *
 * | item                                          | table         | pk                     | sk                              |
 * |-----------------------------------------------|---------------|------------------------|---------------------------------|
 * | what is left of a customer                    | customers     | <org>#<customerId>     |                                 |
 * | … of its external id, where it had another id | customers     | <org>#<derived id>     |                                 |
 * | a receipt                                     | organizations | <org>                  | erasure#<customerId>            |
 * | a receipt in the list, newest first           | organizations | <org>                  | erased#<erasedAt>#<customerId>  |
 */
import { GetItemCommand, type TransactWriteItem, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { batchGet, isWritten, querySortKeysDown, send, tableNamed, waitForTurn } from "../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { isFailedCondition, transact } from "../aws/transaction.ts";
import { chunks } from "../base/chunks.ts";
import { config } from "../base/config.ts";
import type { Budget, Context } from "../base/context.ts";
import type { Customer } from "../customers/customer.ts";
import { isTombstone, type Tombstone, tombstoneOf } from "../customers/item.ts";
import { customerKey, splitKey } from "../customers/keys.ts";
import { lookupOf, type NoCustomer } from "../customers/store.ts";
import type { PartitionPage } from "../pages/merge.ts";
import { type ErasedCustomer, type Erasure, erasureId, type KindOfTrace, kindsOfTraces } from "./erasure.ts";

const organizations = () => tableNamed(config.organizationsTable());

/** The key of a customer's receipt in the organizations table. */
export const receiptKey = ({ organizationId, customerId }: Omit<ErasedCustomer, "sequence">): Item => ({
  pk: { S: organizationId },
  sk: { S: `erasure#${customerId}` },
});

/** The receipt of a customer's erasure, strongly consistent. Undefined when it was never erased. */
export async function getErasure(
  call: Budget,
  customer: Omit<ErasedCustomer, "sequence">,
): Promise<Erasure | undefined> {
  const { Item } = await send(
    call,
    new GetItemCommand({ ...organizations(), Key: receiptKey(customer), ConsistentRead: true }),
  );
  return Item && fromReceiptItem(Item);
}

/** Those of some customers that were erased. @throws AppError `service_unavailable` */
export async function getErasures(
  call: Budget,
  customers: readonly Omit<ErasedCustomer, "sequence">[],
): Promise<Erasure[]> {
  return (await batchGet(call, config.organizationsTable(), customers.map(receiptKey))).map(fromReceiptItem);
}

/** A receipt in the list, and its position there. */
export interface ListedErasure {
  position: string;
  erasure: Erasure;
}

const ENTRIES = "erased#";

const entryOf = ({ organizationId, customerId, erasedAt }: Erasure): Item => ({
  pk: { S: organizationId },
  sk: { S: `${ENTRIES}${erasedAt}#${customerId}` },
});

/** Reads at most `limit` entries of the organization's list, newest first, with their receipts. */
export async function queryErasures(
  context: Budget & Pick<Context, "organizationId">,
  limit: number,
  after: string | undefined,
): Promise<PartitionPage<ListedErasure>> {
  const { organizationId } = context;
  const request = { pk: organizationId, prefix: ENTRIES, limit, after };
  const { sortKeys, lastKey } = await querySortKeysDown(context, config.organizationsTable(), request);
  const customers = sortKeys.map((position) => ({ organizationId, customerId: position.split("#")[2] ?? "" }));
  const erasures = new Map((await getErasures(context, customers)).map((it) => [it.customerId, it]));
  const items = sortKeys.flatMap((position, index) => {
    const erasure = erasures.get(customers[index]?.customerId ?? "");
    return erasure ? [{ position, erasure }] : [];
  });
  return { items, lastKey };
}

/** A customer as it is erased, and the shard of the lists that it is in. */
export interface Erasable {
  customer: Customer;
  shard: number;
}

/** A strongly consistent read by customer id. */
export async function readErasable(context: Context, customerId: string): Promise<Erasable | NoCustomer> {
  const item = await readItem(context, { organizationId: context.organizationId, customerId });
  const found = lookupOf(item);
  return found.customer ? { customer: found.customer, shard: Number(splitKey(item?.listKey?.S ?? "#0")[1]) } : found;
}

/** What is left of an erased customer, strongly consistent. */
export async function readTombstone(
  call: Budget,
  customer: Omit<ErasedCustomer, "sequence">,
): Promise<Tombstone | undefined> {
  const item = await readItem(call, customer);
  return item && isTombstone(item) ? tombstoneOf(item) : undefined;
}

async function readItem(
  call: Budget,
  { organizationId, customerId }: Omit<ErasedCustomer, "sequence">,
): Promise<Item | undefined> {
  const Key = { pk: { S: customerKey(organizationId, customerId) } };
  const command = new GetItemCommand({ ...tableNamed(config.customersTable()), Key, ConsistentRead: true });
  return (await send(call, command)).Item;
}

/**
 * Puts what is left of a customer in its place, and the receipt beside it, in one transaction: if the customer is as it
 * was read. A customer that came back out of a backup keeps the receipt of its first erasure.
 *
 * @returns false when it was not: then read it again
 */
export async function eraseIfUnchanged(
  context: Context,
  { customer, shard }: Erasable,
  erasure: Erasure,
  cameBack: boolean,
): Promise<boolean> {
  const writes: TransactWriteItem[] = [
    { Put: tombstonePut(erasure, isVersion(customer.version)) },
    cameBack ? { Update: receiptUpdate(erasure, shard) } : { Put: receiptPut(erasure) },
    ...(cameBack ? [] : [{ Put: { TableName: config.organizationsTable(), Item: entryOf(erasure) } }]),
    ...(erasure.reservedId && erasure.reservedId !== customer.id
      ? [{ Update: reservationUpdate(erasure, erasure.reservedId) }]
      : []),
  ];
  return (await transact(context, writes)) === undefined;
}

const isVersion = (version: number) => ({
  ConditionExpression: "#version = :version",
  ExpressionAttributeNames: { "#version": "version" },
  ExpressionAttributeValues: { ":version": { N: String(version) } },
});

/**
 * Puts what is left of an erased customer where a backup without the customer was restored: only then.
 *
 * @returns false when there is something
 */
export async function putTombstoneAgain(call: Budget, erasure: Erasure): Promise<boolean> {
  const { customerId, reservedId } = erasure;
  const isGone = { ConditionExpression: "attribute_not_exists(pk)" };
  const reservations = reservedId === undefined || reservedId === customerId ? [] : [reservedId];
  for (const id of reservations) await transact(call, [{ Update: reservationUpdate(erasure, id) }]);
  return (await transact(call, [{ Put: tombstonePut(erasure, isGone) }])) === undefined;
}

/** @param condition on what is there */
function tombstonePut(erasure: Erasure, condition: Parameters<typeof unlessNewer>[0]) {
  const { organizationId, customerId, erasedAt, sequence, requestId, actor, freed, reservedId } = erasure;
  const Item: Item = {
    pk: { S: customerKey(organizationId, customerId) },
    schema: { N: "1" },
    erasedAt: { S: erasedAt },
    erasedSequence: { N: String(sequence) },
    requestId: { S: requestId },
    ...(actor === undefined ? {} : { actor: { S: actor } }),
    ...(freed !== undefined && reservedId === customerId ? { aliasOf: { S: freed.customerId } } : {}),
  };
  return {
    TableName: config.customersTable(),
    Item,
    ...unlessNewer(condition),
  };
}

/** Who erases, without the words that say why: they may name whom. */
export function withoutReason({ actor, requestId }: Pick<Context, "actor" | "requestId">) {
  if (!actor) return { requestId };
  const { reason: _, ...rest } = actor;
  return { requestId, actor: rest };
}

/** At the id derived from the external id: no create may take it, and nothing leads from it to a customer. */
const reservationUpdate = ({ organizationId, customerId, erasedAt }: Erasure, reservedId: string) => ({
  TableName: config.customersTable(),
  Key: { pk: { S: customerKey(organizationId, reservedId) } },
  ...unlessNewer({
    UpdateExpression:
      "SET erasedAt = if_not_exists(erasedAt, :at), erasedId = :id, #layout = if_not_exists(#layout, :first) REMOVE aliasOf",
    ConditionExpression: "attribute_not_exists(pk) OR aliasOf = :id",
    ExpressionAttributeValues: { ":at": { S: erasedAt }, ":id": { S: customerId }, ":first": { N: "1" } },
  }),
});

const receiptPut = (erasure: Erasure) => ({
  TableName: config.organizationsTable(),
  Item: toReceiptItem(erasure),
  ...unlessNewer({ ConditionExpression: "attribute_not_exists(pk)" }),
});

const receiptUpdate = (erasure: Erasure, shard: number) => ({
  TableName: config.organizationsTable(),
  Key: receiptKey(erasure),
  ...unlessNewer({
    UpdateExpression: "SET #sequence = :sequence, #shard = :shard REMOVE publisherAt, indexerAt",
    ConditionExpression: "#sequence < :sequence",
    ExpressionAttributeNames: { ...SEQUENCE, "#shard": "shard" },
    ExpressionAttributeValues: { ":sequence": { N: String(erasure.sequence) }, ":shard": { N: String(shard) } },
  }),
});

/** `sequence` is a reserved word in DynamoDB, as `shard` is. */
const SEQUENCE = { "#sequence": "sequence" };

/** A transaction takes 4 MB, and an entry that could not be read has at most some 120 KB. */
const REMOVED_AT_ONCE = 24;

/**
 * Deletes items that are left of an erased customer, and counts them in the receipt in the same transaction, so that
 * each counts once, whoever else deletes them now. Without a receipt, they are deleted all the same.
 *
 * @throws AppError `service_unavailable`; then some may be deleted, and a repeat deletes the others
 */
export async function removeCounted(
  call: Budget,
  customer: Omit<ErasedCustomer, "sequence">,
  kind: KindOfTrace,
  TableName: string,
  keys: readonly Item[],
): Promise<void> {
  for (const some of chunks(keys, REMOVED_AT_ONCE)) await removeSome(call, customer, kind, TableName, some);
}

async function removeSome(
  call: Budget,
  customer: Omit<ErasedCustomer, "sequence">,
  kind: KindOfTrace,
  TableName: string,
  keys: readonly Item[],
): Promise<void> {
  let left = keys;
  let hasReceipt = true;
  for (let attempt = 1; left.length > 0; attempt++) {
    const deletes = left.map((Key) => ({
      Delete: { TableName, Key, ...unlessNewer({ ConditionExpression: "attribute_exists(pk)" }) },
    }));
    const count = hasReceipt ? [{ Update: countUpdate(customer, kind, left.length) }] : [];
    const reasons = await transact(call, [...count, ...deletes]);
    if (!reasons) return;
    const ofDeletes = reasons.slice(count.length);
    if (hasReceipt && isFailedCondition(reasons[0])) hasReceipt = false;
    // What is gone was counted by whoever deleted it, or had expired.
    left = left.filter((_, index) => !isFailedCondition(ofDeletes[index]));
    await waitForTurn(call, attempt);
  }
}

const countUpdate = (customer: Omit<ErasedCustomer, "sequence">, kind: KindOfTrace, number: number) => ({
  TableName: config.organizationsTable(),
  Key: receiptKey(customer),
  ...unlessNewer({
    UpdateExpression: "ADD #kind :number",
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeNames: { "#kind": kind },
    ExpressionAttributeValues: { ":number": { N: String(number) } },
  }),
});

/** Records that the publisher or the indexer has come to an erasure, and has nothing from before it any more. */
export const markPassed = (
  call: Budget,
  customer: ErasedCustomer,
  who: "publisherAt" | "indexerAt",
  now: Date,
): Promise<boolean> =>
  isWritten(
    send(
      call,
      new UpdateItemCommand({
        ...organizations(),
        Key: receiptKey(customer),
        ...unlessNewer({
          UpdateExpression: "SET #who = :now",
          // A repeat keeps the first time.
          ConditionExpression: "#sequence = :sequence AND attribute_not_exists(#who)",
          ExpressionAttributeNames: { ...SEQUENCE, "#who": who },
          ExpressionAttributeValues: {
            ":now": { S: now.toISOString() },
            ":sequence": { N: String(customer.sequence) },
          },
        }),
      }),
    ),
  );

/**
 * Lets the external id of an erased customer be used again, by a customer with an id of its own. False when it is free
 * already, or its erased customer is another one by now.
 */
export async function freeExternalId(context: Context, erasure: Erasure, nextId: string): Promise<boolean> {
  const { organizationId, reservedId } = erasure;
  if (reservedId === undefined) return false;
  const now = context.now().toISOString();
  const reasons = await transact(context, [
    {
      Update: {
        TableName: config.customersTable(),
        Key: { pk: { S: customerKey(organizationId, reservedId) } },
        ...unlessNewer({
          UpdateExpression: "SET aliasOf = :next",
          ConditionExpression: `attribute_exists(erasedAt) AND attribute_not_exists(aliasOf) AND ${
            reservedId === erasure.customerId ? "attribute_not_exists(erasedId)" : "erasedId = :id"
          }`,
          ExpressionAttributeValues: {
            ":next": { S: nextId },
            ...(reservedId === erasure.customerId ? {} : { ":id": { S: erasure.customerId } }),
          },
        }),
      },
    },
    {
      Update: {
        TableName: config.organizationsTable(),
        Key: receiptKey(erasure),
        ...unlessNewer({
          UpdateExpression: "SET freedAt = :now, freedFor = :next",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeValues: { ":now": { S: now }, ":next": { S: nextId } },
        }),
      },
    },
  ]);
  return reasons === undefined;
}

const toReceiptItem = (erasure: Erasure): Item => ({
  ...receiptKey(erasure),
  erasedAt: { S: erasure.erasedAt },
  requestId: { S: erasure.requestId },
  sequence: { N: String(erasure.sequence) },
  shard: { N: String(erasure.shard) },
  signature: { S: erasure.signature },
  ...(erasure.actor === undefined ? {} : { actor: { S: erasure.actor } }),
  ...(erasure.reservedId === undefined ? {} : { reservedId: { S: erasure.reservedId } }),
  ...Object.fromEntries(kindsOfTraces.map((kind) => [kind, { N: String(erasure.removed[kind]) }])),
});

function fromReceiptItem(item: Item): Erasure {
  const organizationId = textIn(item, "pk");
  const customerId = splitKey(textIn(item, "sk"))[1];
  const [actor, reservedId, publisherAt, indexerAt] = ["actor", "reservedId", "publisherAt", "indexerAt"].map(
    (name) => item[name]?.S,
  );
  const [freedAt, freedFor] = [item.freedAt?.S, item.freedFor?.S];
  return {
    organizationId,
    customerId,
    id: erasureId({ organizationId, customerId }),
    sequence: numberIn(item, "sequence"),
    erasedAt: textIn(item, "erasedAt"),
    requestId: textIn(item, "requestId"),
    shard: numberIn(item, "shard"),
    signature: textIn(item, "signature"),
    removed: {
      events: Number(item.events?.N ?? 0),
      searchEntries: Number(item.searchEntries?.N ?? 0),
      pastSubscriptions: Number(item.pastSubscriptions?.N ?? 0),
    },
    ...(actor === undefined ? {} : { actor }),
    ...(reservedId === undefined ? {} : { reservedId }),
    ...(publisherAt === undefined ? {} : { publisherAt }),
    ...(indexerAt === undefined ? {} : { indexerAt }),
    ...(freedAt === undefined || freedFor === undefined ? {} : { freed: { customerId: freedFor, at: freedAt } }),
  };
}
