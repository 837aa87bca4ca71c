/** What follows an erasure: the publisher, the indexer, redrives, repairs and verification, each as late as it likes. */

import {
  type BatchWriteItemCommandInput,
  PutItemCommand,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { call } from "../../commands/run.ts";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import { toItem } from "../../core/customers/item.ts";
import { getById } from "../../core/customers/store.ts";
import { getErasure } from "../../core/erasures/store.ts";
import { entryOf } from "../../core/events/derive.ts";
import { eraseAgain } from "../../core/events/eraseCustomer.ts";
import type { LogEntry } from "../../core/events/event.ts";
import { appendToLog, appendUnlessErased, readLogFrom } from "../../core/events/log.ts";
import { readMarkersAt } from "../../core/events/parking/store.ts";
import type { Target } from "../../core/events/publish.ts";
import { publishChanges } from "../../core/events/publishChanges.ts";
import { redrive } from "../../core/events/repair/redrive.ts";
import { replaySnapshots } from "../../core/events/repair/replay.ts";
import { contextIn } from "../../core/events/repair/states.ts";
import { repair, verify } from "../../core/events/repair/verify.ts";
import { indexChanges } from "../../core/search/index.ts";
import { keepPast } from "../../core/subscriptions/store.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import { lifeOf, newCustomer } from "../events/records.ts";
import { pushPlans } from "../support/plans.ts";
import { putItems, useStack } from "../support/service.ts";
import { aged, everything, marksIn, plant, recordsOf } from "./support.ts";

const stack = useStack({ publishes: false });
const A_YEAR_SECONDS = 365 * 86_400;

beforeAll(() => pushPlans(stack.client.organizationId, [{ code: "pro", name: "Pro" }]));

const erase = async (id: string) => (await stack.client.post(`/api/customers/${id}/erase`, { confirm: id })).body.data;
const keyOf = (id: string) => `${stack.client.organizationId}#${id}`;
const logged = async (id: string) => (await readLogFrom(call(), keyOf(id), 0)).map(({ sequence }) => sequence);
const place = (customerId: string) => ({ organizationId: stack.client.organizationId, customerId });
const context = () => contextIn(call(), stack.client.organizationId);
const DONE = { batchItemFailures: [] };

/** Sequences that anybody has written to the log since it was asked to look. */
let written: string[] | undefined;
let hooked = false;
function watchLog(): string[] {
  written = [];
  if (!hooked)
    dynamodb().middlewareStack.add(
      (next) => (args) => {
        const { RequestItems } = args.input as BatchWriteItemCommandInput;
        const puts = RequestItems?.[localTableNames.events] ?? [];
        written?.push(...puts.map(({ PutRequest }) => `${PutRequest?.Item?.pk?.S} ${Number(PutRequest?.Item?.sk?.S)}`));
        return next(args);
      },
      { step: "initialize", name: "watchLog" },
    );
  hooked = true;
  dynamodb().destroy();
  return written;
}
afterEach(() => {
  written = undefined;
});

async function newTarget(name: string): Promise<Target> {
  const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL_SQS ?? "" });
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes: { FifoQueue: "true" } }),
  );
  sqs.destroy();
  return { name, events: ["customer.archived"], queueUrl: QueueUrl };
}

async function received({ queueUrl: QueueUrl }: Target) {
  const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL_SQS ?? "" });
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  sqs.destroy();
  return Messages.map(({ Body = "" }) => JSON.parse(Body));
}

describe("a publisher that was held back", () => {
  test("writes nothing from before the erasure, however its batches are cut", async () => {
    const { id, marks } = await plant(stack.client, { planCode: "pro" });
    expect((await erase(id)).status).toBe("running");
    expect(marksIn(await everything(), marks)).toEqual([]);
    const records = aged(await recordsOf(id), 60);
    const last = records.length;
    const log = watchLog();

    for (const record of records) expect(await publishChanges([record], [])).toEqual(DONE);
    for (const record of records) {
      expect(await indexChanges([record])).toEqual(DONE);
      expect(marksIn(await everything(), marks)).toEqual([]);
    }

    expect(log.filter((it) => it.startsWith(keyOf(id)))).toEqual([`${keyOf(id)} ${last}`]);
    expect(await logged(id)).toEqual([last]);
    expect(marksIn(await everything(), marks)).toEqual([]);
    const done = await erase(id);
    expect(done).toMatchObject({ status: "done", removed: { pastSubscriptions: 2 } });
    // All of it comes again.
    expect(await publishChanges(records, [])).toEqual(DONE);
    expect(await indexChanges(records)).toEqual(DONE);
    expect(marksIn(await everything(), marks)).toEqual([]);
    expect(await erase(id)).toEqual(done);
  });

  test("leaves nothing of changes that it has just come to", async () => {
    const { id, marks } = await plant(stack.client, { planCode: "pro" });
    const records = await recordsOf(id);
    for (const record of records) {
      await publishChanges([record], []);
      await indexChanges([record]);
    }
    const before = await erase(id);
    // At this moment it does not know of the erasure yet.
    const young = aged(await recordsOf(id), -3_600);
    for (const record of young.slice(0, -1)) await publishChanges([record], []);
    expect((await logged(id)).length).toBeGreaterThan(1);
    await publishChanges(young.slice(-1), []);
    await indexChanges(young);
    expect(marksIn(await everything(), marks)).toEqual([]);
    expect(before.removed.events).toBe(records.length);
    expect(await erase(id)).toMatchObject({ status: "done" });
  });
});

