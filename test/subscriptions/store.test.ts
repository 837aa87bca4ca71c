import { describe, expect, test } from "vitest";
import { operatorBudget } from "../../core/base/context.ts";
import type { Subscription } from "../../core/customers/subscription/subscription.ts";
import {
  beginFirst,
  correctPast,
  endIfEarlier,
  getPast,
  keepPast,
  replaceEnded,
} from "../../core/subscriptions/store.ts";
import { create, parallel, unique, useStack } from "../support/service.ts";

const stack = useStack();

const context = () => ({
  ...operatorBudget(),
  organizationId: stack.client.organizationId,
  requestId: unique("request"),
  now: () => new Date(),
});
const newId = () => `cus_${unique("c").replace("_", "")}`;
const ended = (second: number, fields: Partial<Subscription> = {}): Subscription => ({
  id: "sub_1",
  planId: "plan_1",
  planName: "Pro",
  name: "Pro",
  price: 4900,
  seats: {},
  startDate: "2026-01-01T00:00:00.000Z",
  createdAt: "2026-01-01T00:00:00.000Z",
  endDate: `2026-02-01T00:00:${String(second).padStart(2, "0")}.000Z`,
  ...fields,
});

describe("a past subscription", () => {
  test("copied many times at once, in states that cancellations followed, ends as the last of them left it", async () => {
    const customerId = newId();

    const written = await parallel(40, (i) => keepPast(context(), customerId, ended((i * 7) % 40)));

    expect(written).toContain(true);
    expect(await getPast(context(), customerId, "sub_1")).toEqual(ended(0));
    expect(await keepPast(context(), customerId, ended(0))).toBe(false);
    expect(await keepPast(context(), customerId, ended(9))).toBe(false);
  });

  test("is the one that was replaced, as its last cancellation left it, also when that came between", async () => {
    const { customer } = await create(stack.client);
    const later = ended(9, { canceledAt: "2026-01-15T00:00:00.000Z" });
    await beginFirst(context(), customer.id, later);
    const moment = { endDate: "2026-02-01T00:00:05.000Z", canceledAt: "2026-02-01T00:00:05.000Z", cancelMark: "mark" };
    await endIfEarlier(context(), customer.id, "sub_1", moment);
    const next = ended(30, { id: "sub_2", createdAt: "2026-02-02T00:00:00.000Z" });

    const replace = async (seen: Subscription) => {
      await keepPast(context(), customer.id, seen);
      return replaceEnded(context(), customer.id, seen, next);
    };

    const late = await replace(later);
    const seen = late.customer?.subscription;
    const written = await replace(seen ?? ended(0));

    expect([late.updated, written.updated, written.customer?.subscription]).toEqual([false, true, next]);
    expect(await getPast(context(), customer.id, "sub_1")).toEqual(ended(5, moment));
  });

  test("corrected many times at once is corrected once, and not when it is no longer what was seen", async () => {
    const customerId = newId();
    await keepPast(context(), customerId, ended(5));

    const written = await parallel(40, (i) => correctPast(context(), customerId, ended(i % 5), ended(5)));

    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await getPast(context(), customerId, "sub_1")).toEqual(ended(written.indexOf(true) % 5));
    expect(await correctPast(context(), newId(), ended(1), ended(5))).toBe(false);
  });
});
