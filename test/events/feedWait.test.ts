/** Readers that wait at the end of a feed, and the slots that they need for it. */
import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { MAX_WAIT_SECONDS } from "../../core/events/feed.ts";
import { freeSlot, type Slot, slotsEach, takeSlot } from "../../core/events/waiting/store.ts";
import { awaitFeed, endWaits } from "../../core/events/waiting/wait.ts";
import { revokeKey } from "../../core/organizations/administration.ts";
import { hashOf, keyIdOf } from "../../core/organizations/apiKey.ts";
import { waitUnits } from "../../scripts/costs.ts";
import { until } from "../local/npmStart.ts";
import { skipTime, throttled } from "./faults.ts";
import { archived, newCustomer, recordOf } from "./records.ts";
import { call, range, useEvents } from "./support.ts";

const events = useEvents();
const LONGEST_MS = MAX_WAIT_SECONDS * 1_000;

const newOrganization = (): string => `org_${randomUUID()}`;
const request = (organizationId = "", requestId: string = randomUUID()) => ({ ...call(), organizationId, requestId });

/** Publishes a new customer, and archives it at once. */
async function publish(organizationId: string): Promise<string> {
  const customer = newCustomer({ organizationId });
  const records = [recordOf(customer), recordOf(archived(customer), customer)];
  expect((await events.core.publishChanges(records, [])).batchItemFailures).toEqual([]);
  return customer.id;
}

/** Counts the looks at the end of feeds, each of which is a read of one item. */
function countLooks(): () => number {
  let looks = 0;
  events.hooks.dynamodb = (operation, _input, proceed) => {
    if (operation === "GetItem") looks++;
    return proceed();
  };
  return () => looks;
}

const held: Slot[] = [];
afterEach(async () => {
  endWaits();
  delete events.hooks.dynamodb;
  for (const slot of held.splice(0)) await freeSlot(request(), slot);
  // No test has the leases of the one before.
  skipTime(60_000);
});

async function take(organizationId: string, requestId?: string, leaseSeconds = 30): Promise<Slot | undefined> {
  const slot = await takeSlot(request(organizationId, requestId), organizationId, leaseSeconds);
  if (slot) held.push(slot);
  return slot;
}

const distinct = (slots: readonly (Slot | undefined)[]): number =>
  new Set(slots.flatMap((slot) => (slot ? [slot.number] : []))).size;

