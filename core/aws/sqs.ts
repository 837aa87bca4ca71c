/** The SQS client and the one way to send messages. */
import { BatchRequestTooLong, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { chunks } from "../base/chunks.ts";
import { config } from "../base/config.ts";
import { keptOpen, replaceDeadConnections } from "./connections.ts";

/** Limit of one send: until the response begins, and then between two parts of it. */
const ATTEMPT_MS = 1_500;

let client: SQSClient | undefined;

/** The client, created on first use. It does not retry: callers decide how long to try. */
export function sqs(): SQSClient {
  client ??= newClient();
  return client;
}

function newClient(): SQSClient {
  const connections = keptOpen(64);
  const endpoint = config.sqsEndpoint();
  const created = new SQSClient({
    region: config.region(),
    // The SDK also reads the endpoint from the environment, but then warns about every queue URL with another host.
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
  // Sending a message twice is safe: it keeps its deduplication id.
  replaceDeadConnections(created.middlewareStack, connections);
  return created;
}

/** A message of a FIFO queue. */
export interface Message {
  body: string;
  /** Messages of one group are received in the order in which they were accepted. */
  groupId: string;
  /** The queue accepts each of these once within five minutes. */
  deduplicationId: string;
  attributes: Readonly<Record<string, string>>;
}

const MAX_MESSAGES = 10;
/** Below the 1 MiB that SQS takes in one call, to leave room for attributes. */
const MAX_BYTES = 1_000_000;

/** The result of sending messages. */
export interface Sent<T> {
  accepted: Set<T>;
  /** The name of one error, if not all were accepted. */
  failure?: string;
}

/**
 * Sends messages in as few calls as SQS allows, all in parallel, and returns which were accepted. One refused message
 * says nothing about the others.
 */
export async function sendMessages<T extends Message>(queueUrl: string, messages: readonly T[]): Promise<Sent<T>> {
  return combined(await Promise.all(packed(messages).map((batch) => sendBatch(queueUrl, batch))));
}

/** A queue, or its service, may take less at once than SQS takes by default. Then the batch is split, in the end singly. */
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
    if (error instanceof BatchRequestTooLong && batch.length > 1) return sendHalves(queueUrl, batch);
    // Refused, throttled or timed out: either way, none of them is known to be accepted.
    return { accepted: new Set(), failure: nameOf(error) };
  }
}

async function sendHalves<T extends Message>(queueUrl: string, batch: readonly T[]): Promise<Sent<T>> {
  const halves = chunks(batch, Math.ceil(batch.length / 2));
  return combined(await Promise.all(halves.map((half) => sendBatch(queueUrl, half))));
}

function combined<T>(parts: readonly Sent<T>[]): Sent<T> {
  const failure = parts.find((part) => part.failure !== undefined)?.failure;
  const accepted = new Set(parts.flatMap((part) => [...part.accepted]));
  return { accepted, ...(failure === undefined ? {} : { failure }) };
}

/** Node's code, such as ECONNRESET, says more than the error's name. */
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