test("a request whose time is up leaves the rest to the publisher, and each event counts once", async () => {
  const CHANGES = 200;
  const first = newCustomer({ organizationId: stack.client.organizationId });
  const entries = lifeOf(CHANGES, first).flatMap((record) => entryOf(record, A_YEAR_SECONDS) ?? []);
  await putItems([toItem({ ...first, version: CHANGES })]);
  await appendToLog(call(), entries);
  vi.useFakeTimers({ toFake: ["Date"] });
  const name = "leap";
  dynamodb().middlewareStack.add(
    (next) => async (args) => {
      const { TransactItems = [] } = args.input as TransactWriteItemsCommandInput;
      const isRemoval = TransactItems.some(({ Delete }) => Delete?.TableName === localTableNames.events);
      if (isRemoval) vi.setSystemTime(Date.now() + 4_000);
      return next(args);
    },
    { step: "initialize", name },
  );
  dynamodb().destroy();

  const cut = await erase(first.id);
  vi.useRealTimers();
  dynamodb().middlewareStack.remove(name);
  dynamodb().destroy();

  // As many as are read at once.
  expect(cut).toMatchObject({ status: "running", removed: { events: 96 } });
  const records = await recordsOf(first.id);
  expect(await publishChanges(records, [])).toEqual(DONE);
  expect(await indexChanges(records)).toEqual(DONE);
  expect(await logged(first.id)).toEqual([CHANGES + 1]);
  expect(await erase(first.id)).toMatchObject({ status: "done", removed: { events: CHANGES } });
});

describe("whoever wants other events alone, or is parked,", () => {
  test("gets the last event of an erased customer, and of those before none any more", async () => {
    const target = await newTarget("parkedForErasure");
    const { id } = await plant(stack.client, { planCode: "pro" });
    await stack.client.put(`/api/customers/${id}`, { isActive: false });
    const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL_SQS ?? "" });
    await sqs.send(new DeleteQueueCommand({ QueueUrl: target.queueUrl }));
    const before = await recordsOf(id);
    await publishChanges(before, [target]);
    const [parked] = await readMarkersAt(call(), target.name, [keyOf(id)]);
    expect(parked?.from).toBe(before.length);
    await erase(id);
    const [shrunk] = await readMarkersAt(call(), target.name, [keyOf(id)]);
    expect(shrunk?.from).toBe(before.length + 1);
    await newTarget(target.name);
    await publishChanges(await recordsOf(id), [target]);

    const done = await redrive(call(), target, { acceptLoss: false, onSent: () => {} });

    expect(done).toEqual({ sent: 1, blocked: [] });
    expect(await received(target)).toMatchObject([{ event: "customer.erased", sequence: before.length + 1 }]);
    sqs.destroy();
  });
});

/** An erased customer that all have passed, its records, and the log entries of its changes as a repair would make them. */
async function gone() {
  const { id, marks } = await plant(stack.client, { planCode: "pro" });
  const { customer } = await getById(context(), id);
  const before = await recordsOf(id);
  await erase(id);
  const records: ChangeRecord[] = await recordsOf(id);
  await publishChanges(records, []);
  await indexChanges(records);
  if (!customer) throw new Error("There is no customer");
  const entries = before.flatMap((record): readonly LogEntry[] | LogEntry => entryOf(record, A_YEAR_SECONDS) ?? []);
  return { id, marks, customer, entries, sequence: before.length + 1 };
}

