/**
 * The event log in DynamoDB, and the progress of what operators started. What is parked is in parking/store.ts.
 *
 * | item                        | pk                 | sk               |
 * |-----------------------------|--------------------|------------------|
 * | log entry                   | <org>#<customerId> | sequence, padded |
 * | replay in progress          | replays            | <subscriber>     |
 * | keep-subscriptions, stopped | past-subscriptions | progress         |
 * | repair, not done            | repairs            | an entry's key   |
 */
import { BatchWriteItemCommand, QueryCommand, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { backOff, batchGet, send, tableNamed } from "../aws/dynamodb.ts";
import { type Item, numberIn, textIn } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { transact } from "../aws/transaction.ts";
import { chunks } from "../base/chunks.ts";
import { config } from "../base/config.ts";
import type { Budget } from "../base/context.ts";
import { mapParallel } from "../base/parallel.ts";
import { customerKey, splitKey } from "../customers/keys.ts";
import { receiptKey } from "../erasures/store.ts";
import type { EventName, LogEntry } from "./event.ts";
import { pack, unpack } from "./packing.ts";

const table = () => tableNamed(config.eventsTable());

/** The key of the customer that an entry belongs to. Events of one key are ordered. */
export const orderKey = ({ organizationId, customerId }: Pick<LogEntry, "organizationId" | "customerId">): string =>
  customerKey(organizationId, customerId);

/** Sequences as sort keys: padded, so that they sort as text like numbers. */
const sortKey = (sequence: number): string => String(sequence).padStart(12, "0");

const BATCH_WRITE_ITEMS = 25;
const MAX_ATTEMPTS = 5;

/** The result of writing entries to the log. */
export interface Appended {
  logged: Set<LogEntry>;
  /** The name of one error, if not all entries are in the log. */
  failure?: string;
}

/** Writes entries to the log. Writing one again changes nothing. */
export async function appendToLog(call: Budget, entries: readonly LogEntry[]): Promise<Appended> {
  const unique = new Map(entries.map((entry) => [logKey(entry), entry]));
  const batches = await Promise.all(
    chunks([...unique], BATCH_WRITE_ITEMS).map((batch) =>
      appendBatch(call, new Map(batch.map(([key, entry]) => [key, toLogItem(entry)]))),
    ),
  );
  const missing = new Set(batches.flatMap((batch) => batch.missing));
  const failure = batches.find((batch) => batch.missing.length > 0)?.failure;
  return {
    logged: new Set(entries.filter((entry) => !missing.has(logKey(entry)))),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** The place as one text, which sorts by customer and sequence. */
export const logKey = (entry: LogPlace): string => `${orderKey(entry)}#${sortKey(entry.sequence)}`;

/** Writes one batch and returns the keys of the entries that could not be written. */
async function appendBatch(call: Budget, batch: Map<string, Item>): Promise<{ missing: string[]; failure: string }> {
  let items = batch;
  let failure = "UnprocessedItems";
  for (let attempt = 1; items.size > 0 && attempt <= MAX_ATTEMPTS; attempt++) {
    if (attempt > 1) await backOff(attempt);
    try {
      const { UnprocessedItems } = await send(
        call,
        new BatchWriteItemCommand({
          ReturnConsumedCapacity: "TOTAL",
          RequestItems: { [config.eventsTable()]: [...items.values()].map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
      const left = (UnprocessedItems?.[config.eventsTable()] ?? []).map(({ PutRequest }) => PutRequest?.Item ?? {});
      items = new Map(left.map((item) => [`${item.pk?.S}#${item.sk?.S}`, item]));
    } catch (error) {
      // The whole call failed: all entries are still to be written.
      failure = error instanceof Error ? error.name : "unknown";
    }
  }
  return { missing: [...items.keys()], failure };
}

function toLogItem(entry: LogEntry): Item {
  const { event, actorBefore, unreadable, expiresAt } = entry;
  return {
    ...keyOfEntry(entry),
    expiresAt: { N: String(expiresAt) },
    ...(event ? pack(event.body, actorBefore) : {}),
    ...(unreadable === undefined ? {} : { unreadable: { S: unreadable } }),
  };
}

function fromLogItem(item: Item): LogEntry {
  const [organizationId, customerId] = splitKey(textIn(item, "pk"));
  const { body, dictionary, unreadable } = item;
  return {
    organizationId,
    customerId,
    sequence: Number(textIn(item, "sk")),
    expiresAt: numberIn(item, "expiresAt"),
    ...(body?.B === undefined ? {} : unpack(body.B, dictionary?.N)),
    // Entries of layout 1.
    ...(body?.S === undefined ? {} : { event: eventIn(item) }),
    ...(unreadable?.S === undefined ? {} : { unreadable: unreadable.S }),
  };
}

const eventIn = (item: Item): NonNullable<LogEntry["event"]> => ({
  id: textIn(item, "id"),
  name: textIn(item, "name") as EventName,
  body: textIn(item, "body"),
});

/** One page of a customer's log. */
export interface LogPage {
  entries: LogEntry[];
  /** Continue after this sequence; undefined at the end of the log. */
  lastSequence: number | undefined;
}

/** Reads a customer's log from a sequence on, oldest first, strongly consistent: one page of at most 1 MB. */
export async function readLog(call: Budget, key: string, from: number): Promise<LogPage> {
  return queryLog(call, {
    KeyConditionExpression: "pk = :pk AND sk >= :from",
    ExpressionAttributeValues: { ":pk": { S: key }, ":from": { S: sortKey(from) } },
    ConsistentRead: true,
  });
}

/** A customer's log from a sequence on, read page by page as it is asked for. */
export async function* walkLog(call: Budget, key: string, from: number): AsyncGenerator<LogEntry, void> {
  let next: number | undefined = from;
  while (next !== undefined) {
    const page = await readLog(call, key, next);
    yield* page.entries;
    next = page.lastSequence === undefined ? undefined : page.lastSequence + 1;
  }
}

/** Reads all of a customer's log from a sequence on. */
export async function readLogFrom(call: Budget, key: string, from: number): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of walkLog(call, key, from)) entries.push(entry);
  return entries;
}

/** Where an entry is in the log. */
export type LogPlace = Pick<LogEntry, "organizationId" | "customerId" | "sequence">;

/** The entries at these places, in their order; undefined where the log has none any more. */
export async function readEntries(call: Budget, places: readonly LogPlace[]): Promise<(LogEntry | undefined)[]> {
  const found = new Map<string, LogEntry>();
  const read = async (isConsistent: boolean) => {
    const missing = new Map(places.map((place) => [logKey(place), place]));
    for (const key of found.keys()) missing.delete(key);
    const keys = [...missing.values()].map(keyOfEntry);
    for (const item of await batchGet(call, config.eventsTable(), keys, { isConsistent })) {
      const entry = fromLogItem(item);
      found.set(logKey(entry), entry);
    }
  };
  await read(false);
  // Such a read may be a moment behind. What was just written is asked for once more.
  if (places.some((place) => !found.has(logKey(place)))) await read(true);
  return places.map((place) => found.get(logKey(place)));
}

/** Reads a customer's readable, unexpired events before a sequence, newest first. */
export function readHistory(call: Budget, key: string, limit: number, now: Date, before?: number): Promise<LogPage> {
  const nowSeconds = Math.floor(now.getTime() / 1_000);
  return queryLog(call, {
    KeyConditionExpression: before === undefined ? "pk = :pk" : "pk = :pk AND sk < :before",
    // DynamoDB removes expired items within days, not at once.
    FilterExpression: "attribute_exists(body) AND expiresAt > :now",
    ExpressionAttributeValues: {
      ":pk": { S: key },
      ":now": { N: String(nowSeconds) },
      ...(before === undefined ? {} : { ":before": { S: sortKey(before) } }),
    },
    ScanIndexForward: false,
    Limit: limit,
  });
}

/** Reads at most `limit` of a customer's entries before a sequence, oldest first, strongly consistent. */
export const readLogBefore = (call: Budget, key: string, before: number, limit: number): Promise<LogPage> =>
  queryLog(call, {
    KeyConditionExpression: "pk = :pk AND sk < :before",
    ExpressionAttributeValues: { ":pk": { S: key }, ":before": { S: sortKey(before) } },
    ConsistentRead: true,
    Limit: limit,
  });

/** The key of an entry's item. */
export const keyOfEntry = (entry: LogPlace): Item => ({
  pk: { S: orderKey(entry) },
  sk: { S: sortKey(entry.sequence) },
});

const PARALLEL_APPENDS = 20;

/**
 * Writes entries to the logs of customers that were not erased, or not before them: one transaction each, for repairs, which
 * do not know of it from the stream. Returns those that are written.
 */
export async function appendUnlessErased(call: Budget, entries: readonly LogEntry[]): Promise<LogEntry[]> {
  const written = await mapParallel(entries, PARALLEL_APPENDS, (entry) => appendOne(call, entry));
  return entries.filter((_, index) => written[index]);
}

async function appendOne(call: Budget, entry: LogEntry): Promise<boolean> {
  const { organizationId, customerId, sequence } = entry;
  const isNotErased = {
    TableName: config.organizationsTable(),
    Key: receiptKey({ organizationId, customerId }),
    ...unlessNewer({
      ConditionExpression: "attribute_not_exists(pk) OR #sequence <= :sequence",
      ExpressionAttributeNames: { "#sequence": "sequence" },
      ExpressionAttributeValues: { ":sequence": { N: String(sequence) } },
    }),
  };
  const put = { TableName: config.eventsTable(), Item: toLogItem(entry) };
  return (await transact(call, [{ ConditionCheck: isNotErased }, { Put: put }])) === undefined;
}

async function queryLog(call: Budget, input: Omit<QueryCommandInput, "TableName">): Promise<LogPage> {
  const { Items = [], LastEvaluatedKey } = await send(call, new QueryCommand({ ...table(), ...input }));
  return { entries: Items.map(fromLogItem), lastSequence: LastEvaluatedKey && Number(LastEvaluatedKey.sk?.S) };
}
