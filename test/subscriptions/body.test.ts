/** What a request may say about a subscription, field by field. */
import { describe, expect, test } from "vitest";
import { invalid } from "../../core/base/errors.ts";
import { parseBody, read } from "../../core/base/validation.ts";
import {
  activeSubscriptionQuery,
  cancelSubscriptionBody,
  createSubscriptionBody,
  subscriptionJson,
  subscriptionState,
} from "../../core/subscriptions/schemas.ts";
import { canceledExample, stateExample, subscriptionExample } from "../../scripts/openapi/planFields.ts";

const least = { customerId: "cus_1", planCode: "pro" };
const create = (more: unknown) => read(createSubscriptionBody, more);

function problems(result: ReturnType<typeof create> | ReturnType<typeof cancel>): string[] {
  return "problems" in result ? result.problems.map(({ field, message }) => `${field}: ${message}`) : [];
}
const cancel = (body: unknown) => read(cancelSubscriptionBody, body);
const problemsOf = (more: object): string[] => problems(create({ ...least, ...more }));

describe("the body of a create", () => {
  test("says the customer and the plan, and may say more", () => {
    const more = {
      billingInterval: "yearly",
      initialSeats: { team: 3, none: 0 },
      priceId: "price_1",
      skipTrial: true,
      customTrialDays: 730,
      name: "x".repeat(255),
    };
    expect(create(least)).toEqual({ value: least });
    expect(create({ ...least, ...more })).toEqual({ value: { ...least, ...more } });
    expect(create({ customerId: "cus_1", planId: "plan_1" })).toEqual({
      value: { customerId: "cus_1", planId: "plan_1" },
    });
  });

  test("takes PHP's empty list for no seats", () => {
    expect(create({ ...least, initialSeats: [] })).toEqual({ value: { ...least, initialSeats: {} } });
    expect(problemsOf({ initialSeats: [1] })).toEqual(["initialSeats: must be an object of seats by feature"]);
  });

  test.each([
    ["cancel_at_period_end", "cancelAtPeriodEnd", true],
    ["prepaid_periods", "prepaidPeriods", 3],
    ["PromoCode", "promoCode", "x"],
    ["billing_interval", "billingInterval", "yearly"],
    ["customTrialdays", "customTrialDays", 5],
    ["start-date", "startDate", "2026-02-01"],
    ["initialSeats[]", "initialSeats", { team: 1 }],
  ])("that says %s, which would be ignored, is refused by that name", (sent, right, value) => {
    const parsing = () => parseBody(createSubscriptionBody, { ...least, [sent]: value, name: 5 });
    expect(parsing).toThrow(
      invalid([
        { field: sent, message: `must be written ${right}` },
        { field: "name", message: "must be text" },
      ]),
    );
  });

  test("may say what is unknown, and misspell what has no value or is there by its right name", () => {
    const more = { phone: "x", promo_code: null, start_date: "", Name: "A", name: "B" };
    expect(parseBody(createSubscriptionBody, { ...least, ...more })).toEqual({ ...least, name: "B" });
  });

  test("takes null for what it does not say, as Go sends it", () => {
    const names = ["planId", "billingInterval", "initialSeats", "priceId", "skipTrial", "customTrialDays"];
    const others = ["offerId", "cardPromotionId", "promoCode", "introOffer", "name", "startDate"];
    expect(problemsOf(Object.fromEntries([...names, ...others].map((name) => [name, null])))).toEqual([]);
  });

  test.each([
    { cancelAtPeriodEnd: false },
    { cancelAtPeriodEnd: null },
    { prepaidPeriods: 1 },
    { prepaidPeriods: null },
  ])("is with %j the same as without", (more) => {
    expect(create({ ...least, ...more })).toEqual({ value: least });
  });

  test("may cancel from the start", () => {
    expect(create({ ...least, cancelAtPeriodEnd: true })).toEqual({ value: { ...least, cancelAtPeriodEnd: true } });
  });

  test.each([
    [5, ["body: must be a JSON object"]],
    [null, ["body: must be a JSON object"]],
    [{}, ["customerId: is required", "planCode: is required, or planId"]],
    [{ customerId: "", planCode: "pro" }, ["customerId: is required"]],
    [{ customerId: 5, planCode: "pro" }, ["customerId: must be text"]],
    [{ customerId: "cus_1", planCode: null, planId: null }, ["planCode: is required, or planId"]],
    [{ ...least, planId: "plan_1" }, ["planId: planCode and planId are given: send one of them"]],
  ])("%j is refused", (body, expected) => {
    expect(problems(create(body))).toEqual(expected);
  });

  const whole = "must be a whole number";
  test.each<[object, string]>([
    [{ planCode: "" }, "planCode: is required"],
    [{ planCode: "x".repeat(256) }, "planCode: must be at most 255 characters"],
    [{ priceId: "" }, "priceId: is required"],
    ...["daily", "one_time"].map((billingInterval): [object, string] => [
      { billingInterval },
      "billingInterval: must be one of weekly, monthly, quarterly, semiannual, yearly",
    ]),
    [{ initialSeats: 5 }, "initialSeats: must be an object of seats by feature"],
    [{ initialSeats: { team: 1.5 } }, `initialSeats.team: ${whole}`],
    [{ initialSeats: { team: -1 } }, "initialSeats.team: must not be negative"],
    [{ skipTrial: 1 }, "skipTrial: must be true or false"],
    [{ customTrialDays: 1.5 }, `customTrialDays: ${whole}`],
    [{ customTrialDays: -1 }, "customTrialDays: must be 0 to 730"],
    [{ customTrialDays: 731 }, "customTrialDays: must be 0 to 730"],
    ...[3, 2, 0, 1.5, "1", true].map((prepaidPeriods): [object, string] => [
      { prepaidPeriods },
      "prepaidPeriods: must be 1: each period is paid for when it begins",
    ]),
    [{ cancelAtPeriodEnd: "true" }, "cancelAtPeriodEnd: must be true or false"],
    [{ name: "x".repeat(256) }, "name: must be at most 255 characters"],
    ...["offerId", "cardPromotionId", "promoCode", "introOffer"].map((name): [object, string] => [
      { [name]: "x" },
      `${name}: is not supported: nothing lowers a plan's price`,
    ]),
  ])("that says %j is refused by name", (more, problem) => {
    expect(problemsOf(more)).toEqual([problem]);
  });

  test("tells what is wrong between fields beside what is wrong in one", () => {
    expect(problems(create({ customerId: "cus_1", name: 5 }))).toEqual([
      "name: must be text",
      "planCode: is required, or planId",
    ]);
    expect(problemsOf({ planId: "plan_1", name: 5 })).toEqual([
      "name: must be text",
      "planId: planCode and planId are given: send one of them",
    ]);
  });

  test.each([
    ["2026-02-01", "2026-02-01T00:00:00.000Z"],
    ["2026-02-01T09:30:00Z", "2026-02-01T09:30:00.000Z"],
    ["2026-02-01T09:30:00+02:00", "2026-02-01T07:30:00.000Z"],
    ["2000-01-01", "2000-01-01T00:00:00.000Z"],
    ["2099-12-31T23:59:59Z", "2099-12-31T23:59:59.000Z"],
  ])("may begin on %s: a day is midnight UTC", (startDate, moment) => {
    expect(create({ ...least, startDate })).toEqual({ value: { ...least, startDate: new Date(moment) } });
  });

  const date = "must be a date like 2026-02-01, or a time with its offset like 2026-02-01T09:30:00Z";
  test.each([
    ["tomorrow", date],
    ["2026-02-30", date],
    ["2026-02-01T09:30:00", date],
    [5, date],
    ["1999-12-31T23:59:59Z", "must be in the years 2000 to 2099"],
    ["2100-01-01", "must be in the years 2000 to 2099"],
  ])("cannot begin on %j", (startDate, message) => {
    expect(problemsOf({ startDate })).toEqual([`startDate: ${message}`]);
  });
});

