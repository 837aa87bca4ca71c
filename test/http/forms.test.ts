/** What each generation of the API makes of the things that operations answer with. */
import { describe, expect, test } from "vitest";
import type { FailedItem } from "../../core/customers/batch.ts";
import { bare, wrapped } from "../../core/http/generations/envelopes.ts";
import { describeFailure } from "../../core/http/generations/failure.ts";
import { type DatedGeneration, type Generation, present, sinceOf } from "../../core/http/generations/generation.ts";
import { current, generationOf, generations } from "../../core/http/generations/generations.ts";
import { guide } from "../../core/http/generations/guide.ts";
import type { PlanJson } from "../../core/plans/plan.ts";
import type { SubscriptionJson } from "../../core/subscriptions/schemas.ts";
import { customerExample } from "../../scripts/openapi/customerFields.ts";
import { canceledExample, planExample, subscriptionExample } from "../../scripts/openapi/planFields.ts";
import { dayBefore } from "../support/dates.ts";

type Feature = PlanJson["features"][number];

const [newest] = generations;
/** The guide's envelope with newer forms, the first without an envelope, and what comes after them. */
const [first = newest, second = newest] = generations.toReversed();
const since = sinceOf(first);
/** A generation as an answer in its newest version has it. */
const answered = ({ versions, ...generation }: DatedGeneration): Generation => ({
  ...generation,
  version: versions[0],
});

describe("the generation of a request", () => {
  const spoken = (path: string, version?: string): Generation =>
    generationOf({ path, header: (name) => (name === "commet-version" ? version : undefined) });

  test.each(["/api/v1/customers", "/customers"])("for %s is that of its version", (path) => {
    for (const { versions, ...generation } of generations)
      for (const version of versions) expect(spoken(path, version)).toEqual({ ...generation, version });
    expect(spoken(path, "9999-12-31")).toEqual(current);
    // What is older than any is read as the newest.
    expect(spoken(path, dayBefore(since))).toBe(current);
  });

  test("on a day between two versions is that of the older one", () => {
    const all = generations.flatMap(({ versions }) => versions);
    const lastDays = all.map((version) => spoken("/api/v1/customers", dayBefore(version)).version);

    expect(lastDays).toEqual([...all.slice(1), current.version]);
  });

  test.each([
    ["2026-07-23", "2026-07-11", wrapped],
    ["2026-07-24", "2026-07-24", bare],
    ["2026-07-28", "2026-07-24", bare],
    ["2026-08-26", "2026-07-31", bare],
    ["2026-08-27", "2026-08-27", bare],
  ])("of %s answers %s, from SDK 8.0 on without an envelope", (asked, version, envelope) => {
    expect(spoken("/api/v1/customers", asked)).toMatchObject({ version, envelope });
  });

  test.each([
    ["", (since: string) => since.slice(0, 0)],
    ["the month alone", (since: string) => since.slice(0, 7)],
    ["a year of two digits", (since: string) => since.slice(2)],
    ["more before it", (since: string) => `2${since}`],
    ["more behind it", (since: string) => `${since}x`],
    ["two in one", (since: string) => since + since],
    ["letters", () => "yyyy-mm-dd"],
    ["a day of one digit", (since: string) => since.slice(0, 9)],
    ["a month of one digit", (since: string) => since.replace("-0", "-")],
    ["a word", () => "newest"],
  ])("for a version that is none, with %s, is the newest", (_what, change) => {
    expect(spoken("/api/v1/customers", change(since))).toBe(current);
  });

  test("for /api is the guide's, whatever version is named, and at the root without one", () => {
    for (const path of ["/api/customers", "/x/api/v1/customers"]) expect(spoken(path)).toBe(guide);
    expect(spoken("/api/customers", since)).toBe(guide);
    expect(spoken("/customers")).toBe(guide);
    expect(spoken("/api/v1/customers")).toBe(current);
    expect(spoken("/api", since)).toEqual({ ...answered(first), version: since });
  });
});

test("each thing gets its own form", () => {
  const generation: Generation = {
    version: "made up",
    envelope: bare,
    forms: {
      customer: (customer) => ({ ...customer, form: "customer" }),
      plan: () => ({ form: "plan" }),
      subscription: () => ({ form: "subscription" }),
      batch: () => ({ form: "batch" }),
    },
  };

  for (const data of [customerExample, planExample, subscriptionExample])
    expect(present(generation, { kind: "single", data })).toMatchObject({ form: data.object });
  expect(present(generation, { kind: "batch", livemode: true, successful: [], failed: [] })).toEqual({ form: "batch" });
});

