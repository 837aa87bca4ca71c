/** The DynamoDB client and the one way to call it. */
import {
  type $Command,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DynamoDBClient,
  type DynamoDBClientResolvedConfig,
  QueryCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { DeserializeHandler, HttpResponse } from "@smithy/types";
import { chunks } from "../base/chunks.ts";
import { config } from "../base/config.ts";
import type { Budget } from "../base/context.ts";
import { AppError } from "../base/errors.ts";
import { keptOpen, replaceDeadConnections } from "./connections.ts";
import { type Item, textIn } from "./item.ts";
import { refuseNewer } from "./layout.ts";

/** Limit of one attempt: until the response begins, and then between two parts of it. */
const ATTEMPT_MS = 2_500;

let client: DynamoDBClient | undefined;

/** The client, created on first use. */
export function dynamodb(): DynamoDBClient {
  client ??= newClient();
  return client;
}

function newClient(): DynamoDBClient {
  const connections = keptOpen(256);
  const created = new DynamoDBClient({
    region: config.region(),
    cacheMiddleware: true,
    maxAttempts: 3,
    retryMode: "standard",
    requestHandler: {
      ...connections,
      requestTimeout: ATTEMPT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: ATTEMPT_MS,
    },
  });
  replaceDeadConnections(created.middlewareStack, connections);
  created.middlewareStack.add(watchTime, { step: "deserialize", priority: "low", name: "watchTime" });
  return created;
}

/** The abort signal of each command in flight, by its input. */
const signals = new WeakMap<object, AbortSignal>();

/** A response read later than this does not tell the time: Lambda froze the process in between. */
const ANSWER_IS_OLD_MS = 5_000;

/** How far DynamoDB's clock is ahead of this machine's, according to its last response. */
let clockOffsetMs = 0;

/** The time by DynamoDB's clock, once it has responded. */
export const serverTime = (): Date => new Date(Date.now() + clockOffsetMs);

/**
 * Sends nothing once the request's time is up: Lambda freezes a process between requests, and a write sent after the
 * thaw could undo a newer one. Also reads DynamoDB's clock from its responses. Called for each attempt.
 */
function watchTime(
  next: DeserializeHandler<ServiceInputTypes, ServiceOutputTypes>,
): DeserializeHandler<ServiceInputTypes, ServiceOutputTypes> {
  return async (args) => {
    // Not the signal's own reason, since the SDK retries some of those.
    if (signals.get(args.input)?.aborted) throw new DOMException("The request's time is over", "AbortError");
    const sentAt = Date.now();
    const sent = await next(args);
    const receivedAt = Date.now();
    const date = dateOf(sent.response);
    if (receivedAt - sentAt < ANSWER_IS_OLD_MS && !Number.isNaN(date)) clockOffsetMs = date - receivedAt;
    return sent;
  };
}

/** The time in a response's `date` header, in milliseconds; NaN without one. */
function dateOf(response: unknown): number {
  const { headers } = response as HttpResponse;
  return Date.parse(headers.date ?? "");
}

/**
 * The result of a call or, once the signal is aborted, a failure with its reason. The signal is not passed to the
 * client as an option: with options it resolves its middleware again for every command, despite `cacheMiddleware`.
 */
function inTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** The table name for a command's input, with the request to report the capacity units used. */
export const tableNamed = (TableName: string) => ({ TableName, ReturnConsumedCapacity: "TOTAL" }) as const;

const MAX_CONFLICT_RETRIES = 6;

/**
 * Sends one command within the request's time, adds its capacity units to the call, and retries a write refused only
 * because a transaction was in flight on the same item (this happens to plain writes too; the SDK does not retry it).
 *
 * @throws AppError `service_unavailable` when DynamoDB throttles, fails or does not answer in time.
 * @throws AppError `stored_by_newer_version` when an item is of a layout that this version does not know: layout.ts.
 * @throws the SDK's own error for everything else, including a failed condition.
 */
export async function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  call: Budget,
  command: $Command<Input, Output, DynamoDBClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
): Promise<Output> {
  const output = await sendInTime(call, command);
  refuseNewer(output);
  return output;
}

async function sendInTime<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  call: Budget,
  command: $Command<Input, Output, DynamoDBClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
): Promise<Output> {
  for (let attempt = 1; ; attempt++) {
    try {
      signals.set(command.input, call.signal);
      const output = await inTime(call.signal, dynamodb().send(command));
      call.units += unitsOf(output);
      return output;
    } catch (error) {
      // AWS bills a write whose condition failed by the item's size, but does not report it: 1 unit up to 1 KB.
      if (error instanceof ConditionalCheckFailedException) call.units += 1;
      refuseNewer(error);
      if (!isTransactionConflict(error)) throw isUnavailable(error) ? unavailable(error) : error;
      if (attempt > MAX_CONFLICT_RETRIES || call.signal.aborted) throw unavailable(error);
      await backOff(attempt);
    }
  }
}

