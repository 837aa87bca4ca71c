/** The search index in DynamoDB: one entry a word of a customer. */
import {
  BatchExecuteStatementCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { batchGet, isWritten, send, tableNamed, unavailable } from "../aws/dynamodb.ts";
import { type Item, keyOf, numberIn, textIn } from "../aws/item.ts";
import { config } from "../base/config.ts";
import type { Budget, Context } from "../base/context.ts";
import type { ListFilter } from "../customers/store.ts";
import type { PartitionPage } from "../pages/merge.ts";
import { textOf, wordsIn } from "./entry.ts";
import { partitionKey, splitEntryKey } from "./keys.ts";
import { cut, standingFor } from "./words.ts";

const table = () => tableNamed(config.searchTable());

/** What a walk finds: where it is, and whom to look at. */
export interface Entry {
  position: string;
  word: string;
  customerId: string;
}

/** A walk through the entries of one partition whose word begins with `word`. */
export interface Walk {
  listKey: string;
  filter: ListFilter;
  word: string;
  /** What other words of the same customers must begin with. */
  others: readonly string[];
}

/**
 * Evaluates at most `limit` entries, from the position `after` on. Of a customer with several such words one is found, and
 * as far as the index knows, all the other words too.
 */
export async function queryEntries(
  call: Budget,
  { listKey, filter, word, others }: Walk,
  limit: number,
  after: string | undefined,
): Promise<PartitionPage<Entry>> {
  const pk = { S: partitionKey(listKey, filter) };
  const prefix = cut(word);
  const conditions = [
    ...(filter === "active" ? ["attribute_not_exists(#archived)"] : []),
    ...others.map((_, i) => `contains(#words, :other${i})`),
  ];
  const names = {
    ...(filter === "active" ? { "#archived": "archived" } : {}),
    ...(others.length > 0 ? { "#words": "words" } : {}),
  };
  const { Items = [], LastEvaluatedKey } = await send(
    call,
    new QueryCommand({
      ...table(),
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ...(conditions.length > 0 ? { FilterExpression: conditions.join(" AND "), ExpressionAttributeNames: names } : {}),
      ExpressionAttributeValues: {
        ":pk": pk,
        ":prefix": { S: prefix },
        ...Object.fromEntries(others.map((other, i) => [`:other${i}`, { S: textOf([cut(other)]) }])),
      },
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: { S: after } } }),
    }),
  );
  const items = Items.flatMap((item) => {
    const position = textIn(item, "sk");
    const entry = { position, ...splitEntryKey(position) };
    return standingFor(wordsIn(item), prefix) === entry.word ? [entry] : [];
  });
  return { items, lastKey: LastEvaluatedKey?.sk?.S };
}

/** How many entries have a word that begins with this one; at most `limit` are counted. */
export async function countEntries(call: Budget, walk: Omit<Walk, "others">, limit: number): Promise<number> {
  const { Count = 0 } = await send(
    call,
    new QueryCommand({
      ...table(),
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: {
        ":pk": { S: partitionKey(walk.listKey, walk.filter) },
        ":prefix": { S: cut(walk.word) },
      },
      Select: "COUNT",
      Limit: limit,
    }),
  );
  return Count;
}

/** A statement in PartiQL that inserts an item with these attributes. */
const insertInto = (TableName: string, attributes: readonly string[]): string =>
  `INSERT INTO "${TableName}" VALUE {${attributes.map((name) => `'${name}': ?`).join(", ")}}`;

/** As many as one request takes. */
export const INSERTS = 25;

/**
 * Puts entries where none are: those of customers that were just created. An entry that is there is of this version or of a
 * later one, so it stays. In PartiQL, because no other request writes several items each on a condition of its own.
 *
 * @throws AppError `service_unavailable` when not all are there then
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

/** Puts an entry unless one of a later version is there. */
export const putEntry = (call: Budget, entry: Item): Promise<boolean> =>
  isWritten(
    send(
      call,
      new PutItemCommand({
        ...table(),
        Item: entry,
        ConditionExpression: "attribute_not_exists(pk) OR #version <= :version",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: { ":version": { N: String(numberIn(entry, "version")) } },
      }),
    ),
  );

/** Deletes the entry at a place, unless it is of a later version than the one that does not have it. */
export const deleteEntry = (call: Budget, entry: Item, version: number): Promise<boolean> =>
  isWritten(
    send(
      call,
      new DeleteItemCommand({
        ...table(),
        Key: keyOf(entry),
        ConditionExpression: "#version <= :version",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: { ":version": { N: String(version) } },
      }),
    ),
  );

/** Reads what is at the places of some entries, as it was a moment ago. @throws AppError `service_unavailable` */
export const readEntries = (call: Budget, entries: readonly Item[]): Promise<Item[]> =>
  batchGet(call, config.searchTable(), entries.map(keyOf), { isConsistent: false });

/** Reads entries as they are, strongly consistent. */
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

/** How far a rebuild has come. */
export interface Rebuild {
  /** Three a shard: its customers, all its entries, its archived customers' entries. */
  step: number;
  /** The key after which to go on in this step. */
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

/** How far a rebuild that was stopped has come. */
export async function readRebuild(context: Context): Promise<Rebuild | undefined> {
  const { Item } = await send(context, new GetItemCommand({ ...table(), Key: rebuildKey(context) }));
  return Item?.state?.S === undefined ? undefined : JSON.parse(Item.state.S);
}

export async function saveRebuild(context: Context, rebuild: Rebuild): Promise<void> {
  const Item = { ...rebuildKey(context), state: { S: JSON.stringify(rebuild) } };
  await send(context, new PutItemCommand({ ...table(), Item }));
}

export async function finishRebuild(context: Context): Promise<void> {
  await send(context, new DeleteItemCommand({ ...table(), Key: rebuildKey(context) }));
}
