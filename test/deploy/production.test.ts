/** A stage that keeps its data, deployed with the rights of infra/deployingRole.json, as docs/deploy.md tells it. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChangeEvent } from "../../core/events/event.ts";
import { until } from "../stage/support.ts";
import type { Client } from "../support/api.ts";
import { type Account, type Outputs, openAccount, organizationOn, succeeded } from "./run/account.ts";

let account: Account;
let production: Outputs;
let client: Client;

beforeAll(async () => {
  account = await openAccount(readFileSync(new URL("../../infra/deployingRole.json", import.meta.url), "utf8"));
});

afterAll(() => account.close());

/** The queues' events so far, as `org_acme user_1`. */
const received: Record<string, string[]> = {};

/** Takes what waits off a queue of the stage, as a consumer does. */
async function receive(name: string): Promise<string[]> {
  const { sqs } = account.aws;
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: `clientela-production-${name}.fifo` });
  received[name] ??= [];
  for (;;) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    if (Messages.length === 0) return received[name];
    for (const { Body = "", ReceiptHandle } of Messages) {
      const { organizationId, data }: ChangeEvent = JSON.parse(Body);
      received[name].push(`${organizationId} ${data.externalId}`);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    }
  }
}

const ofAcme = (events: readonly string[]) => events.filter((event) => event.startsWith("org_acme "));

/** Creates a customer, and waits until its event is in the log. */
async function create(id: string): Promise<void> {
  expect((await client.post("/api/customers", { email: "billing@acme.com", id })).status).toBe(201);
  await until(async () => (await client.get(`/api/customers/${id}/events`)).body.data.length > 0);
}

test("A stage that sounds like it, and is not in the list, is refused with what to do before anything is made", async () => {
  const { code, output } = await account.sst("deploy", "--stage", "prod");
  expect(code).not.toBe(0);
  expect(output).toMatch(/looks like production, but infra\/deployment.ts does not list it/);
  expect(await account.things()).toEqual([]);
});

test("production is deployed with alarms, and its customers are live", async () => {
  production = await account.deploy("production");
  expect(production.alarmTopicArn).toMatch(/clientela-production-alarms$/);
  client = await organizationOn(account, "production", production.url, "org_acme");
  await create("user_1");
  expect((await client.get("/api/customers/user_1")).body.data.livemode).toBe(true);
  expect(await account.things()).toContain("alarm clientela-production-5xx");
});

test("A deployment without changes changes nothing, and does not set up its canary again", async () => {
  expect(await account.writesOf(() => account.deploy("production"))).toEqual([]);
});

test("Its removal is refused, and nothing is touched", async () => {
  const writes = await account.writesOf(async () => {
    const { code, output } = await account.sst("remove", "--stage", "production");
    expect(code).not.toBe(0);
    expect(output).toMatch(/protect/i);
  });
  expect(writes).toEqual([]);
  expect((await client.get("/api/customers/user_1")).status).toBe(200);
});

describe("A subscriber's row", () => {
  const rows = "infra/subscribers.ts";
  const alarms = ["dead-letters", "unread"].map((name) => `alarm clientela-production-${name}-billing`);

  test("that goes leaves its queue with what waits in it, and nothing more is sent there", async () => {
    expect(await account.things()).toEqual(expect.arrayContaining(alarms));
    account.project.edit(rows, 'name: "billing"', 'name: "invoices"');
    await account.deploy("production");

    await create("user_2");
    await until(async () => ofAcme(await receive("invoices")).length > 0);
    expect([ofAcme(await receive("billing")), ofAcme(await receive("invoices"))]).toEqual([
      ["org_acme user_1"],
      ["org_acme user_2"],
    ]);
    expect((await account.things()).filter((thing) => alarms.includes(thing))).toEqual([]);
  });

  test("that comes back finds its queue again; those of one that is gone for good are deleted by hand", async () => {
    account.project.restore(rows);
    await account.deploy("production");

    await create("user_3");
    await until(async () => ofAcme(await receive("billing")).length > 1);
    expect([ofAcme(await receive("billing")), ofAcme(await receive("invoices"))]).toEqual([
      ["org_acme user_1", "org_acme user_3"],
      ["org_acme user_2"],
    ]);
    const { sqs } = account.aws;
    const { QueueUrls = [] } = await sqs.listQueues({ QueueNamePrefix: "clientela-production-invoices" });
    expect(QueueUrls).toHaveLength(2);
    for (const QueueUrl of QueueUrls) await sqs.deleteQueue({ QueueUrl });
  });
});

test("Its canary runs by the clock", async () => {
  await until(async () => (await receive("audit")).some((event) => event.startsWith("org_canary ")));
});

test("The README's tour works on it, with no more rights than a deployment has", async () => {
  expect(await account.shell("production", "smoke", "--", "--url", production.url)).toContain("200");
});

test("With stagesToRemove its protection goes with a deployment, and it is removed with all it has but a backup", async () => {
  const { dynamodb } = account.aws;
  await dynamodb.createBackup({ TableName: production.customersTable, BackupName: "before-removal" });
  const list = "export const stagesToRemove: readonly string[] = ";
  account.project.edit("infra/deployment.ts", `${list}[]`, `${list}["production"]`);
  const writes = await account.writesOf(() => account.deploy("production"));
  // Of a table only its protection.
  expect(writes.filter(({ service }) => service === "dynamodb").map(({ operation }) => operation)).toEqual(
    Array.from({ length: 5 }, () => "UpdateTable"),
  );

  succeeded(await account.sst("remove", "--stage", "production"));
  expect(await account.things()).toEqual([]);
  const { BackupSummaries = [] } = await dynamodb.listBackups({});
  expect(BackupSummaries.map(({ BackupName }) => BackupName)).toEqual(["before-removal"]);
});

test("Nothing of all this asked for an address elsewhere", () => expect(account.front.refused).toEqual([]));
