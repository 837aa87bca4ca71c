import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { awsError, sendExcept } from "../events/faults.ts";
import { changed, keyOf, newCustomer, recordOf } from "../events/records.ts";
import { range, useEvents } from "../events/support.ts";
import { scaled } from "../support/scale.ts";
import { outcome, problemFields } from "../support/service.ts";
import {
  delivered,
  organization,
  parkChanges,
  parkedOf,
  parkedPath,
  parkNew,
  patient,
  redrive,
  redriven,
  redrivenOnce,
  targetNamed,
  whileRefusing,
} from "./support.ts";

const events = useEvents();
const isFlagged = () => events.isFlagged(targetNamed());

beforeEach(() => {
  events.hooks.sqs = patient;
});
afterEach(async () => {
  vi.mocked(performance.now).mockRestore?.();
  events.hooks.sqs = patient;
  await events.redrive(targetNamed(), { acceptLoss: true });
});

/** Lets a redrive believe that its time is up once so many events were sent. */
function endAfter(sent: number): void {
  const now = performance.now.bind(performance);
  let left = sent;
  vi.spyOn(performance, "now").mockImplementation(() => now() + (left > 0 ? 0 : 60_000));
  events.hooks.sqs = (batch, proceed) => {
    left--;
    return patient(batch, proceed);
  };
}

const endNoMore = () => {
  vi.mocked(performance.now).mockRestore();
  events.hooks.sqs = patient;
};

