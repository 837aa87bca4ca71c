import { describe, expect, test } from "vitest";
import type { Subscription } from "../../core/customers/subscription/subscription.ts";
import type { Plan } from "../../core/plans/plan.ts";
import { customerIdOf, markOf, subscriptionId } from "../../core/subscriptions/ids.ts";
import { fromState, presentState, presentSubscription } from "../../core/subscriptions/presenter.ts";

process.env.LIVEMODE = "true";

const subscription: Subscription = {
  id: "sub_1",
  planId: "plan_abc",
  planName: "Pro",
  name: "Pro for Acme",
  price: 4900,
  billingInterval: "monthly",
  seats: { team: 7, few: 2 },
  startDate: "2026-01-31T10:00:00.000Z",
  createdAt: "2026-01-30T10:00:00.000Z",
};
const plan: Plan = {
  organizationId: "org_a",
  id: "plan_abc",
  code: "pro",
  name: "Pro",
  description: null,
  isPublic: true,
  isDefault: false,
  sortOrder: 0,
  prices: [],
  features: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
};
const customer = {
  organizationId: "org_a",
  id: "cus_1",
  version: 1,
  email: "a@b.co",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  requestId: "request",
};

/** The subscription, changed, as an answer shows it at a moment. */
const shown = (at: string, changes: Partial<Subscription> = {}, features: Plan["features"] = []) =>
  presentSubscription(
    { customer, subscription: { ...subscription, ...changes }, plan: { ...plan, features } },
    new Date(at),
  );

describe("a subscription is shown", () => {
  test("with its current period and all that SDKs read, null where we have nothing", () => {
    expect(shown("2026-02-28T10:00:00.000Z")).toEqual({
      id: "sub_1",
      object: "subscription",
      customerId: "cus_1",
      planId: "plan_abc",
      planName: "Pro",
      plan: { id: "plan_abc", name: "Pro", basePrice: 4900, billingInterval: "monthly" },
      priceId: "price_abc_monthly",
      name: "Pro for Acme",
      description: null,
      status: "active",
      billingInterval: "monthly",
      consumptionModel: null,
      trialEndsAt: null,
      startDate: "2026-01-31T10:00:00.000Z",
      endDate: null,
      currentPeriod: { start: "2026-02-28T10:00:00.000Z", end: "2026-03-31T10:00:00.000Z", daysRemaining: 31 },
      currentPeriodStart: "2026-02-28T10:00:00.000Z",
      currentPeriodEnd: "2026-03-31T10:00:00.000Z",
      billingDayOfMonth: 31,
      nextBillingDate: "2026-03-31T10:00:00.000Z",
      features: [],
      credits: null,
      balance: null,
      checkoutUrl: null,
      canceledAt: null,
      cancelReason: null,
      introOfferEndsAt: null,
      introOfferDiscountType: null,
      introOfferDiscountValue: null,
      livemode: true,
      createdAt: "2026-01-30T10:00:00.000Z",
      updatedAt: "2026-01-30T10:00:00.000Z",
    });
  });

  test("without an interval and a price's id where its plan has no prices", () => {
    const { billingInterval: _, ...free } = subscription;

    expect(
      presentSubscription({ customer, subscription: free, plan: undefined }, new Date(free.startDate)),
    ).toMatchObject({
      plan: { billingInterval: null },
      priceId: null,
      billingInterval: null,
      features: [],
    });
  });

  test("with the days that remain, a day that has begun among them", () => {
    const remaining = (at: string) => shown(at).currentPeriod?.daysRemaining;

    expect(remaining("2026-02-28T09:59:59.999Z")).toBe(1);
    expect(remaining("2026-02-27T10:00:00.000Z")).toBe(1);
    expect(remaining("2026-02-27T09:59:59.999Z")).toBe(2);
  });

  test("without a current period once it has ended, and with why", () => {
    const end = "2026-02-28T10:00:00.000Z";
    const changes = { endDate: end, canceledAt: "2026-02-10T00:00:00.000Z", cancelReason: "too dear" };

    expect(shown(end, changes)).toMatchObject({
      status: "canceled",
      currentPeriod: null,
      currentPeriodStart: null,
      currentPeriodEnd: null,
      nextBillingDate: null,
      endDate: end,
      canceledAt: "2026-02-10T00:00:00.000Z",
      cancelReason: "too dear",
      updatedAt: "2026-02-10T00:00:00.000Z",
    });
    expect(shown("2026-02-28T09:59:59.999Z", changes)).toMatchObject({
      status: "active",
      currentPeriodEnd: end,
      nextBillingDate: null,
    });
  });

  test("with its trial as the first period, after which it is billed", () => {
    const trialEndsAt = "2026-02-14T10:00:00.000Z";

    expect(shown("2026-02-01T00:00:00.000Z", { trialEndsAt })).toMatchObject({
      status: "trialing",
      trialEndsAt,
      currentPeriodStart: subscription.startDate,
      currentPeriodEnd: trialEndsAt,
      nextBillingDate: trialEndsAt,
      billingDayOfMonth: 14,
    });
  });

  test("as billed on its first day before it begins, or at the trial's end", () => {
    const before = "2026-01-01T00:00:00.000Z";
    const trialEndsAt = "2026-02-14T10:00:00.000Z";

    expect(shown(before).nextBillingDate).toBe(subscription.startDate);
    expect(shown(before, { trialEndsAt }).nextBillingDate).toBe(trialEndsAt);
    expect(shown(subscription.startDate).nextBillingDate).toBe("2026-02-28T10:00:00.000Z");
  });

  test("as billed on its first day alone when it is canceled from its start, and not at all with a trial", () => {
    const trialEndsAt = "2026-02-14T10:00:00.000Z";
    const canceledAt = "2026-01-01T00:00:00.000Z";
    const endDate = "2026-02-28T10:00:00.000Z";

    expect(shown(canceledAt, { canceledAt, endDate }).nextBillingDate).toBe(subscription.startDate);
    expect(shown(subscription.startDate, { canceledAt, endDate }).nextBillingDate).toBeNull();
    expect(shown(canceledAt, { canceledAt, endDate: trialEndsAt, trialEndsAt }).nextBillingDate).toBeNull();
  });

  test("as never billed when it is free", () => {
    expect(shown("2026-02-28T10:00:00.000Z", { price: 0 }).nextBillingDate).toBeNull();
    expect(shown("2026-02-28T10:00:00.000Z", { price: 1 }).nextBillingDate).not.toBeNull();
  });
});

