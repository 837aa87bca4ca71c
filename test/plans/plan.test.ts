/** What a plans file may say, and how a plan is shown. */
import { describe, expect, test } from "vitest";
import { read } from "../../core/base/validation.ts";
import { isPlanId, planIdOf, priceIdOf } from "../../core/plans/ids.ts";
import { type Plan, planJson, plansFile } from "../../core/plans/plan.ts";
import { isFree, presentPlan } from "../../core/plans/presenter.ts";
import { planExample } from "../../scripts/openapi/planFields.ts";

process.env.LIVEMODE = "true";

const plan = { code: "pro", name: "Pro" };
const price = { billingInterval: "monthly", price: 4900 };
const feature = { code: "seats", name: "Seats", type: "seats" };

/** What is wrong with a file of one plan that says more than the least. */
function problems(more: object): string[] {
  const result = read(plansFile, { plans: [{ ...plan, ...more }] });
  return "problems" in result
    ? result.problems.map(({ field, message }) => `${field.replace("plans[0].", "")}: ${message}`)
    : [];
}

describe("a plans file", () => {
  test("says of a plan its code and name; the rest has defaults", () => {
    const full = { ...price, isDefault: false, trialDays: 0 };
    const defaults = { description: null, isPublic: true, isDefault: false };

    expect(read(plansFile, { plans: [plan] })).toEqual({
      value: { plans: [{ ...plan, ...defaults, prices: [], features: [] }] },
    });
    expect(read(plansFile, { plans: [{ ...plan, prices: [price], features: [feature] }] })).toEqual({
      value: { plans: [{ ...plan, ...defaults, prices: [full], features: [{ ...feature, unitName: null }] }] },
    });
  });

  test("has as many plans as there are codes", () => {
    const result = read(plansFile, { plans: [plan, { ...plan, code: "free" }] });

    expect("value" in result && result.value.plans.map(({ code }) => code)).toEqual(["pro", "free"]);
  });

  test("may say all that a plan has", () => {
    const whole = {
      ...plan,
      description: "For teams.",
      isPublic: false,
      isDefault: true,
      sortOrder: -1,
      prices: (["monthly", "quarterly", "yearly"] as const).map((billingInterval, i) => ({
        billingInterval,
        price: 0,
        isDefault: i === 1,
        trialDays: 730,
      })),
      features: [
        { code: "sso", name: "SSO", type: "boolean", unitName: null, enabled: true },
        { code: "calls", name: "Calls", type: "metered", unitName: "call", includedAmount: 0, unlimited: false },
        { ...feature, unitName: "seat", overageEnabled: true, overageUnitPrice: 900 },
      ],
    };

    expect(read(plansFile, { plans: [whole] })).toEqual({ value: { plans: [whole] } });
  });

  test.each([
    [5, "plans: must be a list of plans"],
    [[plan, { ...plan, name: "Other" }], "plans: has a code twice"],
    [["pro"], "plans[0]: must be an object"],
  ])("with %j as its plans is refused", (plans, problem) => {
    const result = read(plansFile, { plans });

    expect("problems" in result && result.problems.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      problem,
    ]);
  });

  const noCode = "code: must be 1 to 63 letters, digits, _ or -, not beginning with plan_";
  const number = "must be a whole number";
  const flag = "must be true or false";
  test.each<[object, string]>([
    [{ extra: 1, more: 2 }, "plans[0]: has unknown fields: extra, more"],
    [{ code: 5 }, "code: must be text"],
    [{ code: "" }, noCode],
    [{ code: "-pro" }, noCode],
    [{ code: "pro plan" }, noCode],
    [{ code: "prö" }, noCode],
    [{ code: "x".repeat(64) }, noCode],
    [{ code: "plan_a" }, noCode],
    [{ name: " " }, "name: must not be empty"],
    [{ name: "x".repeat(256) }, "name: must be at most 255 characters"],
    [{ description: "x".repeat(1_001) }, "description: must be at most 1000 characters"],
    [{ isPublic: 1 }, `isPublic: ${flag}`],
    [{ isDefault: "true" }, `isDefault: ${flag}`],
    [{ sortOrder: 1.5 }, `sortOrder: ${number}`],
    [{ prices: [5] }, "prices[0]: must be an object"],
    [{ prices: [{ ...price, currency: "EUR" }] }, "prices[0]: has unknown fields: currency"],
    [
      { prices: [{ ...price, billingInterval: "daily" }] },
      "prices[0].billingInterval: must be one of weekly, monthly, quarterly, semiannual, yearly",
    ],
    [{ prices: [{ ...price, price: 1.5 }] }, `prices[0].price: ${number}`],
    [{ prices: [{ ...price, price: -1 }] }, "prices[0].price: must not be negative"],
    [{ prices: [{ ...price, isDefault: 1 }] }, `prices[0].isDefault: ${flag}`],
    [{ prices: [{ ...price, trialDays: 731 }] }, "prices[0].trialDays: must be at most 730"],
    [{ prices: [price, price] }, "prices: has an interval twice"],
    [
      {
        prices: [
          { ...price, isDefault: true },
          { ...price, billingInterval: "yearly", isDefault: true },
        ],
      },
      "prices: has two defaults",
    ],
    [{ features: [5] }, "features[0]: must be an object"],
    [{ features: [{ ...feature, color: "red" }] }, "features[0]: has unknown fields: color"],
    [{ features: [feature, { ...feature, name: "Others" }] }, "features: has a code twice"],
    [{ features: [{ ...feature, code: "a b" }] }, `features[0].${noCode}`],
    [{ features: [{ ...feature, name: "" }] }, "features[0].name: must not be empty"],
    [{ features: [{ ...feature, type: "usage" }] }, "features[0].type: must be one of boolean, metered, seats"],
    [{ features: [{ ...feature, unitName: "x".repeat(64) }] }, "features[0].unitName: must be at most 63 characters"],
    [{ features: [{ ...feature, enabled: 1 }] }, `features[0].enabled: ${flag}`],
    [{ features: [{ ...feature, includedAmount: -1 }] }, "features[0].includedAmount: must not be negative"],
    [{ features: [{ ...feature, overageUnitPrice: 0.5 }] }, `features[0].overageUnitPrice: ${number}`],
  ])("that says %j is refused by name", (more, problem) => {
    expect(problems(more)).toEqual([problem]);
  });

  test.each([
    { code: "x".repeat(63) },
    { code: "0" },
    { code: "A_b-C" },
    { code: "myplan_a" },
    { name: "x".repeat(255) },
  ])("may say %j", (more) => {
    expect(problems(more)).toEqual([]);
  });
});

