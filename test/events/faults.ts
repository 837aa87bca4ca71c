/** What can happen to a request to SQS or DynamoDB, for tests to put between the publisher and the engines. */
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

/** One SendMessageBatch. */
export interface Batch {
  queueUrl: string;
  entries: Entry[];
}

/** Asks the queue, for the entries given or for all. */
export type ProceedSending = (entries?: Entry[]) => Promise<SendMessageBatchResult>;

/** Asks the engine, with other input if given. */
export type Proceed = (input?: ServiceInputTypes) => Promise<ServiceOutputTypes>;

/** What a test does in place of requests. */
export interface Hooks {
  sqs?: (batch: Batch, proceed: ProceedSending) => Promise<SendMessageBatchResult>;
  dynamodb?: (operation: string, input: ServiceInputTypes, proceed: Proceed) => Promise<ServiceOutputTypes>;
}

/** An error as an AWS client throws it. */
export const awsError = (name: string, fields: object = {}): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 }, ...fields });

export const throttled = () => awsError("ProvisionedThroughputExceededException");

export const conflict = () =>
  awsError("TransactionCanceledException", { CancellationReasons: [{ Code: "TransactionConflict" }] });

/** Lets the queue have all entries but some, which it refuses. */
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

/** Lets a BatchWriteItem have all requests but some, which stay unprocessed. */
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

/** Lets the time go on at once: how long the publisher tries is told by the clock, and the tests do not wait. */
export const skipTime = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** Longer than the publisher has patience with a queue. */
export const PATIENCE_OVER_MS = 2_000;

/** Refuses what a test chooses, all of it by default, for longer than the publisher has patience. */
export const refusing =
  (isRefused: (batch: Batch, entry: Entry) => boolean = () => true): Required<Hooks>["sqs"] =>
  (batch, proceed) => {
    if (batch.entries.some((entry) => isRefused(batch, entry))) skipTime(PATIENCE_OVER_MS);
    return sendExcept(batch, (entry) => isRefused(batch, entry), proceed);
  };