describe("A redrive by API", () => {
  test("sends all that is parked of the caller's organization in order, and nothing of another's", async () => {
    const [mine, theirs] = [await organization(events), await organization(events)];
    const own = await parkNew(events, mine.organizationId, { customers: 3, changes: 4 });
    const foreign = await parkNew(events, theirs.organizationId, { customers: 2, changes: 2 });
    const similar = await parkNew(events, `${mine.organizationId}0`);

    expect(await redriven(mine)).toEqual({
      ...{ object: "redrive", subscriber: "audit", customerId: null, livemode: false },
      ...{ sent: expect.any(Number), remaining: 0, hasMore: false, obstacles: [] },
    });

    const all = [...own, ...foreign, ...similar];
    expect(await delivered(events, all)).toEqual(
      Object.fromEntries(own.map((customer) => [keyOf(customer), [1, 2, 3, 4]])),
    );
    expect([(await parkedOf(mine)).length, (await parkedOf(theirs)).length, await isFlagged()]).toEqual([0, 2, true]);
  });

  test("counts what it sends", async () => {
    const client = await organization(events);
    await parkNew(events, client.organizationId, { customers: 2, changes: 2 });
    let sent = 0;
    let answer = await redrivenOnce(client);
    for (; answer.hasMore; answer = await redrivenOnce(client)) sent += answer.sent;
    expect(sent + answer.sent).toBeGreaterThanOrEqual(4);
    expect((await redrivenOnce(client)).sent).toBe(0);
  });

  test("of the last that is parked takes the flag away, so that the alarm goes off", async () => {
    const client = await organization(events);
    await parkNew(events, client.organizationId);
    expect(await isFlagged()).toBe(true);
    await redriven(client);
    expect(await isFlagged()).toBe(false);
  });

  test("of one customer, by either of its ids, leaves the others parked", async () => {
    const client = await organization(events);
    const post = async (id: string) =>
      (await client.post("/api/customers", { email: "a@acme.com", id })).body.data.id as string;
    const [one, two] = [await post("user_1"), await post("user_2")].map((id) =>
      newCustomer({ organizationId: client.organizationId, id }),
    );
    if (!one || !two) throw new Error("There are no customers");
    await parkChanges(events, [one, two], 2);

    expect(await redriven(client, { customerId: "user_1" })).toMatchObject({
      ...{ customerId: one.id, remaining: 0, hasMore: false },
    });

    expect((await parkedOf(client)).map(({ customerId }) => customerId)).toEqual([two.id]);
    // It is not parked any more.
    expect(await redriven(client, { customerId: one.id })).toMatchObject({ sent: 0, remaining: 0, obstacles: [] });
    expect(await redriven(client, { customerId: two.id })).toMatchObject({ remaining: 0 });
    expect(await delivered(events, [one, two])).toEqual({ [keyOf(one)]: [1, 2], [keyOf(two)]: [1, 2] });
  });

  test("sends the last event of a customer that was erased, by either of its ids", async () => {
    const client = await organization(events);
    const { data } = (await client.post("/api/customers", { email: "a@acme.com", id: "gone" })).body;
    const erased = await client.post("/api/customers/gone/erase", { confirm: data.id });
    expect([200, 202], erased.text).toContain(erased.status);
    await parkChanges(events, [newCustomer({ organizationId: client.organizationId, id: data.id })]);

    expect((await client.get(`${parkedPath()}?customerId=gone`)).body.data).toMatchObject([{ customerId: data.id }]);
    expect(await redriven(client, { customerId: "gone" })).toMatchObject({ customerId: data.id, remaining: 0 });
  });

  test("of what is unknown, or by a key that only reads, does nothing", async () => {
    const client = await organization(events);
    await parkNew(events, client.organizationId);
    const reader = await events.api.newOrganization(["read", "keys"]);

    expect(outcome(await redrive(client, {}, "nobody"))).toBe("404 subscriber_not_found");
    expect(outcome(await redrive(client, { customerId: "nobody" }))).toBe("404 customer_not_found");
    expect(outcome(await redrive(reader))).toBe("403 forbidden");
    // Ignored, each would send everybody's.
    expect(problemFields(await redrive(client, { customer_id: "user_1" }))).toEqual(["customer_id"]);
    expect(problemFields(await redrive(client, { customerId: "" }))).toEqual(["customerId"]);

    expect(await parkedOf(client)).toMatchObject([{ failedRedrives: 0 }]);
  });

  test("ends when the queue takes nothing, and says why and for whom", async () => {
    const client = await organization(events);
    const customers = await parkNew(events, client.organizationId, { customers: 45 });
    let calls = 0;
    events.hooks.sqs = () => {
      calls++;
      throw awsError("QueueDoesNotExist");
    };

    const result = await redrivenOnce(client);

    expect(result).toMatchObject({ sent: 0, remaining: 45, hasMore: false });
    // As many as are sent at once.
    expect(calls).toBeLessThanOrEqual(2 * 20);
    // Which of those that are sent at once come first is chance.
    const stuck = new Set(result.obstacles.map(({ customerId }: { customerId: string }) => customerId));
    expect(stuck.size).toBeGreaterThan(0);
    expect(result.obstacles).toEqual(
      [...stuck].map((customerId) => ({ customerId, sequence: 1, reason: "queue_missing" })),
    );
    expect(customers.map(({ id }) => id)).toEqual(expect.arrayContaining([...stuck]));
    const states = (await parkedOf(client)).map(({ reason, failedRedrives }) => `${reason} ${failedRedrives}`);
    const failed = states.filter((state) => state === "queue_missing 1").length;
    // An answer names no more than 25.
    expect(stuck.size).toBe(Math.min(failed, 25));
    expect(states.filter((state) => state === "no_answer 0")).toHaveLength(customers.length - failed);
  });

  test("leaves a customer alone whose event the queue does not take for itself, and sends the others'", async () => {
    const client = await organization(events);
    const customers = await parkNew(events, client.organizationId, { customers: 4 });
    const large = customers[0]?.id ?? "";
    events.hooks.sqs = async (batch, proceed) => {
      const { entries } = batch;
      if (!entries.some(({ MessageGroupId }) => MessageGroupId?.includes(large))) return patient(batch, proceed);
      return {
        Successful: [],
        Failed: entries.map(({ Id }) => ({ Id, SenderFault: true, Code: "InvalidParameterValue" })),
      };
    };

    const result = await redriven(client);

    const obstacles = [{ customerId: large, sequence: 1, reason: "refused" }];
    expect(result).toMatchObject({ remaining: 1, hasMore: false, obstacles });
    expect(Object.keys(await delivered(events, customers)).sort()).toEqual(customers.slice(1).map(keyOf).sort());
  });

  test("stops when its time is up; a repeat goes on there, and the queue has nothing twice", async () => {
    const client = await organization(events);
    const customers = await parkNew(events, client.organizationId, { customers: 8, changes: 4 });
    endAfter(10);

    const first = await redrivenOnce(client);
    endNoMore();
    await redriven(client);

    expect(first).toMatchObject({ hasMore: true, obstacles: [] });
    // What was begun is ended.
    expect(first.sent).toBeLessThan(10 + customers.length);
    expect([await parkedOf(client), await isFlagged()]).toEqual([[], false]);
    expect(await delivered(events, customers)).toEqual(
      Object.fromEntries(customers.map((customer) => [keyOf(customer), [1, 2, 3, 4]])),
    );
  });

  test("with its last event just when its time is up leaves nothing parked and no flag", async () => {
    const client = await organization(events);
    await parkNew(events, client.organizationId, { changes: 2 });
    endAfter(2);

    await redrivenOnce(client);
    endNoMore();
    const second = await redriven(client);

    expect([second.remaining, await isFlagged()]).toEqual([0, false]);
  });

  test("passes over a customer whose event is no longer kept, and says so", async () => {
    const client = await organization(events);
    const [gone, fine] = await parkNew(events, client.organizationId, { customers: 2, changes: 2 });
    if (!gone || !fine) throw new Error("There are no customers");
    const Key = { pk: { S: keyOf(gone) }, sk: { S: "1".padStart(12, "0") } };
    await dynamodbClient().send(new DeleteItemCommand({ TableName: process.env.EVENTS_TABLE, Key }));

    const result = await redriven(client);

    const obstacles = [{ customerId: gone.id, sequence: 1, reason: "expired" }];
    expect(result).toMatchObject({ remaining: 1, hasMore: false, obstacles });
    expect(await parkedOf(client)).toMatchObject([{ customerId: gone.id, reason: "expired", failedRedrives: 1 }]);
  });

  test("shows no reason for what version 0.1 parked", async () => {
    const client = await organization(events);
    const [customer] = await parkNew(events, client.organizationId);
    if (!customer) throw new Error("There is no customer");
    // What it wrote had these attributes alone.
    const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
    const key = { pk: { S: "parked#audit" }, sk: { S: keyOf(customer) } };
    const Item = { ...key, fromSequence: { N: "1" }, token: { S: "t" }, parkedAt: { S: "2026-11-22T00:00:00.000Z" } };
    await dynamodbClient().send(new PutItemCommand({ TableName: process.env.EVENTS_TABLE, Item }));

    expect((await client.get(parkedPath())).body.data).toMatchObject([{ reason: null, failedRedrives: 0 }]);
    expect(await redriven(client)).toMatchObject({ remaining: 0 });
  });
});