describe("A reader that waits", () => {
  test("is answered with the first event after its cursor that it wants, whatever comes before or to others", async () => {
    const organizationId = newOrganization();
    const looks = countLooks();
    const names = ["customer.archived"] as const;
    const waiting = awaitFeed(request(organizationId), { limit: 10, cursor: "now", names }, LONGEST_MS);
    // The read that finds nothing, and one that is already waiting.
    await until(() => looks() > 1);
    await publish(newOrganization());
    const customer = newCustomer({ organizationId });
    await events.core.publishChanges([recordOf(customer)], []);
    const before = looks();
    await until(() => looks() > before + 1);
    await events.core.publishChanges([recordOf(archived(customer), customer)], []);

    const { events: shown, hasMore } = await waiting;
    expect(shown.map(({ event, data }) => [event, data.id])).toEqual([["customer.archived", customer.id]]);
    expect(hasMore).toBe(false);
  });

  test("is answered at once where there is something, and needs no slot for it", async () => {
    const organizationId = newOrganization();
    const id = await publish(organizationId);
    let writes = 0;
    events.hooks.dynamodb = (operation, _input, proceed) => {
      if (operation === "PutItem") writes++;
      return proceed();
    };

    const { events: shown } = await awaitFeed(request(organizationId), { limit: 1 }, LONGEST_MS);

    expect([shown.map(({ data }) => data.id), writes]).toEqual([[id], 0]);
  });

  test("has after the wait a cursor behind what it did not want, and its slot is free again", async () => {
    const organizationId = newOrganization();
    const names = ["subscription.created"] as const;
    const { nextCursor: start } = await awaitFeed(request(organizationId), { limit: 1 }, 0);
    await publish(organizationId);

    const end = await awaitFeed(request(organizationId), { limit: 1, cursor: start, names }, 10);
    const now = await awaitFeed(request(organizationId), { limit: 1, cursor: "now" }, 0);

    expect(end).toEqual({ events: [], nextCursor: now.nextCursor, hasMore: false });
    expect(distinct(await Promise.all(range(1, 5).map(() => take(organizationId))))).toBe(5);
  });

  test("is answered at once without a free slot, and also when slots cannot be taken or given back", async () => {
    const organizationId = newOrganization();
    const looks = countLooks();
    await Promise.all(range(1, 5).map(() => take(organizationId)));
    const read = () => awaitFeed(request(organizationId), { limit: 1 }, LONGEST_MS);
    expect([(await read()).events, looks()]).toEqual([[], 1]);

    for (const slot of held.splice(0)) await freeSlot(request(), slot);
    for (const refused of ["PutItem", "Query"]) {
      events.hooks.dynamodb = async (operation, _input, proceed) => {
        if (operation === refused) throw throttled();
        return proceed();
      };
      expect((await read()).events).toEqual([]);
    }
    events.hooks.dynamodb = async (operation, _input, proceed) => {
      if (operation === "DeleteItem") throw throttled();
      return proceed();
    };
    expect((await awaitFeed(request(organizationId), { limit: 1 }, 10)).events).toEqual([]);
  });

  test("costs the units that scripts/costs.ts counts with", async () => {
    const organizationId = newOrganization();
    await publish(organizationId);
    const looks = countLooks();
    const context = request(organizationId);
    await awaitFeed(context, { limit: 1, cursor: "now" }, 600);

    const { begin, look } = waitUnits;
    expect(looks()).toBeGreaterThan(1);
    expect(context.units).toBe(begin.read + begin.write + (looks() - 1) * look.read);
  });

  test("gets nothing with a key that was revoked while it waited", async () => {
    const client = await events.api.newOrganization(["read"]);
    const looks = countLooks();
    const waiting = client.get("/api/events?cursor=now&wait=20");
    // Its key is read too.
    await until(() => looks() > 3);
    await revokeKey(keyIdOf(hashOf(client.key)));
    skipTime(31_000);
    await publish(client.organizationId);

    expect((await waiting).status).toBe(401);
  });

  test("is answered when its process is about to stop, and gives its slot back", async () => {
    const organizationId = newOrganization();
    const looks = countLooks();
    const waiting = awaitFeed(request(organizationId), { limit: 1 }, LONGEST_MS);
    await until(() => looks() > 1);
    endWaits();

    expect((await waiting).events).toEqual([]);
    expect(distinct(await Promise.all(range(1, 5).map(() => take(organizationId))))).toBe(5);
  });
});

describe("Slots", () => {
  test("of 32 readers of one organization that come at once, let in as many as it may have, each on its own", async () => {
    const organizationId = newOrganization();

    const slots = await Promise.all(range(1, 32).map(() => take(organizationId)));

    expect(slots.filter((slot) => slot)).toHaveLength(slotsEach(20));
    expect(distinct(slots)).toBe(slotsEach(20));
    // Whoever is not let in keeps nobody else out.
    const others = await Promise.all(
      range(1, 8)
        .map(newOrganization)
        .map((other) => take(other)),
    );
    expect(others.filter((slot) => slot).length).toBeGreaterThan(0);
  });

  test("of all organizations are never more than there are", async () => {
    const slots = await Promise.all(range(1, 96).map((number) => take(`org_${number % 24}`)));

    const taken = slots.filter((slot) => slot);
    expect(distinct(slots)).toBe(taken.length);
    expect(taken.length).toBeGreaterThan(slotsEach(20));
    expect(taken.length).toBeLessThanOrEqual(20);
  });

  test("of functions that died come back when their lease ends, once each", async () => {
    const organizationId = newOrganization();
    await Promise.all(range(1, 5).map(() => take(organizationId)));
    const dead = held.splice(0);
    expect(await take(organizationId)).toBeUndefined();
    skipTime(32_000);

    const slots = await Promise.all(range(1, 32).map(() => take(organizationId)));

    expect([slots.filter((slot) => slot).length, distinct(slots)]).toEqual([5, 5]);
    // One that was not dead after all takes nothing from its successor.
    for (const slot of dead) await freeSlot(request(), slot);
    expect(await take(organizationId)).toBeUndefined();
  });

  test("are not lost to a write whose answer was lost, which comes again", async () => {
    const organizationId = newOrganization();
    events.hooks.dynamodb = async (operation, _input, proceed) => {
      if (operation === "PutItem") await proceed();
      return proceed();
    };

    expect(distinct(await Promise.all(range(1, 5).map(() => take(organizationId))))).toBe(5);
  });
});

test("An organization may have a quarter of the slots, but at least two", () => {
  expect([0, 1, 2, 3, 8, 11, 12, 30].map(slotsEach)).toEqual([0, 1, 2, 2, 2, 2, 3, 7]);
});
