/** Subscriptions in events: one event per change, from which every state can be computed and published again. */
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { getById } from "../../core/customers/store.ts";
import type { ChangeEvent, LogEntry } from "../../core/events/event.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { untilPublished } from "../support/pump.ts";
import { call, range, useEvents } from "./support.ts";

const events = useEvents({ realTime: true, publishes: true });

let client: Client;
beforeAll(async () => {
  client = await events.api.newOrganization();
  await pushPlans(client.organizationId);
});

const names = [
  "customer.created",
  "subscription.created",
  "customer.updated",
  "subscription.canceled",
  "subscription.canceled",
  "subscription.created",
  "subscription.canceled",
  "customer.archived",
];

/** A customer with two subscriptions, both canceled twice, the second one from its start, and an archive at the end: eight changes. */
async function live(): Promise<string> {
  const { id } = (await client.post("/api/customers", { email: "a@acme.com" })).body.data;
  const subscribe = async (fields: object) =>
    (await client.post("/api/subscriptions", { customerId: id, ...fields })).body.data.id;
  const cancel = (subscription: string, fields: object) =>
    client.post(`/api/subscriptions/${subscription}/cancel`, fields);
  const first = await subscribe({ planCode: "pro", billingInterval: "yearly", initialSeats: { team_members: 3 } });
  await client.put(`/api/customers/${id}`, { metadata: { plan: "pro" } });
  await cancel(first, { reason: "too dear" });
  await cancel(first, { immediate: true });
  await cancel(await subscribe({ planCode: "free", cancelAtPeriodEnd: true }), {});
  await client.put(`/api/customers/${id}`, { isActive: false });
  await untilPublished(events.api.dataDir);
  return id;
}

const keyOf = (id: string): string => `${client.organizationId}#${id}`;
const readLog = (id: string): Promise<LogEntry[]> => events.core.readLogFrom(call(), keyOf(id), 1);
const eventIn = (entry: LogEntry | undefined): ChangeEvent => JSON.parse(entry?.event?.body ?? "null");

async function forget(id: string, sequence: number): Promise<void> {
  const dynamodb = dynamodbClient();
  await dynamodb.send(
    new DeleteItemCommand({
      TableName: process.env.EVENTS_TABLE,
      Key: { pk: { S: keyOf(id) }, sk: { S: String(sequence).padStart(12, "0") } },
    }),
  );
}

describe("a customer's life with subscriptions", () => {
  let id = "";
  let log: ChangeEvent[] = [];
  beforeAll(async () => {
    id = await live();
    log = (await readLog(id)).map(eventIn);
  });

  test("is one event for each change, named for it, and the API shows it", async () => {
    const { body } = await client.get(`/api/customers/${id}/events`);

    expect(log.map(({ event }) => event)).toEqual(names);
    expect(body.data).toEqual(log.toReversed());
  });

  test("shows the subscription as it is stored, beside the customer as the API shows it", async () => {
    const [created, begun, updated, canceled, ended, again, last] = log.map(({ data }) => data);
    const { subscription, ...customer } = begun ?? {};

    expect(created).not.toHaveProperty("subscription");
    expect(Object.keys(customer)).toEqual(Object.keys(created ?? {}));
    expect(subscription).toEqual({
      id: expect.stringMatching(`^sub_${id.slice(4)}`),
      planId: expect.stringMatching(/^plan_/),
      planName: "Pro",
      name: "Pro",
      price: 49000,
      billingInterval: "yearly",
      seats: { team_members: 3 },
      startDate: begun?.updatedAt,
      trialEndsAt: expect.stringMatching(/Z$/),
      endDate: null,
      billingDayOfMonth: expect.any(Number),
      canceledAt: null,
      cancelReason: null,
      createdAt: begun?.updatedAt,
    });
    expect(updated?.subscription).toEqual(subscription);
    const end = { endDate: subscription?.trialEndsAt, canceledAt: canceled?.updatedAt, cancelReason: "too dear" };
    expect(canceled?.subscription).toEqual({ ...subscription, ...end });
    const endedAt = (state?: { updatedAt: string }) => ({ endDate: state?.updatedAt, canceledAt: state?.updatedAt });
    expect(ended?.subscription).toEqual({ ...subscription, ...endedAt(ended), cancelReason: "too dear" });
    expect(again?.subscription).toMatchObject({
      ...{ planName: "Free", price: 0, billingInterval: null, seats: {}, cancelReason: null },
      ...{ startDate: again?.updatedAt, canceledAt: again?.updatedAt, createdAt: again?.updatedAt },
      endDate: expect.stringMatching(/Z$/),
    });
    expect(last?.subscription).toEqual({ ...again?.subscription, ...endedAt(last) });
  });

  test("tells with each event what the subscription was before: null before the first", () => {
    const subscriptions = log.map(({ data }) => data.subscription);
    const previous = log.map((event) => event.previous.subscription);

    expect(previous[1]).toBeNull();
    expect(previous.slice(3, 7)).toEqual(subscriptions.slice(2, 6));
    for (const i of [0, 2, 7]) expect(log[i]?.previous).not.toHaveProperty("subscription");
  });

  test("can be told back from each event to the state before it", () => {
    for (const [i, event] of log.entries())
      if (i > 0) expect(JSON.stringify(events.core.stateBefore(event))).toBe(JSON.stringify(log[i - 1]?.data));
  });

  test("is in a snapshot as in the latest event, so that a new subscriber starts complete", async () => {
    const { customer } = await getById({ ...call(), organizationId: client.organizationId, requestId: "test" }, id);
    if (!customer) throw new Error("It is gone");

    expect(events.core.snapshotOf(customer).data).toEqual(log.at(-1)?.data);
  });

  test("can be repaired: whichever event is missing is published again as it was", async () => {
    const before = await readLog(id);
    for (const sequence of range(1, names.length)) {
      const target = await events.newTarget();
      await forget(id, sequence);
      const missing = { organizationId: client.organizationId, customerId: id, sequences: [sequence] };

      const repaired = await events.core.repair(
        call(),
        [missing],
        [target],
        events.core.config.eventRetentionSeconds(),
      );

      expect(repaired).toEqual({ published: 1, lost: [] });
      expect((await events.drain(target)).map(({ body }) => body)).toEqual([before[sequence - 1]?.event?.body]);
      expect(await readLog(id)).toEqual(before);
    }
  });

  test("gives repairs the right names where nothing before a change can be told", async () => {
    const other = await live();
    const log = (await readLog(other)).map(eventIn);

    const named = log.map(({ sequence, data }) => events.core.changeOf(sequence, data, undefined).event);

    expect(named).toEqual(names);
  });
});