describe("Redrives at once", () => {
  test("by callers and an operator, while events are published, lose nothing and keep first deliveries in order", async () => {
    const client = await organization(events);
    const customers = await parkNew(events, client.organizationId, { customers: 5, changes: 4 });
    const states = new Map(customers.map((customer) => [customer.id, { ...changed(customer), version: 4 }]));
    let isPublishing = true;
    const publishing = (async () => {
      for (const round of range(1, scaled(4, 150))) {
        const records = [...states].map(([id, last]) => {
          const next = changed(last);
          states.set(id, next);
          return recordOf(next, last);
        });
        const publish = () => events.publish(records, [targetNamed()]);
        const { incomplete } = await (round % 2 === 0 ? whileRefusing(events, publish) : publish());
        expect(incomplete.size).toBe(0);
      }
      isPublishing = false;
    })();
    const redriving = range(1, 3).map(async () => {
      while (isPublishing) await redrivenOnce(client);
    });
    while (isPublishing) await events.redrive(targetNamed());
    await Promise.all([publishing, ...redriving]);

    await redriven(client);

    expect([await parkedOf(client), await isFlagged()]).toEqual([[], false]);
    const sequences = await delivered(events, customers);
    for (const state of states.values())
      expect([...new Set(sequences[keyOf(state)])], state.id).toEqual(range(1, state.version));
  });

  test("of which one fails just after another has sent all leave nothing parked", async () => {
    const client = await organization(events);
    const [customer] = await parkNew(events, client.organizationId, { changes: 3 });
    if (!customer) throw new Error("There is no customer");
    let calls = 0;
    events.hooks.sqs = async (batch, proceed) => {
      // The first sender's queue refuses, but not before the second sender has finished.
      if (++calls > 1) return patient(batch, proceed);
      await redriven(client);
      events.hooks.sqs = (refused, next) => sendExcept(refused, () => true, next);
      return sendExcept(batch, () => true, proceed);
    };

    const late = await redrivenOnce(client);

    expect(late).toMatchObject({ sent: 0, remaining: 0, hasMore: false });
    expect([await parkedOf(client), await isFlagged()]).toEqual([[], false]);
    expect(await delivered(events, [customer])).toEqual({ [keyOf(customer)]: [1, 2, 3] });
  });

  test("that fail are all counted", async () => {
    const client = await organization(events);
    await parkNew(events, client.organizationId);
    events.hooks.sqs = (batch, proceed) => sendExcept(batch, () => true, proceed);

    await Promise.all(range(1, 4).map(() => redrivenOnce(client)));

    expect(await parkedOf(client)).toMatchObject([{ failedRedrives: 4, reason: "no_answer" }]);
  });
});