async function verified(id: string) {
  const found = { problems: [] as string[], missing: [] as number[] };
  for await (const page of verify(call(), { retentionSeconds: A_YEAR_SECONDS, hasPassed: () => true })) {
    found.problems.push(...page.erasures.filter((it) => it.customerId === id).map(({ problem }) => problem));
    found.missing.push(...page.missing.filter((it) => it.customerId === id).flatMap(({ sequences }) => sequences));
  }
  return found;
}

describe("after an erasure", () => {
  test("repairs and copies that were under way write nothing back", async () => {
    const { id, marks, customer, entries } = await gone();
    expect(await appendUnlessErased(call(), entries)).toEqual([]);
    const { subscription } = customer;
    if (!subscription) throw new Error("It had one");
    expect(await keepPast(context(), id, { ...subscription, id: "sub_late" })).toBe(false);
    const late = { ...place(id), sequences: entries.map(({ sequence }) => sequence) };
    expect(await repair(call(), [late], [], A_YEAR_SECONDS)).toMatchObject({ lost: [] });
    expect(marksIn(await everything(), marks)).toEqual([]);
    expect(await verified(id)).toEqual({ problems: [], missing: [] });
  });

  test("a replay of everybody leaves it out", async () => {
    const { id } = await gone();
    const target = await newTarget("replayAfterErasure");
    await replaySnapshots(call(), target, "run", () => {});
    expect((await received(target)).map(({ data }) => data.id)).not.toContain(id);
  });

  test("verify wants the last event, and that alone; repair publishes it", async () => {
    const { id, entries, sequence } = await gone();
    await appendToLog(call(), entries.slice(0, 2));
    expect(await verified(id)).toEqual({ problems: ["traces are left"], missing: [] });
    const receipt = await getErasure(call(), place(id));
    if (!receipt) throw new Error("There is no receipt");
    await eraseAgain(context(), receipt);
    expect(await verified(id)).toEqual({ problems: [], missing: [] });
    const Key = { pk: { S: keyOf(id) }, sk: { S: String(sequence).padStart(12, "0") } };
    const { DeleteItemCommand } = await import("@aws-sdk/client-dynamodb");
    await dynamodb().send(new DeleteItemCommand({ TableName: localTableNames.events, Key }));
    expect(await verified(id)).toEqual({ problems: [], missing: [sequence] });
    const missing = [{ ...place(id), sequences: [sequence] }];
    expect(await repair(call(), missing, [], A_YEAR_SECONDS)).toEqual({ published: 1, lost: [] });
    expect(await verified(id)).toEqual({ problems: [], missing: [] });
  });

  test("verify names one that a backup brought back, which is erased again above all that was before", async () => {
    const { id, marks, customer, sequence } = await gone();
    const receipt = await getErasure(call(), place(id));
    if (!receipt) throw new Error("There is no receipt");
    await dynamodb().send(new PutItemCommand({ TableName: localTableNames.customers, Item: toItem(customer) }));
    expect((await verified(id)).problems).toContain("it came back");

    const { erasure, isNeeded } = await eraseAgain(context(), receipt);

    expect(isNeeded).toBe(true);
    const { publisherAt, indexerAt, removed, ...kept } = receipt;
    expect(erasure).toMatchObject({ ...kept, sequence: sequence + 1 });
    const records = await recordsOf(id);
    await publishChanges(records, []);
    await indexChanges(records);
    expect(await logged(id)).toEqual([sequence + 1]);
    expect(marksIn(await everything(), marks)).toEqual([]);
    expect(await verified(id)).toEqual({ problems: [], missing: [] });
    expect((await eraseAgain(context(), erasure)).isNeeded).toBe(false);
  });

  test("verify names a receipt that was changed, and a log that is older than its customer", async () => {
    const { id, entries } = await gone();
    const { UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
    const Key = { pk: { S: stack.client.organizationId }, sk: { S: `erasure#${id}` } };
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: localTableNames.organizations,
        Key,
        UpdateExpression: "SET erasedAt = :at",
        ExpressionAttributeValues: { ":at": { S: "2020-01-01T00:00:00.000Z" } },
      }),
    );
    expect(await verified(id)).toEqual({ problems: ["the receipt was changed"], missing: [] });
    const { body } = await stack.client.post("/api/customers", { email: "a@gone.example" });
    const [first] = entries;
    if (!first) throw new Error("There is no entry");
    await appendToLog(call(), [{ ...first, customerId: body.data.id }]);
    expect((await verified(body.data.id)).problems).toEqual(["the log is older"]);
  });
});
