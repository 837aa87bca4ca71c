/** The SQS client and the one way to send. */
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { config } from "../base/config.ts";
import { sendDirectly } from "./direct.ts";
import { RequestHandler } from "./requestHandler.ts";
import { credentials, Signer } from "./signer.ts";

const ATTEMPT_MS = 1_500;
const LONG_POLL_MS = 10_000;

const requestHandler = new RequestHandler({ timeoutMs: ATTEMPT_MS, maxSockets: 64 });

/** It does not retry: whoever sends decides how long to try. */
export const sqs = new SQSClient({
  region: config.region,
  ...(credentials ? { credentials } : {}),
  cacheMiddleware: true,
  md5: false,
  maxAttempts: 1,
  retryMode: "standard",
  requestHandler,
});

const endpoint = sqs.config.endpointProvider({ Region: config.region, Endpoint: config.sqsEndpoint }).url;
sendDirectly(sqs, {
  target: "AmazonSQS",
  // Errors then have the names that the SDK's clients have always known.
  headers: { "x-amzn-query-mode": "true" },
  signer: new Signer(credentials ?? sqs.config.credentials, config.region, "sqs"),
  requestHandler,
  // A queue's URL is where it is, unless all of SQS is somewhere else.
  endpointOf: (input) =>
    config.sqsEndpoint === undefined && "QueueUrl" in input && input.QueueUrl ? new URL("/", input.QueueUrl) : endpoint,
  timeoutOf: (input) => ("WaitTimeSeconds" in input && input.WaitTimeSeconds ? LONG_POLL_MS : undefined),
});

/** A message of a FIFO queue. */
export interface Message {
  body: string;
  /** Messages of one group are received in the order in which they were accepted. */
  groupId: string;
  /** Within five minutes the queue accepts one of these once. */
  deduplicationId: string;
  attributes: Readonly<Record<string, string>>;
}

const MAX_MESSAGES = 10;
/** Below the 1 MiB that SQS takes in one call, for what attributes add. */
const MAX_BYTES = 1_000_000;

/** What became of messages. */
export interface Sent<T> {
  accepted: Set<T>;
  /** The name of an error, if not all were accepted. */
  trouble?: string;
}

/**
 * Sends messages in as few calls as SQS allows, all at once, and tells which were accepted. One that was not says nothing
 * of the others: each stands for itself.
 */
export async function sendMessages<T extends Message>(queueUrl: string, messages: readonly T[]): Promise<Sent<T>> {
  const batches = await Promise.all(packed(messages).map((batch) => sendBatch(queueUrl, batch)));
  const trouble = batches.find((batch) => batch.trouble !== undefined)?.trouble;
  const accepted = new Set(batches.flatMap((batch) => [...batch.accepted]));
  return { accepted, ...(trouble === undefined ? {} : { trouble }) };
}

async function sendBatch<T extends Message>(queueUrl: string, batch: readonly T[]): Promise<Sent<T>> {
  const Entries = batch.map(({ body, groupId, deduplicationId, attributes }, index) => ({
    Id: String(index),
    MessageBody: body,
    MessageGroupId: groupId,
    MessageDeduplicationId: deduplicationId,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
  }));
  try {
    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
    );
    const accepted = new Set(Successful.flatMap(({ Id }) => batch[Number(Id)] ?? []));
    return { accepted, ...(Failed[0]?.Code === undefined ? {} : { trouble: Failed[0].Code }) };
  } catch (error) {
    // Refused, throttled, timed out: whatever it was, none of them is known to be accepted.
    return { accepted: new Set(), trouble: nameOf(error) };
  }
}

/** Node's code, such as ECONNRESET, says more than its errors' name. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function packed<T extends Message>(messages: readonly T[]): T[][] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body);
    const last = batches.at(-1);
    if (last && last.length < MAX_MESSAGES && bytes + size <= MAX_BYTES) {
      last.push(message);
      bytes += size;
    } else {
      batches.push([message]);
      bytes = size;
    }
  }
  return batches;
}
