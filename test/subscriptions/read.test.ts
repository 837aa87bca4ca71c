import { describe, expect, test } from "vitest";
import { increaseShards } from "../../core/organizations/administration.ts";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { scaled } from "../support/scale.ts";
import { create, type Json, outcome, pathOf, problemFields, stored, unique, useStack } from "../support/service.ts";
import { active, at, cancel, plans, subscribe, subscribed, usePlans } from "./support.ts";

const stack = useStack();
usePlans(stack);

const get = (client: Client, id: string) => client.get(`/api/subscriptions/${id}`);
const list = (client: Client, query: Record<string, string> = {}) =>
  client.get(`/api/subscriptions?${new URLSearchParams(query)}`);
const idsIn = ({ body }: { body: Json }): string[] => body.data.map(({ id }: { id: string }) => id);

/** A customer that was subscribed so many times, and its subscriptions' ids, newest first. */
async function subscribedTimes(client: Client, times: number) {
  const { customerId, id } = await subscribed(client);
  const ids = [id];
  for (let i = 1; i < times; i++) {
    await cancel(client, ids[0] ?? "", { immediate: true });
    const { body } = await subscribe(client, customerId, { planCode: i % 2 ? "free" : "pro" });
    ids.unshift(body.data.id);
  }
  return { customerId, ids };
}

/** All pages of a list. */
async function walk(client: Client, query: Record<string, string>): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await list(client, { ...query, ...(cursor === undefined ? {} : { cursor }) });
    expect(body.data.length).toBeLessThanOrEqual(Number(query.limit ?? 25));
    seen.push(...idsIn({ body }));
    if (!body.hasMore) return seen;
    cursor = body.nextCursor;
  }
}

describe("get", () => {
  test.each(["/api", ""])("at %s/subscriptions/{id} shows what create and the active one show", async (root) => {
    at("2026-01-31T09:30:00.000Z");
    const { customerId, id } = await subscribed(stack.client, { initialSeats: { team_members: 7 } });

    const answer = await stack.client.get(`${root}/subscriptions/${id}`);

    expect([answer.status, answer.text]).toEqual([200, (await active(stack.client, customerId)).text]);
  });

  test("shows one that another has followed as it ended, down to the byte, for good", async () => {
    at("2026-01-31T09:30:00.000Z");
    const fields = { initialSeats: { team_members: 7 }, name: "First", billingInterval: "yearly" };
    const { customerId, id } = await subscribed(stack.client, fields);
    at("2026-02-01T09:30:00.000Z");
    await cancel(stack.client, id, { immediate: true, reason: "too dear\nand too slow" });
    const ended = await get(stack.client, id);

    at("2026-02-02T09:30:00.000Z");
    for (let i = 0; i < 2; i++) {
      const { body } = await subscribe(stack.client, customerId);
      await cancel(stack.client, body.data.id, { immediate: true });
      at(`2026-02-0${i + 3}T09:30:00.000Z`);
    }

    expect(ended.body.data).toMatchObject({
      status: "canceled",
      cancelReason: "too dear\nand too slow",
      name: "First",
    });
    expect((await get(stack.client, id)).text).toBe(ended.text);
    await stack.client.put(pathOf(customerId), { isActive: false });
    expect((await get(stack.client, id)).text).toBe(ended.text);
  });

  test("shows as ended what ended by its date, although nothing was written since", async () => {
    at("2026-01-31T09:30:00.000Z");
    const { customerId, id } = await subscribed(stack.client, { cancelAtPeriodEnd: true });
    const { etag } = await stored(stack.client, customerId);
    const states = [];
    for (const moment of ["2026-02-28T09:29:59.999Z", "2026-02-28T09:30:00.000Z"]) {
      at(moment);
      const { body } = await get(stack.client, id);
      states.push([
        body.data.status,
        body.data.currentPeriod === null,
        idsIn(await list(stack.client, { customerId, status: "canceled" })),
      ]);
    }

    expect(states).toEqual([
      ["active", false, []],
      ["canceled", true, [id]],
    ]);
    expect((await stored(stack.client, customerId)).etag).toBe(etag);
    const { body } = await subscribe(stack.client, customerId);
    expect(idsIn(await list(stack.client, { customerId }))).toEqual([body.data.id, id]);
    expect((await get(stack.client, id)).body.data.endDate).toBe("2026-02-28T09:30:00.000Z");
  });

  test("of an unknown id, or another organization's, is 404 subscription_not_found", async () => {
    const { customerId, ids } = await subscribedTimes(stack.client, 2);
    const other = await stack.newOrganization();
    for (const id of ids) expect(outcome(await get(other, id))).toBe("404 subscription_not_found");
    for (const id of ["sub_1", "nothing", customerId, `${ids[0]?.slice(0, -8)}00000000`, `sub_${"0".repeat(32)}`])
      expect(outcome(await get(stack.client, id))).toBe("404 subscription_not_found");
  });
});