describe("a feature is shown", () => {
  const seats = { name: "Seats", type: "seats", unitName: "seat" } as const;
  const feature = (of: Plan["features"][number]) => shown(subscription.startDate, {}, [of]).features;

  test.each([
    [{}, true],
    [{ enabled: true }, true],
    [{ enabled: false }, false],
  ])("that is there or not, %j: %s", (told, enabled) => {
    expect(feature({ code: "sso", name: "SSO", type: "boolean", unitName: null, ...told })).toEqual([
      { code: "sso", name: "SSO", type: "boolean", enabled },
    ]);
  });

  test("that is metered without what it was used for, which nobody counts", () => {
    expect(feature({ code: "calls", name: "Calls", type: "metered", unitName: "call", includedAmount: 5 })).toEqual([
      { code: "calls", name: "Calls", type: "metered" },
    ]);
  });

  test.each([
    [
      { code: "team", includedAmount: 5 },
      { current: 7, included: 5, overage: 2 },
    ],
    [{ code: "team" }, { current: 7, included: 0, overage: 7 }],
    [
      { code: "team", includedAmount: 5, unlimited: true },
      { current: 7, included: 5, overage: 0 },
    ],
    [
      { code: "team", includedAmount: 5, unlimited: false },
      { current: 7, included: 5, overage: 2 },
    ],
    [
      { code: "few", includedAmount: 5 },
      { current: 2, included: 5, overage: 0 },
    ],
    [
      { code: "none", includedAmount: 1 },
      { current: 0, included: 1, overage: 0 },
    ],
    [
      { code: "team", includedAmount: 7, overageUnitPrice: 900 },
      { current: 7, included: 7, overage: 0, overageUnitPrice: 900 },
    ],
  ])("of seats, %j, with how many are in use: %j", (told, usage) => {
    expect(feature({ ...seats, ...told })).toEqual([{ code: told.code, name: "Seats", type: "seats", usage }]);
  });
});