describe("an envelope", () => {
  const failed = { code: "customer_not_found", message: "x" } as const;
  const problems = [{ field: "email", message: "is required" }];
  const asked = { id: "request-1", origin: "https://customers.example.com" };

  test("of the guide has the data in it, and a failure in both of its forms", () => {
    const error = describeFailure(failed, undefined, asked);
    const withDetails = describeFailure(failed, problems, asked);

    expect(wrapped.single({ a: 1 })).toEqual({ success: true, data: { a: 1 } });
    expect(wrapped.page([{ a: 1 }], "next")).toEqual({
      success: true,
      data: [{ a: 1 }],
      hasMore: true,
      nextCursor: "next",
    });
    expect(wrapped.page([], undefined)).toEqual({ success: true, data: [], hasMore: false, nextCursor: null });
    expect(wrapped.failure(error)).toEqual({ success: false, ...failed, error });
    expect(wrapped.failure(withDetails)).toEqual({ success: false, ...failed, details: problems, error: withDetails });
  });

  test("that is none has things themselves, pages as lists, a failure alone", () => {
    const error = describeFailure(failed, undefined, asked);

    expect(bare.single({ a: 1 })).toEqual({ a: 1 });
    expect(bare.page([{ a: 1 }], "next")).toEqual({
      object: "list",
      data: [{ a: 1 }],
      hasMore: true,
      nextCursor: "next",
    });
    expect(bare.page([], undefined)).toEqual({ object: "list", data: [], hasMore: false });
    expect(bare.failure(error)).toEqual({ error });
  });

  test("is named as the OpenAPI document asks for it", () => {
    expect([wrapped.name, bare.name]).toEqual(["wrapped", "bare"]);
  });

  test("is put around what has the generation's form, and a document has none", () => {
    expect(present(answered(second), { kind: "document", data: "text" })).toBe("text");
    expect(present(answered(second), { kind: "single", data: null })).toBeNull();
    expect(
      present(answered(second), { kind: "failure", error: describeFailure(failed, problems, asked) }),
    ).toMatchObject({
      error: { details: problems },
    });
  });
});

