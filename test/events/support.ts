/** Shared by the tests of publishing: the real stack, its queues, and hooks into requests to DynamoDB and SQS. */
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  type SendMessageBatchResult,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { sqs as sqsClient } from "../../core/aws/sqs.ts";
import * as configModule from "../../core/base/config.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import * as presenterModule from "../../core/customers/presenter.ts";
import * as deriveModule from "../../core/events/derive.ts";
import type { ChangeEvent, LogEntry } from "../../core/events/event.ts";
import * as logModule from "../../core/events/log.ts";
import * as storeModule from "../../core/events/parking/store.ts";
import type { Target } from "../../core/events/publish.ts";
import * as publishModule from "../../core/events/publish.ts";
import * as publishChangesModule from "../../core/events/publishChanges.ts";
import * as discardModule from "../../core/events/repair/discard.ts";
import * as redriveModule from "../../core/events/repair/redrive.ts";
import * as replayModule from "../../core/events/repair/replay.ts";
import * as runsModule from "../../core/events/repair/runs.ts";
import * as unfinishedModule from "../../core/events/repair/unfinished.ts";
import type { Verified, VerifyOptions } from "../../core/events/repair/verify.ts";
import * as verifyModule from "../../core/events/repair/verify.ts";
import { type Api, startApi } from "../support/api.ts";
import type { Entry, Hooks } from "./faults.ts";

/** The modules under test. */
const modules = {
  ...configModule,
  ...presenterModule,
  ...deriveModule,
  ...storeModule,
  ...publishModule,
  ...publishChangesModule,
  ...discardModule,
  ...redriveModule,
  ...replayModule,
  ...logModule,
  ...runsModule,
  ...unfinishedModule,
  ...verifyModule,
};
type Core = typeof modules;

/**
 * A message that a queue accepted, with the queue's number. A repeat that the queue dropped has the first one's number.
 */
export interface Accepted {
  queueUrl: string;
  key: string;
  id: string;
  number: number;
}

/** A message as a consumer receives it. */
export interface Delivery {
  key: string;
  body: string;
  event: ChangeEvent;
  attributes: Record<string, string | undefined>;
}

export interface Events {
  readonly api: Api;
  readonly core: Core;
  /** Removed after each test. */
  readonly hooks: Hooks;
  /** Messages that queues accepted since the test began. */
  readonly accepted: Accepted[];
  /** A subscriber with its own queue. */
  newTarget: (events?: Target["events"]) => Promise<Target>;
  createQueue: (target: Target) => Promise<void>;
  deleteQueue: (target: Target) => Promise<void>;
  /** Receives everything from a subscriber's queue, as a consumer does. */
  drain: (target: Target) => Promise<Delivery[]>;
  /** The log entries of records. */
  entriesOf: (records: readonly ChangeRecord[]) => LogEntry[];
  publish: (records: readonly ChangeRecord[], targets: readonly Target[]) => ReturnType<Core["publishEntries"]>;
  redrive: (target: Target, options?: { acceptLoss?: boolean; signal?: AbortSignal }) => ReturnType<Core["redrive"]>;
  /** Verifies every customer; by default the publisher is known to have come to every change. */
  verify: (options?: Partial<VerifyOptions>) => Promise<Verified>;
  /** A subscriber's markers: the first parked sequence of each customer. */
  parked: (target: Target) => Promise<Record<string, number>>;
  isFlagged: (target: Target) => Promise<boolean>;
  /** The sequences in a customer's log. */
  logged: (key: string) => Promise<number[]>;
}

export const call = (signal = new AbortController().signal) => ({ signal, units: 0, now: () => new Date() });

/**
 * Runs the real stack for one file's tests, by default without its own publisher; the clock stands still for `skipTime`
 * unless `realTime` is set.
 */
