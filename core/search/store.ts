/** The search index in DynamoDB: one entry per word of a customer. */

import {
  BatchExecuteStatementCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { batchGet, beginsWith, isWritten, send, tableNamed, unavailable } from "../aws/dynamodb.ts";
import { type Item, keyOf, numberIn, textIn } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { config } from "../base/config.ts";
import type { Budget, Context } from "../base/context.ts";
import { readJson } from "../base/json.ts";
import type { ListFilter } from "../customers/store.ts";
import type { PartitionPage } from "../pages/merge.ts";
import { textOf, wordsIn } from "./entry.ts";
import { INDEX_VERSION, partitionKey, splitEntryKey } from "./keys.ts";
import { cut, representativeWord } from "./words.ts";

const table = () => tableNamed(config.searchTable());

/** A result of a walk: its position, and the customer to read. */
export interface Entry {
  position: string;
  word: string;
  customerId: string;
}

/** A walk through the entries of one partition whose word begins with `word`, or is it. */
export interface Walk {
  listKey: string;
  filter: ListFilter;
  word: string;
  isWhole?: boolean;
  /** Prefixes that the customer's other words must have. */
  others: readonly string[];
}

/**
 * Evaluates at most `limit` entries after the position `after`. A customer with several words that match is returned
 * once, and only if it has all the other words according to the index, or has words that the index does not know.
 */
export async function queryEntries(
  call: Budget,
  { listKey, filter, word, isWhole = false, others }: Walk,
  limit: number,
  after: string | undefined,
): Promise<PartitionPage<Entry>> {
  const pk = { S: partitionKey(listKey, filter) };
  const prefix = cut(word);
  const range = beginsWith(isWhole ? `${prefix} ` : prefix);
  const conditions = [
    ...(filter === "active" ? ["attribute_not_exists(#archived)"] : []),
    ...others.map((_, i) => `(contains(#words, :other${i}) OR attribute_exists(#more))`),
  ];
  const names = {
    ...(filter === "active" ? { "#archived": "archived" } : {}),
    ...(others.length > 0 ? { "#words": "words", "#more": "more" } : {}),
  };
  const { Items = [], LastEvaluatedKey } = await send(
    call,
    new QueryCommand({
      ...table(),
      KeyConditionExpression: `pk = :pk AND ${range.condition}`,
      ...(conditions.length > 0 ? { FilterExpression: conditions.join(" AND "), ExpressionAttributeNames: names } : {}),
      ExpressionAttributeValues: {
        ":pk": pk,
        ...range.values,
        ...Object.fromEntries(others.map((other, i) => [`:other${i}`, { S: textOf([cut(other)]) }])),
      },
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: { S: after } } }),
    }),
  );
  const items = Items.flatMap((item) => {
    const position = textIn(item, "sk");
    const entry = { position, ...splitEntryKey(position) };
    return representativeWord(wordsIn(item), prefix) === entry.word ? [entry] : [];
  });
  return { items, lastKey: LastEvaluatedKey?.sk?.S };
}

/** How many entries have a word with this prefix, counting at most `limit`. */
export async function countEntries(call: Budget, walk: Omit<Walk, "others">, limit: number): Promise<number> {
  const range = beginsWith(cut(walk.word));
  const { Count = 0 } = await send(
    call,
    new QueryCommand({
      ...table(),
      KeyConditionExpression: `pk = :pk AND ${range.condition}`,
      ExpressionAttributeValues: { ":pk": { S: partitionKey(walk.listKey, walk.filter) }, ...range.values },
      Select: "COUNT",
      Limit: limit,
    }),
  );
  return Count;
}

/** A PartiQL statement that inserts an item with these attributes. */
const insertInto = (TableName: string, attributes: readonly string[]): string =>
  `INSERT INTO "${TableName}" VALUE {${attributes.map((name) => `'${name}': ?`).join(", ")}}`;

/** The limit of one request. */
export const INSERTS = 25;

/**
 * Inserts the entries of customers that were just created. An existing entry stays: it is from this version or a later
 * one. In PartiQL, because no other request writes several items, each with its own condition.
 *
 * @throws AppError `service_unavailable` when some of them are still missing
 */