describe.each([first, second, newest].map(answered))("in the generation of $version", ({ version, forms }) => {
  test("a customer has a tax document, if only null", () => {
    const { taxDocument: _, documentType: __, ...before } = customerExample;

    expect(forms.customer(customerExample)).toEqual(customerExample);
    expect(forms.customer(before)).toEqual({ ...before, taxDocument: null, documentType: null });
  });

  describe("a plan", () => {
    const feature = { code: "calls", name: "Calls", unitName: "call", overage: null };
    const plan = (features: PlanJson["features"]): PlanJson => ({ ...planExample, features });
    const shown = (...features: PlanJson["features"]) => forms.plan(plan(features));

    test("has what later SDKs read, null or empty where we have nothing", () => {
      expect(shown()).toEqual({
        ...planExample,
        prices: planExample.prices.map((price) => ({
          ...price,
          includedBalance: null,
          includedCredits: null,
          offerId: null,
          inheritsFromPriceId: null,
          metadata: {},
          marketPrices: [],
          regionalPrices: [],
        })),
        features: [],
        consumptionModel: null,
        blockOnExhaustion: null,
        planGroupId: null,
        metadata: null,
        exchangeRates: [],
      });
    });

    test.each<[Partial<Feature> & Pick<Feature, "type">, object]>([
      [{ type: "boolean" }, { type: "boolean", enabled: true }],
      [
        { type: "boolean", enabled: false },
        { type: "boolean", enabled: false },
      ],
      [
        { type: "metered", includedAmount: 5 },
        { type: "usage", includedAmount: 5 },
      ],
      [
        { type: "seats", unlimited: true },
        { type: "seats", unlimited: true },
      ],
      [
        {
          type: "seats",
          overageEnabled: true,
          overageUnitPrice: 900,
          overage: { enabled: true, model: "per_unit", unitPrice: 900 },
        },
        { type: "seats", overage: { enabled: true, model: "per_unit", unitPrice: 90_000 } },
      ],
      [
        { type: "seats", overageEnabled: false, overage: { enabled: false, model: null, unitPrice: null } },
        { type: "seats", overage: { enabled: false, model: null, unitPrice: null } },
      ],
    ])("has a feature %j as %j: what is left out is said, prices in hundredths of a cent", (stored, expected) => {
      const all = { ...feature, enabled: true, includedAmount: null, unlimited: false, regionalPrices: [] };

      expect(forms.plan({ ...planExample, features: [{ ...feature, ...stored }] })).toMatchObject({
        features: [{ ...all, ...expected }],
      });
    });

    test("says the price of overage in one place", () => {
      expect(JSON.stringify(forms.plan(planExample))).not.toContain("overageUnitPrice");
    });
  });

  describe("a subscription", () => {
    const nothing = {
      ...(version >= "2026-08-27" ? { pause: null } : {}),
      cancellation: null,
      cancelAtPeriodEnd: false,
      scheduledCancellationDate: null,
      scheduledPlanChange: null,
      discount: null,
      offerApplications: [],
      checkoutProvider: null,
    };

    test("has what later SDKs read, and its seats' prices in hundredths of a cent", () => {
      expect(forms.subscription(subscriptionExample)).toEqual({
        ...subscriptionExample,
        ...nothing,
        features: [
          { code: "sso", name: "Single sign-on", type: "boolean", enabled: true },
          {
            code: "team_members",
            name: "Team members",
            type: "seats",
            usage: { current: 7, included: 5, overageQuantity: 2, overageUnitPrice: 90_000 },
          },
        ],
      });
    });

    test("says no price of seats that have none, and nothing of what is not counted", () => {
      const features: SubscriptionJson["features"] = [
        { code: "calls", name: "Calls", type: "metered" },
        { code: "team", name: "Team", type: "seats", usage: { current: 1, included: 1, overage: 0 } },
      ];

      expect(forms.subscription({ ...subscriptionExample, features })).toMatchObject({
        features: [
          { code: "calls", name: "Calls", type: "usage" },
          { code: "team", usage: { current: 1, included: 1, overageQuantity: 0 } },
        ],
      });
      expect(JSON.stringify(forms.subscription({ ...subscriptionExample, features }))).not.toMatch(
        /"usage":(null|\{\})|overageUnitPrice/,
      );
    });

    test("tells when it was canceled, why, and when that takes effect", () => {
      const { canceledAt, endDate } = canceledExample;
      const scheduled = { scheduledAt: canceledAt, reason: "too dear", effectiveAt: endDate };

      expect(forms.subscription(canceledExample)).toMatchObject({
        cancellation: scheduled,
        cancelAtPeriodEnd: true,
        scheduledCancellationDate: endDate,
      });
      expect(forms.subscription({ ...canceledExample, status: "canceled" })).toMatchObject({
        cancellation: scheduled,
        cancelAtPeriodEnd: false,
      });
      expect(forms.subscription({ ...canceledExample, endDate: null })).toMatchObject({
        cancellation: { effectiveAt: canceledAt },
        cancelAtPeriodEnd: false,
      });
    });
  });

  test.each([
    [{ email: "a" }, "a"],
    [{ billingEmail: "b" }, "b"],
    [{ email: 5, billingEmail: "b" }, "b"],
    [{ email: "a", billingEmail: "b" }, "a"],
    [{ email: 5 }, ""],
    [{}, ""],
    [null, ""],
  ])("an item that a batch could not make, %j, has the email %j, which PHP reads", (data, email) => {
    const failed: FailedItem[] = [{ index: 1, error: "no", data }];

    expect(forms.batch({ livemode: true, successful: [], failed })).toMatchObject({
      livemode: true,
      successful: [],
      failed: [{ index: 1, error: "no", data: { ...data, email } }],
    });
  });
});

test("what a batch made is shown whole in the first generation, then by three fields, and in the guide without a frame", () => {
  const made = { livemode: false, successful: [customerExample], failed: [] };
  const { id, externalId, email } = customerExample;

  expect(first.forms.batch(made)).toEqual({ object: "customer", ...made });
  for (const { forms } of [second, newest])
    expect(forms.batch(made)).toEqual({
      object: "customer_batch",
      livemode: false,
      successful: [{ id, externalId, email }],
      failed: [],
    });
  expect(guide.forms.batch(made)).toEqual({ successful: [customerExample], failed: [] });
  expect(guide.version).toBe("unversioned");
});