describe("ids", () => {
  test("of a plan follow from its code, the same in every release, and no other organization's", () => {
    expect([planIdOf("org_a", "pro"), planIdOf("org_b", "pro"), planIdOf("org_a", "free")]).toEqual([
      "plan_pDewzVXIVTI02COHLrmAMJ5G",
      "plan_pKvk1J88Y5h5FhFoPulzHJh2",
      "plan_SmsAOn3Bwtiog7XyCrESnXSi",
    ]);
    expect(isPlanId(planIdOf("org_a", "pro"))).toBe(true);
    expect([isPlanId("pro"), isPlanId("my_plan_")]).toEqual([false, false]);
  });

  test("of a price follow from the plan's and the interval", () => {
    expect(priceIdOf("plan_abc", "yearly")).toBe("price_abc_yearly");
  });
});

describe("a plan is shown", () => {
  const stored: Plan = {
    ...plan,
    organizationId: "org_a",
    id: "plan_abc",
    description: "For teams.",
    isPublic: true,
    isDefault: false,
    sortOrder: 3,
    prices: [{ billingInterval: "monthly", price: 4900, isDefault: true, trialDays: 14 }],
    features: [
      { code: "sso", name: "SSO", type: "boolean", unitName: null },
      { code: "a", name: "A", type: "metered", unitName: "call", overageEnabled: true, overageUnitPrice: 5 },
      { code: "b", name: "B", type: "metered", unitName: "call", overageEnabled: true },
      { code: "c", name: "C", type: "seats", unitName: "seat", overageEnabled: false, overageUnitPrice: 5 },
    ],
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-02-01T00:00:00.000Z",
  };

  test("with its prices' ids and what more than is included costs, without what is ours alone", () => {
    const { organizationId: _, ...shown } = stored;

    const json = presentPlan(stored);

    expect(json).toEqual({
      ...shown,
      object: "plan",
      isFree: false,
      livemode: true,
      prices: [{ ...stored.prices[0], id: "price_abc_monthly", introOffer: null }],
      features: [
        { ...stored.features[0], overage: null },
        { ...stored.features[1], overage: { enabled: true, model: "per_unit", unitPrice: 5 } },
        { ...stored.features[2], overage: { enabled: true, model: "per_unit", unitPrice: null } },
        { ...stored.features[3], overage: { enabled: false, model: null, unitPrice: 5 } },
      ],
    });
  });

  test("as free where every price is 0, or there is none", () => {
    const of = (...amounts: number[]): Plan => ({
      ...stored,
      prices: amounts.map((price) => ({ billingInterval: "monthly", price, isDefault: false, trialDays: 0 })),
    });

    expect([of(), of(0), of(0, 0), of(0, 1), of(1)].map(isFree)).toEqual([true, true, true, false, false]);
    expect(presentPlan(of(0)).isFree).toBe(true);
  });

  test("as the schema says, to the last field", () => {
    const feature = { ...planExample.features[1], enabled: true, unlimited: false };
    const whole = { ...planExample, features: [...planExample.features, feature] };

    for (const json of [planExample, whole, presentPlan(stored)]) expect(planJson.parse(json)).toEqual(json);
    expect(planJson.safeParse({ ...planExample, object: "customer" }).success).toBe(false);
  });
});
