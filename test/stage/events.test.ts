import type { SQS } from "@aws-sdk/client-sqs";
import { beforeAll, describe, expect, test } from "vitest";
import type { ChangeEvent } from "../../core/events/event.ts";
import type { Client } from "../support/api.ts";
import { aws, deployed, organizationOn, shell, shellJson, until, without } from "./support.ts";

const stage = "production";

let client: Client;
let sqs: SQS;
beforeAll(async () => {
  client = await organizationOn(stage, "org_events");
  ({ sqs } = aws());
});

const queueOf = (subscriber: string): string => JSON.parse(deployed(stage).operator.subscriberQueueUrls)[subscriber];

/** Takes the organization's events off a queue until there are so many. Those of other files are dropped. */
async function receive(subscriber: string, count: number): Promise<ChangeEvent[]> {
  const events: ChangeEvent[] = [];
  const QueueUrl = queueOf(subscriber);
  await until(async () => {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    const received = Messages.map(({ Body = "" }) => JSON.parse(Body) as ChangeEvent);
    events.push(...received.filter(({ organizationId }) => organizationId === client.organizationId));
    if (Messages.length > 0)
      await sqs.deleteMessageBatch({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      });
    return events.length >= count;
  });
  return events;
}

/** A customer's sequences and events, as they came. */
const told = (events: readonly ChangeEvent[], id: string): string[] =>
  events.filter(({ data }) => data.id === id).map(({ sequence, event }) => `${sequence} ${event}`);

/** Creates customers, changes each of them twice and archives it. */
async function live(count: number): Promise<string[]> {
  const one = async () => {
    const { body } = await client.post("/api/customers", { email: "v1@acme.com" });
    const path = `/api/customers/${body.data.id}`;
    for (const change of [{ email: "v2@acme.com" }, { fullName: "Acme" }, { isActive: false }])
      expect((await client.put(path, change)).status).toBe(200);
    return body.data.id as string;
  };
  return Promise.all(Array.from({ length: count }, one));
}

const WHOLE_LIFE = ["1 customer.created", "2 customer.updated", "3 customer.updated", "4 customer.archived"];

describe("Changes on a stage", () => {
  test("are in the feed of their organization, each once and in order", async () => {
    const { nextCursor } = (await client.get("/api/events?cursor=now")).body;
    const waiting = client.get(`/api/events?cursor=${nextCursor}&wait=20`);
    const ids = await live(3);
    expect((await waiting).body.data.length).toBeGreaterThan(0);
    const page = async () => (await client.get(`/api/events?cursor=${nextCursor}&limit=100`)).body.data;
    await until(async () => (await page()).length >= 12);
    const events = await page();
    for (const id of ids) expect(told(events, id)).toEqual(WHOLE_LIFE);
    await receive("audit", 12);
    await receive("billing", 6);
  });

  test("reach each subscriber's queue through the stream's mapping, in order, as many as it wants", async () => {
    const ids = await live(5);
    const audit = await receive("audit", 20);
    const billing = await receive("billing", 10);
    for (const id of ids) {
      expect(told(audit, id)).toEqual(WHOLE_LIFE);
      expect(told(billing, id)).toEqual(["1 customer.created", "4 customer.archived"]);
    }
  });

  test("end with the erasure of their customer, which every subscriber gets and a receipt tells", async () => {
    const [id = ""] = await live(1);
    await receive("audit", 4);
    await receive("billing", 2);
    const erase = () => client.post(`/api/customers/${id}/erase`, { confirm: id });
    await until(async () => (await erase()).status === 200);
    const receipt = (await erase()).body.data;
    expect(receipt).toMatchObject({ customerId: id, status: "done", removed: { events: 4 } });
    expect((await client.get("/api/erasures")).body.data).toEqual([receipt]);
    expect((await client.get(`/api/customers/${id}`)).body.code).toBe("customer_erased");
    for (const subscriber of ["audit", "billing"])
      expect(told(await receive(subscriber, 1), id)).toEqual(["5 customer.erased"]);
    const { erasures, missing } = await shellJson(stage, "events", "verify");
    expect([erasures, missing]).toEqual([[], []]);
  });

  test("are parked for a queue whose policy refuses them, and come in order with redrive", async () => {
    const QueueUrl = queueOf("audit");
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["Policy", "QueueArn"] });
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: refusing(Attributes?.QueueArn) } });
    const ids = await live(3);
    await until(async () => (await parked()).length === 3);
    expect((await receive("billing", 6)).length).toBe(6);
    await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: Attributes?.Policy ?? "" } });

    await shell(stage, "events", "redrive", "--subscriber", "audit");
    const events = await receive("audit", 12);
    for (const id of ids) expect(told(events, id)).toEqual(WHOLE_LIFE);
    expect(await parked()).toEqual([]);
  });

  test("are parked without the right to send, too, and a caller sends them once it is back", async () => {
    const redrive = async (subscriber: string) =>
      (await client.post(`/api/subscribers/${subscriber}/redrive`, {})).body.data;
    await without(stage, "publishChanges", "sqs:SendMessage", async () => {
      await live(1);
      await until(async () => (await parked()).length === 2);
      const obstacles = [{ reason: "access_denied" }];
      expect(await redrive("audit")).toMatchObject({ sent: 0, remaining: 1, hasMore: false, obstacles });
    });
    const { data } = (await client.get("/api/subscribers")).body;
    expect(data.map(({ parked }: { parked: { customers: number } }) => parked.customers)).toEqual([1, 1]);
    expect(await redrive("audit")).toMatchObject({ sent: 4, remaining: 0 });
    expect(await redrive("billing")).toMatchObject({ sent: 2, remaining: 0 });
    expect((await receive("audit", 4)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect((await receive("billing", 2)).map(({ sequence }) => sequence)).toEqual([1, 4]);
  });

  test("tell who made them and why, and the log shows a customer as it was", async () => {
    const { body } = await client.post("/api/customers", { email: "v1@acme.com" });
    const path = `/api/customers/${body.data.id}`;
    const reason = "Pidió el cambio, 50 %";
    const changed = await client.put(path, { email: "v2@acme.com" }, { "x-reason": encodeURIComponent(reason) });
    await receive("billing", 1);
    const [, updated] = await receive("audit", 2);
    expect(updated?.actor).toEqual({
      keyId: expect.stringMatching(/^key_/),
      name: expect.any(String),
      requestId: changed.headers.get("x-request-id"),
      reason,
    });
    expect((await client.get(`${path}?asOf=${body.data.updatedAt}`)).body.data).toEqual(body.data);
  });

  test("are all in the log: verify finds none missing", async () => {
    const { missing } = await shellJson(stage, "events", "verify");
    expect(missing).toEqual([]);
  });
});

const parked = async (): Promise<object[]> =>
  (await shellJson(stage, "events", "parked")).filter(
    ({ organizationId }: { organizationId: string }) => organizationId === client.organizationId,
  );

/** Nobody may send to the queue, the publisher neither. */
const refusing = (Resource: string | undefined): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource }],
  });