describe("a customer's list", () => {
  test("has every subscription that it ever had, newest first, by either of its ids", async () => {
    const { customerId, ids } = await subscribedTimes(stack.client, 5);
    const externalId = unique();
    await stack.client.put(pathOf(customerId), { externalId });
    const { customer: none } = await create(stack.client);

    const answer = await list(stack.client, { customerId });

    expect(idsIn(answer)).toEqual(ids);
    expect(answer.body.data.map(({ status }: { status: string }) => status)).toEqual([
      "active",
      ...Array(4).fill("canceled"),
    ]);
    for (const [i, id] of ids.entries()) expect((await get(stack.client, id)).body.data).toEqual(answer.body.data[i]);
    expect((await list(stack.client, { customerId: externalId })).text).toBe(answer.text);
    expect(idsIn(await list(stack.client, { customerId: none.id }))).toEqual([]);
  });

  test("comes in pages of any size, each once, whatever begins meanwhile", async () => {
    const { customerId, ids } = await subscribedTimes(stack.client, 6);
    for (const limit of ["1", "2", "3", "7"]) expect(await walk(stack.client, { customerId, limit })).toEqual(ids);

    const first = await list(stack.client, { customerId, limit: "2" });
    await cancel(stack.client, ids[0] ?? "", { immediate: true });
    await subscribe(stack.client, customerId);
    const { nextCursor: cursor } = first.body;
    const rest = await list(stack.client, { customerId, cursor });

    expect([...idsIn(first), ...idsIn(rest)]).toEqual(ids);
  });

  test("in one state has those that are in it now", async () => {
    at("2026-01-31T09:30:00.000Z");
    const { customerId, id } = await subscribed(stack.client);
    await cancel(stack.client, id, { immediate: true });
    at("2026-02-01T09:30:00.000Z");
    const fields = { startDate: "2026-02-02", customTrialDays: 2 };
    const { body } = await subscribe(stack.client, customerId, fields);
    const now = body.data.id;
    const inState = async (status: string) => idsIn(await list(stack.client, { customerId, status }));

    for (const [moment, state] of [
      ["2026-02-01T23:59:59.999Z", "draft"],
      ["2026-02-02T00:00:00.000Z", "trialing"],
      ["2026-02-04T00:00:00.000Z", "active"],
    ] as const) {
      at(moment);
      for (const status of ["draft", "trialing", "active"])
        expect([moment, status, await inState(status)]).toEqual([moment, status, status === state ? [now] : []]);
      expect(await inState("canceled")).toEqual([id]);
    }
    await cancel(stack.client, now, { immediate: true });
    expect(await inState("canceled")).toEqual([now, id]);
    expect(await walk(stack.client, { customerId, status: "canceled", limit: "1" })).toEqual([now, id]);
  });

  test("of nobody, or of another organization's customer, is 404 customer_not_found", async () => {
    const { customerId } = await subscribed(stack.client);
    const other = await stack.newOrganization();
    expect(outcome(await list(other, { customerId }))).toBe("404 customer_not_found");
    expect(outcome(await list(stack.client, { customerId: "nobody" }))).toBe("404 customer_not_found");
  });
});

