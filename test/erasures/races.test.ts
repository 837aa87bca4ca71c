/** Erasures at the same time as everything else, and interrupted anywhere. */
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../../commands/run.ts";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { publishChanges } from "../../core/events/publishChanges.ts";
import { contextIn } from "../../core/events/repair/states.ts";
import { indexChanges } from "../../core/search/index.ts";
import { rebuild } from "../../core/search/rebuild.ts";
import type { Answer } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { scaled } from "../support/scale.ts";
import { outcome, useStack } from "../support/service.ts";
import { everything, marksIn, newMark, plant, recordsOf } from "./support.ts";

const stack = useStack({ publishes: false });

beforeAll(() => pushPlans(stack.client.organizationId, [{ code: "pro", name: "Pro" }]));

const erase = (id: string) => stack.client.post(`/api/customers/${id}/erase`, { confirm: id });

/** The publisher and the indexer come to all of a customer's changes. */
async function passAll(id: string): Promise<void> {
  const records = await recordsOf(id);
  for (const pass of [(some: typeof records) => publishChanges(some, []), indexChanges])
    for (let from = 0; from < records.length; ) {
      const { batchItemFailures } = await pass(records.slice(from));
      const [failed] = batchItemFailures;
      from = failed
        ? records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed.itemIdentifier)
        : records.length;
    }
}

/** Whatever anybody did: the customer is erased, and there is nothing of it. */
async function expectGone(id: string, marks: readonly string[]): Promise<void> {
  const { status, body } = await erase(id);
  expect([status, body.data.status]).toEqual([200, "done"]);
  expect(outcome(await stack.client.get(`/api/customers/${id}`))).toBe("410 customer_erased");
  expect(marksIn(await everything(), marks)).toEqual([]);
  const receipts = (await stack.client.get("/api/erasures?limit=100")).body.data;
  expect(receipts.filter((it: { customerId: string }) => it.customerId === id)).toEqual([body.data]);
}

describe("an erasure at the same time as", () => {
  let searches = 0;
  /** Requests for a customer, each with a mark. */
  const others: Record<string, (id: string, externalId: string, mark: string) => Promise<Answer>> = {
    updates: (id, _, mark) => stack.client.put(`/api/customers/${id}`, { fullName: mark, metadata: { [mark]: mark } }),
    creates: (_, externalId, mark) =>
      stack.client.post("/api/customers", { email: `${mark}@gone.example`, id: externalId }),
    "new subscriptions, which make the ended one a past one,": (id, _, mark) =>
      stack.client.post("/api/subscriptions", { customerId: id, planCode: "pro", name: mark }),
    archives: (id, _, mark) =>
      stack.client.request("PUT", `/api/customers/${id}`, { json: { isActive: false }, headers: { "x-reason": mark } }),
    erasures: (id) => erase(id),
    "searches and lists": (id, externalId, mark) =>
      stack.client.get(
        `/api/customers?${[`search=${mark}`, `search=${externalId}&expand=subscription`, `customerId=${id}`, "limit=1"][++searches % 4]}`,
      ),
  };

  test.each(Object.entries(others))("%s wins or loses as a whole, and leaves nothing", async (_, request) => {
    const { id, externalId, marks } = await plant(stack.client, { planCode: "pro" });
    const rounds = Array.from({ length: scaled(6, 40) }, () => newMark());
    const erasing = [0, 1].map(() => erase(id));
    const answers = await Promise.all(rounds.map((mark) => request(id, externalId, mark)));
    await Promise.all(erasing);
    for (const answer of answers) expect(answer.status, answer.text).toBeLessThan(500);
    // A new subscription was first: it has to end.
    for (let attempt = 0; (await erase(id)).status === 409 && attempt < 3; attempt++) {
      const { data } = (await stack.client.get(`/api/subscriptions/active?customerId=${id}`)).body;
      await stack.client.post(`/api/subscriptions/${data.id}/cancel`, { immediate: true });
    }
    await passAll(id);
    await expectGone(id, [...marks, ...rounds]);
  });

  test("a rebuild of the search index leaves no entry", async () => {
    const { id, marks } = await plant(stack.client, { planCode: "pro" });
    const context = contextIn(call(), stack.client.organizationId);
    const rebuilding = rebuild(context, { shards: 1, unitsPerSecond: 100_000, restart: true, onProgress: () => {} });
    await erase(id);
    await passAll(id);
    await rebuilding;
    await expectGone(id, marks);
  });
});

describe("an erasure that is interrupted", () => {
  /** Makes every request to DynamoDB fail from the nth on, as for a process that is killed there. */
  let left = Number.POSITIVE_INFINITY;
  beforeAll(() => {
    dynamodb().middlewareStack.add(
      (next) => (args) => {
        if (left-- > 0) return next(args);
        throw Object.assign(new Error("killed"), { name: "ThrottlingException" });
      },
      { step: "initialize", name: "kill" },
    );
    dynamodb().destroy();
  });
  const killedAfter = async (requests: number, run: () => Promise<unknown>): Promise<boolean> => {
    left = requests;
    await run().catch(() => undefined);
    const wasKilled = left < 0;
    left = Number.POSITIVE_INFINITY;
    return wasKilled;
  };

  test("after any request is completed by a repeat, or by those behind the stream, with exact counts", async () => {
    for (let requests = 1; ; requests += scaled(3, 1)) {
      const { id, marks } = await plant(stack.client, { planCode: "pro" });
      const before = await recordsOf(id);
      await publishChanges(before, []);
      await indexChanges(before);
      const wasKilled = await killedAfter(requests, () =>
        stack.client.request("POST", `/api/customers/${id}/erase`, { json: { confirm: id }, repeats503: false }),
      );
      // It may have died before anything was done; then only a repeat helps.
      const isErased = (await stack.client.get(`/api/customers/${id}`)).status === 410;
      if (!isErased || requests % 2 === 0) await erase(id);
      await passAll(id);
      await expectGone(id, marks);
      const { removed } = (await erase(id)).body.data;
      expect(removed).toMatchObject({ events: before.length, pastSubscriptions: 2 });
      if (!wasKilled) break;
    }
  });

  test("after any request of the publisher or the indexer is completed when the batch comes again", async () => {
    for (let requests = 1; ; requests += scaled(4, 1)) {
      const { id, marks } = await plant(stack.client, { planCode: "pro" });
      const before = await recordsOf(id);
      await publishChanges(before, []);
      await indexChanges(before);
      // The request itself gets no further than to the record.
      await killedAfter(8, () =>
        stack.client.request("POST", `/api/customers/${id}/erase`, { json: { confirm: id }, repeats503: false }),
      );
      await erase(id);
      const records = await recordsOf(id);
      const wasKilled = await killedAfter(requests, async () => {
        await publishChanges(records, []);
        await indexChanges(records);
      });
      await passAll(id);
      await expectGone(id, marks);
      if (!wasKilled) break;
    }
  });
});
