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
import type { Item } from "./item.ts";

/** Of an attempt: until the answer begins, and then between two parts of it. */
const ATTEMPT_MS = 2_500;

let client: DynamoDBClient | undefined;

/** The client, made when it is first asked for. */
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

/** The signal of each command under way, by its input. */
const signals = new WeakMap<object, AbortSignal>();

/** An answer that is read so much later, since Lambda froze the process meanwhile, does not tell the time. */
const ANSWER_IS_OLD_MS = 5_000;

/** How far DynamoDB's clock is ahead of this machine's, as its last answer told. */
let clockOffsetMs = 0;

/** The time by DynamoDB's clock, once it has answered. */
export const serverTime = (): Date => new Date(Date.now() + clockOffsetMs);

/**
 * Sends nothing once the request's time is over: Lambda freezes a process between requests, and what went out when it thaws
 * could undo what was written since. And reads DynamoDB's clock from its answers. Called for each attempt.
 */
function watchTime(
  next: DeserializeHandler<ServiceInputTypes, ServiceOutputTypes>,
): DeserializeHandler<ServiceInputTypes, ServiceOutputTypes> {
  return async (args) => {
    // Not the signal's reason: the SDK would try again after some.
    if (signals.get(args.input)?.aborted) throw new DOMException("The request's time is over", "AbortError");
    const sentAt = Date.now();
    const sent = await next(args);
    const receivedAt = Date.now();
    const date = dateOf(sent.response);
    if (receivedAt - sentAt < ANSWER_IS_OLD_MS && !Number.isNaN(date)) clockOffsetMs = date - receivedAt;
    return sent;
  };
}

/** The time that an answer's header tells, in milliseconds; NaN without one. */
function dateOf(response: unknown): number {
  const { headers } = response as HttpResponse;
  return Date.parse(headers.date ?? "");
}

/**
 * What a call comes to or, as soon as the signal is aborted, a failure with its reason. The signal is not given to the client
 * as an option: with options it resolves its middleware for every command again, in spite of `cacheMiddleware`.
 */
function inTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** A table, for the input of a command that is to tell the capacity units it used. */
export const tableNamed = (TableName: string) => ({ TableName, ReturnConsumedCapacity: "TOTAL" }) as const;

const MAX_CONFLICT_RETRIES = 6;

/**
 * Sends one command within the request's time, adds its capacity units to the call, and retries what only a
 * transaction in flight on the same item refused (a plain write can meet one; the SDK does not retry it).
 *
 * @throws AppError `service_unavailable` when DynamoDB throttles, fails or does not answer in time.
 * @throws the SDK's own error for everything else, a failed condition among them.
 */
export async function send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
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
      // AWS bills a write whose condition failed, by the item's size, and does not say how much: 1 up to 1 KB.
      if (error instanceof ConditionalCheckFailedException) call.units += 1;
      if (!isTransactionConflict(error)) throw isUnavailable(error) ? unavailable(error) : error;
      if (attempt > MAX_CONFLICT_RETRIES || call.signal.aborted) throw unavailable(error);
      await backOff(attempt);
    }
  }
}

/** An UpdateItem but for the key: what it sets, and on what condition. */
export type ConditionalUpdate = Pick<
  UpdateItemCommandInput,
  "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/** Whether a write was made: false when its condition failed. @throws whatever else it fails with */
export async function isWritten(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** All items of one partition, however many pages they take. */
export async function queryPartition(call: Budget, TableName: string, pk: string, skPrefix?: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await send(
      call,
      new QueryCommand({
        TableName,
        KeyConditionExpression: skPrefix === undefined ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
        ExpressionAttributeValues: {
          ":pk": { S: pk },
          ...(skPrefix === undefined ? {} : { ":prefix": { S: skPrefix } }),
        },
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

/** As many as one request takes. */
const BATCH_GET_ITEMS = 100;
const MAX_BATCH_ATTEMPTS = 4;

/**
 * The items at these keys, each of which may be given once; those of keys that have none are missing in the result.
 *
 * @param options.isConsistent whether an item is read as the last write left it, for twice the units
 * @throws AppError `service_unavailable` when DynamoDB leaves some of them out again and again
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

/** Waits up to 50 ms, then twice as long at each attempt up to 200 ms, at random so that racing writers part. */
export const backOff = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** Math.min(attempt, 3)));

/** Batches and transactions answer with a list, one entry a table; some commands with nothing. */
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

/** Errors that say nothing about the request, only about the moment. */
const PASSING = new Set([
  "AbortError",
  // Of credentials, which are renewed.
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
  // A request that got no answer at all (refused, reset, not resolved) carries Node's error code and no status; one whose
  // answer broke off, the status of the answer's beginning.
  return status === undefined ? "code" in error : status < 300 || status >= 500 || status === 429;
}
