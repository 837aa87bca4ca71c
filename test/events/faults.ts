/** Faults that tests can inject between the publisher and the engines, into requests to SQS or DynamoDB. */
import type {
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  ServiceInputTypes,
  ServiceOutputTypes,
  WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { SendMessageBatchRequestEntry, SendMessageBatchResult } from "@aws-sdk/client-sqs";
import { vi } from "vitest";

export type Entry = SendMessageBatchRequestEntry;

/** One SendMessageBatch call. */
export interface Batch {
  queueUrl: string;
  entries: Entry[];
}

/** Sends to the queue: the given entries, or all. */
export type ProceedSending = (entries?: Entry[]) => Promise<SendMessageBatchResult>;

/** Sends to the engine, with other input if given. */
export type Proceed = (input?: ServiceInputTypes) => Promise<ServiceOutputTypes>;

/** Replacements for requests. */
export interface Hooks {
  sqs?: (batch: Batch, proceed: ProceedSending) => Promise<SendMessageBatchResult>;
  dynamodb?: (operation: string, input: ServiceInputTypes, proceed: Proceed) => Promise<ServiceOutputTypes>;
}

/** An error as AWS clients throw it. */
export const awsError = (name: string, fields: object = {}): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 }, ...fields });

export const throttled = () => awsError("ProvisionedThroughputExceededException");

export const conflict = () =>
  awsError("TransactionCanceledException", { CancellationReasons: [{ Code: "TransactionConflict" }] });

/** Sends all entries except some, which are reported as refused. */
export async function sendExcept(
  { entries }: Batch,
  isRefused: (entry: Entry, index: number) => unknown,
  proceed: ProceedSending,
): Promise<SendMessageBatchResult> {
  const refused = entries.filter(isRefused);
  const taken = entries.filter((entry) => !refused.includes(entry));
  const { Successful = [] } = taken.length > 0 ? await proceed(taken) : {};
  return { Successful, Failed: refused.map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" })) };
}

/** Sends a BatchWriteItem without some of its requests, which are reported as unprocessed. */
export async function writeExcept(
  input: ServiceInputTypes,
  isLeft: (request: WriteRequest, index: number) => unknown,
  proceed: Proceed,
): Promise<BatchWriteItemCommandOutput> {
  const { RequestItems = {} } = input as BatchWriteItemCommandInput;
  const [[table, requests] = ["", []]] = Object.entries(RequestItems);
  const left = requests.filter(isLeft);
  const written = requests.filter((request) => !left.includes(request));
  if (written.length > 0) await proceed({ ...input, RequestItems: { [table]: written } } as ServiceInputTypes);
  return { $metadata: {}, UnprocessedItems: left.length > 0 ? { [table]: left } : {} };
}

/** Moves the clock forward: the publisher decides by the clock how long it tries, and tests do not wait. */
export const skipTime = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** Longer than the publisher retries a queue. */
export const PATIENCE_OVER_MS = 2_000;

/** Refuses what a test chooses, by default everything, for longer than the publisher retries. */
export const refusing =
  (isRefused: (batch: Batch, entry: Entry) => boolean = () => true): Required<Hooks>["sqs"] =>
  (batch, proceed) => {
    if (batch.entries.some((entry) => isRefused(batch, entry))) skipTime(PATIENCE_OVER_MS);
    return sendExcept(batch, (entry) => isRefused(batch, entry), proceed);
  };
