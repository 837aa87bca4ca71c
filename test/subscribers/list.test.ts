import { describe, expect, test } from "vitest";
import { awsError, PATIENCE_OVER_MS, skipTime } from "../events/faults.ts";
import { lifeOf, newCustomer } from "../events/records.ts";
import { call, range, useEvents } from "../events/support.ts";
import { scaled } from "../support/scale.ts";
import { outcome, problemFields } from "../support/service.ts";
import { organization, PATH, parkChanges, parkedOf, parkedPath, parkNew, stateOf, targetNamed } from "./support.ts";

const events = useEvents();

const nothing = { customers: 0, hasMore: false, since: null, reasons: [] };

describe("The list of subscribers", () => {
  test("has each with the events that it wants", async () => {
    const client = await organization(events);
    const all = [
      "customer.created",
      "customer.updated",
      "subscription.created",
      "subscription.canceled",
      "customer.archived",
      "customer.erased",
    ];
    const { data, hasMore } = (await client.get(PATH)).body;
    expect(hasMore).toBe(false);
    const subscriber = { object: "subscriber", parked: nothing, livemode: false };
    expect(data).toEqual([
      { ...subscriber, name: "audit", events: all },
      { ...subscriber, name: "billing", events: ["customer.created", "customer.archived", "customer.erased"] },
    ]);
  });

  test("says of the caller's organization alone how many customers are parked, since when and why", async () => {
    const [mine, theirs] = [await organization(events), await organization(events)];
    const before = new Date().toISOString();
    // An organization whose id begins as ours does.
    await parkNew(events, `${mine.organizationId}0`, { customers: 3 });
    await parkNew(events, theirs.organizationId, { customers: 2 });
    skipTime(1_000);
    const since = new Date().toISOString();
    await parkNew(events, mine.organizationId, { customers: 1 });
    await parkNew(events, mine.organizationId, { customers: 1, name: "billing" });

    const { parked } = await stateOf(mine);

    expect(parked).toEqual({ customers: 1, hasMore: false, since: expect.any(String), reasons: ["no_answer"] });
    expect(parked.since >= since).toBe(true);
    expect((await stateOf(mine, "billing")).parked.customers).toBe(1);
    const other = (await stateOf(theirs)).parked;
    expect([other.customers, other.since >= before, other.since < since]).toEqual([2, true, true]);
  });

  test("tells why in words of its own, without the queue, its account or what AWS says", async () => {
    const client = await organization(events);
    events.hooks.sqs = () => {
      skipTime(PATIENCE_OVER_MS);
      throw awsError("KMS.AccessDeniedException", { message: "arn:aws:kms:us-east-1:1:key/1" });
    };
    await events.publish(lifeOf(1, newCustomer({ organizationId: client.organizationId })), [targetNamed()]);

    const texts = [(await client.get(PATH)).text, (await client.get(parkedPath())).text].join();

    expect((await stateOf(client)).parked.reasons).toEqual(["access_denied"]);
    for (const secret of [targetNamed().queueUrl, "arn:", "KMS", ".fifo"]) expect(texts).not.toContain(secret);
  });

  test("counts at most 1,000 customers, and says that there are more", async () => {
    const client = await organization(events);
    const parked = scaled(3, 1_001);
    const from = new Map(range(1, parked).map((n) => [`${client.organizationId}#cus_${n}`, 1]));
    await events.core.park(call(), "audit", from, new Date());

    expect((await stateOf(client)).parked).toMatchObject({
      customers: Math.min(parked, 1_000),
      hasMore: parked > 1_000,
    });
    const page = await events.core.queryMarkers(call(), "audit", client.organizationId, parked - 1);
    expect([page.markers.length, page.hasMore]).toEqual([parked - 1, true]);
  });
});

describe("The list of a subscriber's parked customers", () => {
  test("has each of the organization's once, over as many pages as that takes", async () => {
    const [mine, theirs] = [await organization(events), await organization(events)];
    const customers = await parkNew(events, mine.organizationId, { customers: 5, changes: 2 });
    await parkNew(events, theirs.organizationId, { customers: 3 });

    const pages = [await parkedOf(mine), await parkedOf(mine, { limit: 2 }), await parkedOf(mine, { limit: 5 })];

    const expected = customers.map(({ id }) => ({
      object: "parked_customer",
      subscriber: "audit",
      customerId: id,
      fromSequence: 1,
      parkedAt: expect.any(String),
      reason: "no_answer",
      failedRedrives: 0,
      livemode: false,
    }));
    expect(pages).toEqual([expected, expected, expected]);
  });

  test("takes no cursor of another subscriber or organization", async () => {
    const [mine, theirs] = [await organization(events), await organization(events)];
    for (const { organizationId } of [mine, theirs]) await parkNew(events, organizationId, { customers: 2 });
    const { nextCursor } = (await mine.get(`${parkedPath()}?limit=1`)).body;

    expect(problemFields(await theirs.get(`${parkedPath()}?cursor=${nextCursor}`))).toEqual(["cursor"]);
    expect(problemFields(await mine.get(`${parkedPath("billing")}?cursor=${nextCursor}`))).toEqual(["cursor"]);
    expect((await mine.get(`${parkedPath()}?cursor=${nextCursor}`)).body.data.length).toBe(1);
  });

  test("has one customer alone by either of its ids, and nothing if that is not parked", async () => {
    const client = await organization(events);
    const { data: customer } = (await client.post("/api/customers", { email: "a@acme.com", id: "user_1" })).body;
    await client.post("/api/customers", { email: "b@acme.com", id: "user_2" });
    await parkNew(events, client.organizationId);
    await parkChanges(events, [newCustomer({ organizationId: client.organizationId, id: customer.id })]);
    const ids = async (query: string) =>
      (await client.get(`${parkedPath()}?${query}`)).body.data.map((it: { customerId: string }) => it.customerId);

    expect(await ids("customerId=user_1")).toEqual([customer.id]);
    expect(await ids(`customerId=${customer.id}`)).toEqual([customer.id]);
    expect(await ids("customerId=user_2")).toEqual([]);
    expect(outcome(await client.get(`${parkedPath()}?customerId=nobody`))).toBe("404 customer_not_found");
    expect(problemFields(await client.get(`${parkedPath()}?customer_id=user_1`))).toEqual(["customer_id"]);
  });

  test("of an unknown subscriber is a 404, whatever its name", async () => {
    const client = await organization(events);
    for (const name of ["nobody", "AUDIT", "constructor", "audit%23", "%7Bname%7D"])
      expect(outcome(await client.get(parkedPath(name))), name).toBe("404 subscriber_not_found");
  });
});
