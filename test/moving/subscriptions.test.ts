/** The subscriptions that a row gives its customer, as they are stored. */
import { describe, expect, test } from "vitest";
import { AppError } from "../../core/base/errors.ts";
import { readRow } from "../../core/moving/row.ts";
import { subscriptionsOf } from "../../core/moving/subscriptions.ts";
import type { Plan } from "../../core/plans/plan.ts";
import { customerIdOf } from "../../core/subscriptions/ids.ts";

const NOW = "2026-03-01T12:00:00.000Z";
const context = {
  organizationId: "org_a",
  requestId: "request",
  now: () => new Date(NOW),
  signal: new AbortController().signal,
  units: 0,
};
const pro: Plan = {
  organizationId: "org_a",
  id: "plan_here",
  code: "pro",
  name: "Pro, here",
  description: null,
  isPublic: true,
  isDefault: false,
  sortOrder: 0,
  prices: [
    { billingInterval: "monthly", price: 4900, trialDays: 7, isDefault: false },
    { billingInterval: "yearly", price: 49_000, trialDays: 7, isDefault: true },
  ],
  features: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};
const free: Plan = { ...pro, id: "plan_free", code: "free", name: "Free", prices: [] };

const planOf = async (code: string): Promise<Plan> => {
  const plan = [pro, free].find((it) => it.code === code);
  if (!plan) throw new AppError("plan_not_found");
  return plan;
};

/** The subscriptions that a row's fields give the customer `cus_own`. */
async function given(fields: Record<string, unknown>) {
  const row = await readRow({ email: "ann@acme.com", ...fields }, context.now());
  if ("problems" in row) throw new Error(JSON.stringify(row.problems));
  return subscriptionsOf(context, "cus_own", row.moved, planOf);
}

const exported = {
  id: "sub_ownq3ZtUe8W",
  planCode: "pro",
  planName: "Pro,\nthere",
  name: "Pro for\tAcme",
  price: 100,
  billingInterval: "monthly",
  seats: { team: 3 },
  startDate: "2025-01-31",
  trialEndsAt: "2025-02-14T10:00:00+01:00",
  endDate: "2025-12-31",
  canceledAt: "2025-12-01",
  cancelReason: "too dear\nand too slow",
  createdAt: "2025-01-30",
};
const kept = {
  id: "sub_ownq3ZtUe8W",
  planId: "plan_here",
  planName: "Pro, there",
  name: "Pro for Acme",
  price: 100,
  billingInterval: "monthly",
  seats: { team: 3 },
  startDate: "2025-01-31T00:00:00.000Z",
  trialEndsAt: "2025-02-14T09:00:00.000Z",
  endDate: "2025-12-31T00:00:00.000Z",
  canceledAt: "2025-12-01T00:00:00.000Z",
  cancelReason: "too dear\nand too slow",
  createdAt: "2025-01-30T00:00:00.000Z",
};

describe("a row with a plan's code", () => {
  const begun = {
    planId: "plan_here",
    planName: "Pro, here",
    name: "Pro, here",
    price: 49_000,
    billingInterval: "yearly",
  };

  test("gives a subscription at the default price from now on, without the plan's trial, that nobody has canceled", async () => {
    const { latest, past } = await given({ planCode: "pro" });

    expect(past).toEqual([]);
    expect(latest).toEqual({ id: expect.any(String), ...begun, seats: {}, startDate: NOW, createdAt: NOW });
    expect(customerIdOf(latest?.id ?? "")).toBe("cus_own");
  });

  test("gives one for nothing where the plan has no price", async () => {
    const { latest } = await given({ planCode: "free" });

    expect(latest).toEqual({
      id: expect.any(String),
      planId: "plan_free",
      planName: "Free",
      name: "Free",
      price: 0,
      seats: {},
      startDate: NOW,
      createdAt: NOW,
    });
  });

  test.each([
    ["2091-01-31T00:00:00.000Z", NOW],
    ["2026-02-20T00:00:00.000Z", "2026-02-20T00:00:00.000Z"],
  ])("gives one with the row's dates, which a caller can end sooner than %s", async (endDate, canceledAt) => {
    const dates = { startDate: "2026-01-31T00:00:00.000Z", trialEndsAt: "2026-02-10T00:00:00.000Z", endDate };

    expect((await given({ planCode: "pro", ...dates })).latest).toMatchObject({ ...begun, ...dates, canceledAt });
  });

  test("of a plan that there is not, gives none", async () => {
    await expect(given({ planCode: "gold" })).rejects.toMatchObject({ code: "plan_not_found" });
    await expect(given({ subscription: { ...exported, planCode: "gold" } })).rejects.toMatchObject({
      code: "plan_not_found",
    });
  });
});

describe("a row of an export", () => {
  test("gives its subscriptions as they were, to the plan that has their code here", async () => {
    const former = { ...exported, id: "sub_own00000001" };

    expect(await given({ subscription: exported, pastSubscriptions: [former] })).toEqual({
      latest: kept,
      past: [{ ...kept, id: "sub_own00000001" }],
    });
  });

  test("gives nothing that it does not say", async () => {
    const nothing = { billingInterval: null, trialEndsAt: null, endDate: null, canceledAt: null, cancelReason: null };
    const { billingInterval: _, trialEndsAt: _t, endDate: _e, canceledAt: _c, cancelReason: _r, ...always } = kept;

    expect(await given({ subscription: { ...exported, ...nothing } })).toEqual({ latest: always, past: [] });
  });

  test("gives another customer's subscription an id of this one, with the same end", async () => {
    const { latest } = await given({ subscription: { ...exported, id: "sub_otherq3ZtUe8W" } });

    expect(latest?.id).toBe("sub_ownq3ZtUe8W");
  });
});

test("a row without a plan gives none", async () => {
  expect(await given({})).toEqual({ past: [] });
});