describe("the body of a cancel", () => {
  test("may say why, and whether at once; an id in it is ignored", () => {
    expect(cancel({ id: "sub_1", reason: "x".repeat(255), immediate: true })).toEqual({
      value: { reason: "x".repeat(255), immediate: true },
    });
    expect(cancel({ reason: null, immediate: null })).toEqual({ value: { reason: null, immediate: null } });
  });

  test.each([
    ["x".repeat(5_000), "x".repeat(5_000)],
    ["x".repeat(5_001), "x".repeat(5_000)],
    ["🎉".repeat(5_000), "🎉".repeat(5_000)],
    ["🎉".repeat(5_001), "🎉".repeat(5_000)],
    ["a\u0000b\ud800", "a\ufffdb\ufffd"],
    ["a\tb\n", "a\tb\n"],
  ])("takes any reason: at most 5,000 characters, what cannot be stored replaced (case %#)", (reason, kept) => {
    expect(cancel({ reason })).toEqual({ value: { reason: kept } });
  });

  test.each([
    [5, "body: must be a JSON object"],
    [{ reason: 5 }, "reason: must be text"],
    [{ immediate: 1 }, "immediate: must be true or false"],
  ])("%j is refused", (body, problem) => {
    expect(problems(cancel(body))).toEqual([problem]);
  });
});

test("the query of the active subscription names the customer", () => {
  expect(read(activeSubscriptionQuery, { customerId: "cus_1" })).toEqual({ value: { customerId: "cus_1" } });
  for (const query of [{}, { customerId: "" }])
    expect(read(activeSubscriptionQuery, query)).toEqual({
      problems: [{ field: "customerId", message: "is required" }],
    });
});

test("what answers and events show is as the schemas say, to the last field", () => {
  const metered = { ...subscriptionExample, features: [{ code: "calls", name: "Calls", type: "metered" }] };
  for (const json of [subscriptionExample, canceledExample, metered])
    expect(subscriptionJson.parse(json)).toEqual(json);
  expect(subscriptionJson.safeParse({ ...subscriptionExample, object: "plan" }).success).toBe(false);
  expect(subscriptionState.parse(stateExample)).toEqual(stateExample);
});