export async function insertEntries(call: Budget, entries: readonly Item[]): Promise<void> {
  const { Responses = [] } = await send(
    call,
    new BatchExecuteStatementCommand({
      Statements: entries.map((entry) => {
        const attributes = Object.entries(entry);
        return {
          Statement: insertInto(
            config.searchTable(),
            attributes.map(([name]) => name),
          ),
          Parameters: attributes.map(([, value]) => value),
        };
      }),
      ReturnConsumedCapacity: "TOTAL",
    }),
  );
  const refused = Responses.find(({ Error: error }) => error && error.Code !== "DuplicateItem");
  if (refused) throw unavailable(new Error(refused.Error?.Code));
}

/** Puts an entry unless a later version's is stored. */
export const putEntry = (call: Budget, entry: Item): Promise<boolean> =>
  isWritten(
    send(
      call,
      new PutItemCommand({
        ...table(),
        Item: entry,
        ...unlessNewer({
          ConditionExpression: "attribute_not_exists(pk) OR #version <= :version",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":version": { N: String(numberIn(entry, "version")) } },
        }),
      }),
    ),
  );

/** Deletes an entry, unless it is from a later version than the one given, which does not have the entry. */
export const deleteEntry = (call: Budget, entry: Item, version: number): Promise<boolean> =>
  isWritten(
    send(
      call,
      new DeleteItemCommand({
        ...table(),
        Key: keyOf(entry),
        ...unlessNewer({
          ConditionExpression: "#version <= :version",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":version": { N: String(version) } },
        }),
      }),
    ),
  );

/** Reads what is stored at some entries' keys, by default eventually consistent. @throws AppError `service_unavailable` */
export const readEntries = (
  call: Budget,
  entries: readonly Item[],
  { isConsistent = false }: { isConsistent?: boolean } = {},
): Promise<Item[]> => batchGet(call, config.searchTable(), entries.map(keyOf), { isConsistent });

/** Reads entries, strongly consistent. */
export async function readPartition(
  call: Budget,
  pk: string,
  limit: number,
  after: string | undefined,
): Promise<PartitionPage<Item>> {
  const { Items = [], LastEvaluatedKey } = await send(
    call,
    new QueryCommand({
      ...table(),
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: pk } },
      ConsistentRead: true,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk: { S: pk }, sk: { S: after } } }),
    }),
  );
  return { items: Items, lastKey: LastEvaluatedKey?.sk?.S };
}

/** The progress of a rebuild. */
export interface Rebuild {
  /** The index version that it makes. */
  version: number;
  /** Three per shard: its customers, all its entries, its archived customers' entries. */
  step: number;
  /** Continue after this key in this step. */
  after?: string;
  customers: number;
  entries: number;
  put: number;
  deleted: number;
}

const rebuildKey = ({ organizationId }: Pick<Context, "organizationId">): Item => ({
  pk: { S: "rebuilds" },
  sk: { S: organizationId },
});

/** The progress of a rebuild that was stopped. */
export async function readRebuild(context: Context): Promise<Rebuild | undefined> {
  const { Item } = await send(context, new GetItemCommand({ ...table(), Key: rebuildKey(context) }));
  return Item?.state?.S === undefined ? undefined : (readJson(Item.state.S) as Rebuild);
}

export async function saveRebuild(context: Context, rebuild: Rebuild): Promise<void> {
  const Item = { ...rebuildKey(context), state: { S: JSON.stringify(rebuild) } };
  await send(context, new PutItemCommand({ ...table(), Item, ...unlessNewer({}) }));
}

/** Records that the whole index is of the current version; ends a rebuild. */
export async function saveIndexVersion(call: Budget, organizationId: string): Promise<void> {
  const Item = { ...rebuildKey({ organizationId }), version: { N: String(INDEX_VERSION) } };
  await send(call, new PutItemCommand({ ...table(), Item, ...unlessNewer({}) }));
}

/** The version of an organization's whole index, if it is known. */
export async function readIndexVersion(call: Budget, organizationId: string): Promise<number | undefined> {
  const { Item } = await send(call, new GetItemCommand({ ...table(), Key: rebuildKey({ organizationId }) }));
  return Item?.version?.N === undefined ? undefined : Number(Item.version.N);
}