export function useEvents({ realTime = false, publishes = false } = {}): Events {
  const hooks: Hooks = {};
  const accepted: Accepted[] = [];
  const running: { api?: Api; queues?: SQSClient } = {};
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("The stack runs inside tests only");
    return part;
  };
  beforeAll(async () => {
    running.api = await startApi({ publishes });
    running.queues = new SQSClient({ region: "us-east-1", endpoint: process.env.AWS_ENDPOINT_URL_SQS ?? "" });
    await hookInto(hooks, accepted);
    if (realTime) return;
    vi.useFakeTimers({ toFake: ["Date"] });
    // The wait before a retry is random; nothing here depends on its length.
    vi.spyOn(Math, "random").mockReturnValue(0);
  });
  afterEach(() => {
    delete hooks.sqs;
    delete hooks.dynamodb;
    accepted.length = 0;
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    running.queues?.destroy();
    await running.api?.stop();
  });
  const queues = () => started(running.queues);
  const createQueue = async ({ name }: Target) => {
    const Attributes = { FifoQueue: "true", DeduplicationScope: "messageGroup" };
    const { QueueUrl = "" } = await queues().send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes }));
    return QueueUrl;
  };
  const entriesOf = (records: readonly ChangeRecord[]) =>
    records
      .map((record) => modules.entryOf(record, modules.config.eventRetentionSeconds()))
      .filter((entry) => entry !== undefined);
  return {
    get api() {
      return started(running.api);
    },
    core: modules,
    hooks,
    accepted,
    newTarget: async (events = "all") => {
      const target = { name: `subscriber${++serial}`, events, queueUrl: "" };
      return { ...target, queueUrl: await createQueue(target) };
    },
    createQueue: async (target) => void (await createQueue(target)),
    deleteQueue: async ({ queueUrl }) => void (await queues().send(new DeleteQueueCommand({ QueueUrl: queueUrl }))),
    drain: ({ queueUrl }) => drain(queues(), queueUrl),
    entriesOf,
    publish: (records, targets) => modules.publishEntries(call(), entriesOf(records), targets),
    redrive: (target, { acceptLoss = false, signal } = {}) =>
      modules.redrive(call(signal), target, { acceptLoss, onSent: () => {} }),
    verify: async (options) => {
      const retentionSeconds = modules.config.eventRetentionSeconds();
      const pages = modules.verify(call(), { retentionSeconds, hasPassed: () => true, ...options });
      const all: Verified = { customers: 0, events: 0, missing: [], late: [], pastSubscriptions: [], erasures: [] };
      for await (const page of pages) {
        all.customers += page.customers;
        all.events += page.events;
        all.missing.push(...page.missing);
        all.late.push(...page.late);
        all.pastSubscriptions.push(...page.pastSubscriptions);
        all.erasures.push(...page.erasures);
      }
      return all;
    },
    parked: async ({ name }) =>
      Object.fromEntries((await modules.readMarkers(call(), name)).map(({ key, from }) => [key, from])),
    isFlagged: async ({ name }) => (await modules.readFlags(call(), new Date())).parked.has(name),
    logged: async (key) => (await modules.readLogFrom(call(), key, 0)).map(({ sequence }) => sequence),
  };
}

let serial = 0;

async function hookInto(hooks: Hooks, accepted: Accepted[]): Promise<void> {
  const dynamodb = dynamodbClient();
  const sqs = sqsClient();
  dynamodb.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const proceed = async (input = args.input) => (await next({ ...args, input })).output;
        const operation = commandName.replace("Command", "");
        const output = await (hooks.dynamodb ? hooks.dynamodb(operation, args.input, proceed) : proceed());
        return { output, response: undefined };
      },
    { step: "initialize", name: "hook" },
  );
  sqs.middlewareStack.add(
    (next) => async (args) => {
      const { QueueUrl: queueUrl = "", Entries: entries = [] } = args.input as { QueueUrl?: string; Entries?: Entry[] };
      const output = { $metadata: {} };
      const proceed = async (some = entries) => {
        const answer = await next({ ...args, input: { ...args.input, Entries: some } as typeof args.input });
        Object.assign(output, answer.output);
        const { Successful } = answer.output as SendMessageBatchResult;
        for (const { Id, SequenceNumber } of Successful ?? []) {
          const entry = some.find((it) => it.Id === Id);
          const { MessageGroupId: key = "", MessageDeduplicationId: id = "" } = entry ?? {};
          accepted.push({ queueUrl, key, id, number: Number(SequenceNumber) });
        }
        return answer.output as SendMessageBatchResult;
      };
      const result = await (hooks.sqs ? hooks.sqs({ queueUrl, entries }, proceed) : proceed());
      return { output: { ...output, ...result }, response: undefined };
    },
    { step: "initialize", name: "hook" },
  );
  // Until then a client keeps the middleware of commands it has sent.
  for (const client of [dynamodb, sqs]) client.destroy();
}

async function drain(queues: SQSClient, QueueUrl: string): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["MessageGroupId"],
      }),
    );
    if (Messages.length === 0) return deliveries;
    for (const { Body = "", Attributes, MessageAttributes = {} } of Messages)
      deliveries.push({
        key: Attributes?.MessageGroupId ?? "",
        body: Body,
        event: JSON.parse(Body),
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
        ),
      });
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await queues.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** The sequences of each customer, in delivery order. */
export function sequencesOf(deliveries: readonly Delivery[]): Record<string, number[]> {
  const sequences: Record<string, number[]> = {};
  for (const { key, event } of deliveries) sequences[key] = [...(sequences[key] ?? []), event.sequence];
  return sequences;
}

/** From one number up to another. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
