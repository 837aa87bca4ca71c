/** Follows changes as they happen, without taking events from subscribers. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  paginateListQueues,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { dynamodb } from "../core/aws/dynamodb.ts";
import { config } from "../core/base/config.ts";
import { type Budget, operatorBudget } from "../core/base/context.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import type { StreamRecord } from "../core/changes/record.ts";
import { entryOf } from "../core/events/derive.ts";
import type { ChangeEvent, ErasedEvent, LogEntry } from "../core/events/event.ts";
import { MAX_PAGE_ENTRIES } from "../core/events/feed/store.ts";
import { readFeed } from "../core/events/feed.ts";
import { eventNames } from "../core/events/names.ts";
import { putTap, readFlags, removeTap } from "../core/events/parking/store.ts";
import { isWanted, type Target } from "../core/events/publish.ts";
import { listShards, openStream, readShard, toStreamEvent } from "../local/pump/streamReader.ts";

/** An event, and the body that subscribers get. */
export interface Seen {
  event: ChangeEvent | ErasedEvent;
  body: string;
}

type Wanted = Pick<Target, "events">;
type Show = (seen: Seen) => void;

/** Shows each matching event until the process is stopped. */
export const tail = (wanted: Wanted, show: Show): Promise<void> =>
  process.env.AWS_ENDPOINT_URL_DYNAMODB ? tailStream(wanted, show) : tailQueue(wanted, show);

/** Locally: reads the stream itself, which may have any number of readers. */
async function tailStream(wanted: Wanted, show: Show): Promise<void> {
  const stream = await openStream(dynamodb(), config.customersTable());
  const shards = await listShards(stream);
  await Promise.all(
    shards.map(async ({ ShardId = "" }) => {
      for await (const records of readShard(stream, ShardId, "latest")) {
        for (const record of toStreamEvent(stream, records).Records)
          showEntry(entryOf(record as StreamRecord, config.eventRetentionSeconds()), wanted, show);
        if (records.length === 0) await sleep(100);
      }
    }),
  );
}

function showEntry(entry: LogEntry | undefined, wanted: Wanted, show: Show): void {
  if (!entry?.event || !isWanted(wanted, entry)) return;
  show({ event: JSON.parse(entry.event.body), body: entry.event.body });
}

const LOOK_EVERY_MS = 1_000;

/** Reads one organization's feed from its end on, which takes no queue, and costs half a read unit or one a second. */
export async function tailFeed(organizationId: string, { events }: Wanted, show: Show): Promise<void> {
  const names = events === "all" ? undefined : eventNames.filter((name) => events.includes(name));
  for (let cursor = "now"; ; ) {
    const context = { ...operatorBudget(), now: () => new Date(), organizationId, requestId: "tail" };
    const page = await readFeed(context, { limit: MAX_PAGE_ENTRIES, cursor, names });
    for (const event of page.events) show({ event, body: JSON.stringify(event) });
    cursor = page.nextCursor;
    if (!page.hasMore) await sleep(LOOK_EVERY_MS);
  }
}

const TAP_MINUTES = 5;
const RETENTION_SECONDS = "300";
const queuePrefix = () => `clientela-${config.stage()}-tail-`;

/**
 * On AWS: uses a queue of its own, to which the publisher sends while the tap is renewed. A stream allows two readers
 * per shard; a third would slow down the publisher.
 */
export async function tailQueue(wanted: Wanted, show: Show): Promise<void> {
  // Not the publisher's client: that one does not wait for a long poll, and does not retry.
  const endpoint = config.sqsEndpoint();
  const sqs = new SQSClient({ region: config.region(), ...(endpoint ? { endpoint } : {}) });
  const call = { signal: new AbortController().signal, units: 0 };
  await sweep(sqs, call);
  const name = randomBytes(4).toString("hex");
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({
      QueueName: `${queuePrefix()}${name}.fifo`,
      Attributes: { FifoQueue: "true", MessageRetentionPeriod: RETENTION_SECONDS, SqsManagedSseEnabled: "true" },
    }),
  );
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());
  try {
    for (let renewAt = 0; !stopped.signal.aborted; ) {
      if (Date.now() >= renewAt) {
        await putTap(call, name, QueueUrl, new Date(Date.now() + TAP_MINUTES * 60_000));
        renewAt = Date.now() + (TAP_MINUTES * 60_000) / 2;
      }
      await receive(sqs, QueueUrl, wanted, show);
    }
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    throw new OperatorError(
      `Another tail has removed this one's queue, because this one was still for ${TAP_MINUTES} minutes. Start it again.`,
    );
  } finally {
    await removeTap(call, name);
    await removeQueue(sqs, QueueUrl);
  }
}

/**
 * Removes the queues of tails that could not do it themselves: older than a tap is valid, so that a tail that is just
 * starting keeps its own, and without a tap that is still valid.
 */
async function sweep(sqs: SQSClient, call: Budget): Promise<void> {
  const prefix = queuePrefix();
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client: sqs, pageSize: 100 },
    { QueueNamePrefix: prefix },
  ))
    for (const QueueUrl of QueueUrls) {
      // Not those of a stage whose name goes on with `-tail`.
      if (!/^[0-9a-f]{8}\.fifo$/.test(QueueUrl.slice(QueueUrl.lastIndexOf(prefix) + prefix.length))) continue;
      if (await isAbandoned(sqs, call, QueueUrl).catch(unlessMissing)) await removeQueue(sqs, QueueUrl);
    }
}

async function isAbandoned(sqs: SQSClient, call: Budget, QueueUrl: string): Promise<boolean> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["CreatedTimestamp", "MessageRetentionPeriod"] }),
  );
  // A subscriber's queue keeps messages for days.
  if (Attributes.MessageRetentionPeriod !== RETENTION_SECONDS) return false;
  if (Number(Attributes.CreatedTimestamp) * 1_000 > Date.now() - TAP_MINUTES * 60_000) return false;
  return !(await readFlags(call, new Date())).taps.includes(QueueUrl);
}

async function removeQueue(sqs: SQSClient, QueueUrl: string): Promise<void> {
  await sqs.send(new DeleteQueueCommand({ QueueUrl })).catch(unlessMissing);
}

/** Another tail may remove a queue at the same time. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof QueueDoesNotExist)) throw error;
}

async function receive(sqs: SQSClient, QueueUrl: string, { events }: Wanted, show: Show): Promise<void> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  for (const { Body = "" } of Messages) {
    const event = JSON.parse(Body) as ChangeEvent | ErasedEvent;
    if (events === "all" || events.includes(event.event)) show({ event, body: Body });
  }
  if (Messages.length === 0) return;
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
}
