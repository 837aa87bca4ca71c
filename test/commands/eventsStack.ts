/** Shared by the tests of `npm run events`: a stack per file, with empty queues at the start of each test. */

import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PurgeQueueCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { type CommandResult, onlyDataDir } from "../support/command.ts";
import { untilPublished } from "../support/pump.ts";
import { type Received, sqsClient, urlOf } from "../support/queue.ts";
import { killTails } from "../support/tail.ts";
import { runWarmCommand } from "../support/warmCommand.ts";

export interface EventsStack {
  readonly api: Api;
  readonly sqs: SQSClient;
  /** Runs `npm run events -- ARGUMENTS` on the stack. */
  events: (...args: string[]) => Promise<CommandResult>;
  /** Waits until all changes are published or parked. */
  published: () => Promise<void>;
}

export function useEventsStack(): EventsStack {
  const running: { api?: Api; sqs?: SQSClient } = {};
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("The stack runs inside tests only");
    return part;
  };
  const stack: EventsStack = {
    get api() {
      return started(running.api);
    },
    get sqs() {
      return started(running.sqs);
    },
    events: (...args) => runWarmCommand("events", args, onlyDataDir(stack.api.dataDir)),
    published: () => untilPublished(stack.api.dataDir),
  };
  beforeAll(async () => {
    running.api = await startApi();
    running.sqs = sqsClient(process.env.AWS_ENDPOINT_URL_SQS ?? "");
  });
  beforeEach(async () => {
    await stack.published();
    for (const name of ["audit", "billing"]) await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(name) }));
  });
  afterAll(async () => {
    killTails();
    await running.api?.stop();
  });
  return stack;
}

/** The output of a command with --json: one line of JSON and nothing else. */
export function jsonOf({ stdout }: CommandResult) {
  const [line = "", ...rest] = stdout.split("\n");
  expect(rest, stdout).toEqual([""]);
  return JSON.parse(line);
}

/** A command's error message, without its progress. */
export const complaints = ({ stderr }: CommandResult): string[] =>
  stderr.split("\n").filter((line) => line !== "" && !/^\d+ (events sent|customers seen), \d+s$/.test(line.trim()));

let serial = 0;
export const unique = (): string => `user_${++serial}`;

/** Creates a customer, changes it a number of times, and archives it. */
export async function live(
  client: Client,
  changes: number,
  externalId = unique(),
): Promise<{ id: string; externalId: string }> {
  const { body } = await client.post("/api/customers", { email: "v1@acme.com", id: externalId });
  for (let i = 1; i <= changes; i++) await client.put(`/api/customers/${externalId}`, { email: `v${i + 1}@acme.com` });
  await client.put(`/api/customers/${externalId}`, { isActive: false });
  return { id: body.data.id, externalId };
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
export const sequencesIn = (received: readonly Received[]): number[] => received.map(({ event }) => event.sequence);

/** Removes an entry from the log, as its expiry does; returns a function that puts it back. */
export async function takeLogEntry(
  { organizationId }: Client,
  customerId: string,
  sequence: number,
): Promise<() => Promise<unknown>> {
  const dynamodb = dynamodbClient();
  const TableName = process.env.EVENTS_TABLE;
  const Key = { pk: { S: `${organizationId}#${customerId}` }, sk: { S: String(sequence).padStart(12, "0") } };
  const { Attributes: Item } = await dynamodb.send(new DeleteItemCommand({ TableName, Key, ReturnValues: "ALL_OLD" }));
  return () => dynamodb.send(new PutItemCommand({ TableName, Item }));
}

/** Removes the item of a past subscription, as if it was from before there were any. */
export const takePastSubscription = ({ organizationId }: Client, customerId: string, id: string): Promise<unknown> =>
  dynamodbClient().send(
    new DeleteItemCommand({
      TableName: process.env.SUBSCRIPTIONS_TABLE,
      Key: { pk: { S: `${organizationId}#${customerId}` }, sk: { S: id } },
    }),
  );