/** An UpdateItem without its key: what it sets, and on what condition. */
export type ConditionalUpdate = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/** Whether the write was made: false when its condition failed. @throws any other error of the write */
export async function isWritten(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The highest code point: no key of ours holds it. */
const LAST_CODE_POINT = "\u{10ffff}";

/**
 * The key condition for sort keys that begin with a prefix, and its values. It is a range, which means the same as
 * `begins_with`: the local engine seeks to the start of a range, while it would read a partition from its first item on.
 */
export const beginsWith = (prefix: string) => ({
  condition: "sk BETWEEN :first AND :last",
  values: { ":first": { S: prefix }, ":last": { S: `${prefix}${LAST_CODE_POINT}` } },
});

/** All items of one partition, over as many pages as that takes. */
export async function queryPartition(call: Budget, TableName: string, pk: string, skPrefix?: string): Promise<Item[]> {
  const range = skPrefix === undefined ? undefined : beginsWith(skPrefix);
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await send(
      call,
      new QueryCommand({
        TableName,
        KeyConditionExpression: range === undefined ? "pk = :pk" : `pk = :pk AND ${range.condition}`,
        ExpressionAttributeValues: { ":pk": { S: pk }, ...range?.values },
        ConsistentRead: true,
        ReturnConsumedCapacity: "TOTAL",
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/** The sort keys of at most `limit` items of a partition that begin with a prefix, highest first. */
export async function querySortKeysDown(
  call: Budget,
  TableName: string,
  { pk, prefix, limit, after }: { pk: string; prefix: string; limit: number; after: string | undefined },
): Promise<{ sortKeys: string[]; lastKey: string | undefined }> {
  const { condition, values } = beginsWith(prefix);
  const { Items = [], LastEvaluatedKey } = await send(
    call,
    new QueryCommand({
      ...tableNamed(TableName),
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: { ":pk": { S: pk }, ...values },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk: { S: pk }, sk: { S: after } } }),
    }),
  );
  return { sortKeys: Items.map((item) => textIn(item, "sk")), lastKey: LastEvaluatedKey?.sk?.S };
}

/** The limit of one request. */
const BATCH_GET_ITEMS = 100;
const MAX_BATCH_ATTEMPTS = 4;

/**
 * The items at these keys, without duplicates. Keys that have no item are missing in the result.
 *
 * @param options.isConsistent strongly consistent reads, for twice the units
 * @throws AppError `service_unavailable` when DynamoDB keeps leaving some of them out
 */
export async function batchGet(
  call: Budget,
  TableName: string,
  keys: readonly Item[],
  { isConsistent = true }: { isConsistent?: boolean } = {},
): Promise<Item[]> {
  const batches = chunks(keys, BATCH_GET_ITEMS).map((batch) => getBatch(call, TableName, batch, isConsistent));
  return (await Promise.all(batches)).flat();
}

async function getBatch(call: Budget, TableName: string, keys: Item[], ConsistentRead: boolean): Promise<Item[]> {
  const items: Item[] = [];
  let Keys = keys;
  for (let attempt = 1; ; attempt++) {
    const { Responses, UnprocessedKeys } = await send(
      call,
      new BatchGetItemCommand({
        RequestItems: { [TableName]: { Keys, ConsistentRead } },
        ReturnConsumedCapacity: "TOTAL",
      }),
    );
    items.push(...(Responses?.[TableName] ?? []));
    Keys = UnprocessedKeys?.[TableName]?.Keys ?? [];
    if (Keys.length === 0) return items;
    if (attempt === MAX_BATCH_ATTEMPTS || call.signal.aborted) throw unavailable(new Error("UnprocessedKeys"));
    await backOff(attempt);
  }
}

/** A 503 that tells the caller to repeat the request. */
export const unavailable = (cause: unknown): AppError => new AppError("service_unavailable", { cause });

/**
 * Waits up to 50 ms, twice as long for each further attempt up to 200 ms, at random so that racing writers spread out.
 */
export const backOff = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** Math.min(attempt, 3)));

/**
 * Waits before a writer that lost a race reads and tries again.
 *
 * @throws AppError `service_unavailable` when the request's time is up
 */
export async function waitForTurn(call: Budget, attempt: number): Promise<void> {
  if (call.signal.aborted) throw unavailable(new Error("Too many writers on one item"));
  await backOff(attempt);
}

/** Batches and transactions report a list with one entry per table; some commands report nothing. */
function unitsOf(output: object): number {
  const { ConsumedCapacity } = output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
  return [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

function isTransactionConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TransactionConflictException" || error.name === "TransactionInProgressException") return true;
  if (error.name !== "TransactionCanceledException" || !("CancellationReasons" in error)) return false;
  const codes = (error.CancellationReasons as { Code?: string }[]).map(({ Code }) => Code);
  return codes.includes("TransactionConflict") && !codes.includes("ConditionalCheckFailed");
}

/** Errors that are about the moment, not about the request. */
const PASSING = new Set([
  "AbortError",
  // Credentials are renewed.
  "ExpiredToken",
  "ExpiredTokenException",
  "InternalServerError",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestExpired",
  "RequestLimitExceeded",
  "ServiceUnavailable",
  "ThrottlingException",
  "TimeoutError",
]);

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TransactionCanceledException") {
    const codes = "CancellationReasons" in error ? (error.CancellationReasons as { Code?: string }[]) : [];
    return codes.some(({ Code }) => Code === "ThrottlingError" || Code === "ProvisionedThroughputExceeded");
  }
  if (PASSING.has(error.name)) return true;
  const status = "$metadata" in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined;
  // A request without any response (refused, reset, not resolved) carries Node's error code and no status; one whose
  // response broke off carries the status that the response began with.
  return status === undefined ? "code" in error : status < 300 || status >= 500 || status === 429;
}