test("an event shows what is stored, and nothing that depends on when somebody looks", () => {
  const { billingInterval: _, ...free } = subscription;
  const nothing = { billingInterval: null, trialEndsAt: null, endDate: null, canceledAt: null, cancelReason: null };
  const ended = {
    trialEndsAt: "2026-02-14T10:00:00.000Z",
    endDate: "2026-03-14T10:00:00.000Z",
    canceledAt: "2026-02-20T10:00:00.000Z",
    cancelReason: "too dear",
  };

  expect(presentState(free)).toEqual({ ...free, ...nothing, billingDayOfMonth: 31 });
  expect(presentState({ ...subscription, ...ended, cancelMark: "mark" })).toEqual({
    ...subscription,
    ...ended,
    billingDayOfMonth: 14,
  });
});

test.each<[string, Partial<Subscription>]>([
  ["goes on", {}],
  ["is in its trial", { trialEndsAt: "2026-02-14T10:00:00.000Z" }],
  [
    "was canceled for a reason",
    { endDate: "2026-03-14T10:00:00.000Z", canceledAt: "2026-02-20T10:00:00.000Z", cancelReason: "too dear" },
  ],
])("a subscription that %s can be told from its event, but for the mark of its cancellation", (_, changes) => {
  const { billingInterval: _b, ...free } = { ...subscription, ...changes };

  for (const it of [{ ...subscription, ...changes }, free])
    expect(fromState(presentState({ ...it, cancelMark: "mark" }))).toEqual(it);
});

describe("a subscription's id", () => {
  test("leads to its customer", () => {
    const id = subscriptionId("cus_HCgYEsEeQHTyHhAJ6R49yS6N", "q3ZtUe8W");

    expect(id).toBe("sub_HCgYEsEeQHTyHhAJ6R49yS6Nq3ZtUe8W");
    expect(customerIdOf(id)).toBe("cus_HCgYEsEeQHTyHhAJ6R49yS6N");
    expect(customerIdOf(subscriptionId("cus_a", "12345678"))).toBe("cus_a");
    expect(customerIdOf(subscriptionId(`cus_${"a".repeat(48)}`, "12345678"))).toBe(`cus_${"a".repeat(48)}`);
  });

  test.each(["", "sub_", "sub_12345678", "cus_a12345678", "xsub_a12345678", "sub_a12345678-", "sub_ü12345678"])(
    "%j is none",
    (id) => {
      // Eight of its own, and at least one of the customer's.
      if (id !== "sub_a1234567") expect(customerIdOf(id)).toBeUndefined();
    },
  );

  test("has at most 48 letters and digits of the customer's", () => {
    expect(customerIdOf(`sub_${"a".repeat(57)}`)).toBeUndefined();
  });
});

describe("the mark of a subscription's write", () => {
  const context = (requestId: string) => ({
    organizationId: "org_a",
    requestId,
    now: () => new Date(),
    signal: new AbortController().signal,
    units: 0,
  });

  test("is the same for the same Idempotency-Key and input, whatever request brings them", () => {
    const mark = markOf(context("1"), "key", { planCode: "pro" });

    expect(mark).toMatch(/^[A-Za-z0-9]{8}$/);
    expect(markOf(context("2"), "key", { planCode: "pro" })).toBe(mark);
    expect(markOf(context("1"), "other", { planCode: "pro" })).not.toBe(mark);
    expect(markOf(context("1"), "key", { planCode: "free" })).not.toBe(mark);
  });

  test("without a key is the request's own, which repeats of the SDK share", () => {
    const mark = markOf(context("1"), undefined, { planCode: "pro" });

    expect(markOf(context("1"), undefined, { planCode: "free" })).toBe(mark);
    expect(markOf(context("2"), undefined, { planCode: "pro" })).not.toBe(mark);
  });
});
