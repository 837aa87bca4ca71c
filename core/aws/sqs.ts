/** The SQS client and the one way to send. */
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { config } from "../base/config.ts";
import { keptOpen, replaceDeadConnections } from "./connections.ts";

/** Of a send: until the answer begins, and then between two parts of it. */
const ATTEMPT_MS = 1_500;

let client: SQSClient | undefined;

/** The client, made when it is first asked for. It does not retry: whoever sends decides how long to try. */
export function sqs(): SQSClient {
  client ??= newClient();
  return client;
}

function newClient(): SQSClient {
  const connections = keptOpen(64);
  const endpoint = config.sqsEndpoint();
  const created = new SQSClient({
    region: config.region(),
    // The SDK knows it from the environment too, but then warns of every queue's URL that names another host.
    ...(endpoint === undefined ? {} : { endpoint }),
    cacheMiddleware: true,
    maxAttempts: 1,
    retryMode: "standard",
    md5: false,
    requestHandler: {
      ...connections,
      requestTimeout: ATTEMPT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: ATTEMPT_MS,
    },
  });
  // A message that is received twice has the same deduplication id.
  replaceDeadConnections(created.middlewareStack, connections);
  return created;
}

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
  failure?: string;
}

/**
 * Sends messages in as few calls as SQS allows, all at once, and tells which were accepted. One that was not says nothing
 * of the others: each stands for itself.
 */
export async function sendMessages<T extends Message>(queueUrl: string, messages: readonly T[]): Promise<Sent<T>> {
  const batches = await Promise.all(packed(messages).map((batch) => sendBatch(queueUrl, batch)));
  const failure = batches.find((batch) => batch.failure !== undefined)?.failure;
  const accepted = new Set(batches.flatMap((batch) => [...batch.accepted]));
  return { accepted, ...(failure === undefined ? {} : { failure }) };
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
    const { Successful = [], Failed = [] } = await sqs().send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
    );
    const accepted = new Set(Successful.flatMap(({ Id }) => batch[Number(Id)] ?? []));
    return { accepted, ...(Failed[0]?.Code === undefined ? {} : { failure: Failed[0].Code }) };
  } catch (error) {
    // Refused, throttled, timed out: whatever it was, none of them is known to be accepted.
    return { accepted: new Set(), failure: nameOf(error) };
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