describe("the list of all", () => {
  const newOrganization = async (scopes?: Parameters<typeof stack.newOrganization>[0]) => {
    const client = await stack.newOrganization(scopes);
    await pushPlans(client.organizationId, plans);
    return client;
  };

  test("has each customer's latest one, newest customers first, archived ones too, in pages", async () => {
    const client = await newOrganization();
    const latest: string[] = [];
    for (const times of [1, 2, 1, 3, 1]) {
      const { customerId, ids } = await subscribedTimes(client, times);
      latest.unshift(ids[0] ?? "");
      if (times === 2) {
        await cancel(client, ids[0] ?? "", { immediate: true });
        await client.put(pathOf(customerId), { isActive: false });
      }
      await create(client);
    }

    const answer = await list(client);

    expect(idsIn(answer)).toEqual(latest);
    for (const [i, id] of latest.entries()) expect((await get(client, id)).body.data).toEqual(answer.body.data[i]);
    for (const limit of ["1", "2", "3"]) expect(await walk(client, { limit })).toEqual(latest);
    const [ended = ""] = latest.slice(3, 4);
    expect(await walk(client, { limit: "1", status: "canceled" })).toEqual([ended]);
    expect(await walk(client, { limit: "2", status: "active" })).toEqual(latest.filter((id) => id !== ended));
  });

  test("of an organization with several shards is in the same order", async () => {
    const client = await newOrganization();
    await increaseShards(client.organizationId, 4, () => new Date(Date.now() - 3_600_000));
    const latest: string[] = [];
    for (let i = 0; i < 8; i++) latest.unshift((await subscribed(client)).id);

    for (const limit of ["3", "25"]) expect(await walk(client, { limit })).toEqual(latest);
  });

  test("finds one behind many customers without, over pages that each read a bounded number of customers", async () => {
    const batches = scaled(1, 9);
    const client = await newOrganization();
    const { id } = await subscribed(client);
    for (let i = 0; i < batches; i++) {
      const customers = Array.from({ length: 100 }, () => ({ email: "a@acme.com" }));
      await client.post("/api/customers/batch", { customers });
    }

    const first = await list(client, { limit: "1" });

    expect(await walk(client, { limit: "1" })).toEqual([id]);
    // A page reads at most 802.
    expect([idsIn(first), first.body.hasMore]).toEqual(batches === 9 ? [[], true] : [[id], false]);
  });

  test("needs the scope to read and no more", async () => {
    const reader = await newOrganization(["read"]);
    const writer = await newOrganization(["write"]);
    expect(outcome(await list(reader))).toBe("200");
    for (const path of ["/api/subscriptions", "/api/subscriptions/sub_1"])
      expect(outcome(await writer.get(path))).toBe("403 forbidden");
  });
});

describe("a list's query", () => {
  test.each([
    ["customerId=", "customerId"],
    ["status=", "status"],
    ["status=cancelled", "status"],
    ["limit=0", "limit"],
    ["cursor=x", "cursor"],
    ["customer_id=user_1", "customer_id"],
    ["CustomerID=user_1", "CustomerID"],
    ["externalId=user_1", "externalId"],
    ["external_id=user_1", "external_id"],
    ["id=sub_1", "id"],
    ["Status=active", "Status"],
    ["status[]=active", "status[]"],
  ])("?%s is 422 on it, never everybody's", async (query, field) => {
    expect(problemFields(await stack.client.get(`/api/subscriptions?${query}`))).toEqual([field]);
  });

  test.each(["pending_payment", "past_due", "paused", "expired"])(
    "?status=%s, which needs payments, finds nothing",
    async (status) => {
      const { customerId } = await subscribed(stack.client);
      for (const query of [{ status }, { status, customerId }]) {
        const { body } = await list(stack.client, query);
        expect([body.data, body.hasMore]).toEqual([[], false]);
      }
    },
  );

  test("with a cursor of another customer, state or list is 422 on cursor", async () => {
    const { customerId } = await subscribedTimes(stack.client, 3);
    const { customerId: other } = await subscribedTimes(stack.client, 2);
    const { nextCursor: cursor } = (await list(stack.client, { customerId, limit: "1" })).body;
    for (const query of [{ customerId: other }, { customerId, status: "canceled" }, {}])
      expect(problemFields(await list(stack.client, { ...query, cursor }))).toEqual(["cursor"]);
    expect(outcome(await stack.client.get(`/api/customers?cursor=${cursor}`))).toBe("422 validation_error");
  });
});
