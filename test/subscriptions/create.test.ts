import { describe, expect, test } from "vitest";
import { operatorBudget } from "../../core/base/context.ts";
import { formerMarkOf, subscriptionId } from "../../core/subscriptions/ids.ts";
import { beginFirst } from "../../core/subscriptions/store.ts";
import { pushPlans } from "../support/plans.ts";
import {
  archived,
  create,
  outcome,
  parallel,
  problemFields,
  stored,
  tally,
  unique,
  useStack,
} from "../support/service.ts";
import { active, at, cancel, plans, subscribe, subscribed, usePlans } from "./support.ts";

const stack = useStack();
usePlans(stack);

describe("create of a subscription", () => {
  test.each(["/api/subscriptions", "/subscriptions"])("at %s answers 201 with the subscription", async (path) => {
    at("2026-01-31T09:30:00.000Z");
    const { customer } = await create(stack.client);
    const plan = (await stack.client.get("/api/plans/pro")).body.data;

    const answer = await stack.client.post(path, { customerId: customer.id, planCode: "pro" });

    expect(answer.status).toBe(201);
    expect(answer.body.data).toEqual({
      id: expect.stringMatching(new RegExp(`^sub_${customer.id.slice(4)}[A-Za-z0-9]{8}$`)),
      object: "subscription",
      customerId: customer.id,
      planId: plan.id,
      planName: "Pro",
      plan: { id: plan.id, name: "Pro", basePrice: 4900, billingInterval: "monthly" },
      priceId: plan.prices[0].id,
      name: "Pro",
      description: null,
      status: "active",
      billingInterval: "monthly",
      consumptionModel: null,
      trialEndsAt: null,
      startDate: "2026-01-31T09:30:00.000Z",
      endDate: null,
      currentPeriod: { start: "2026-01-31T09:30:00.000Z", end: "2026-02-28T09:30:00.000Z", daysRemaining: 28 },
      currentPeriodStart: "2026-01-31T09:30:00.000Z",
      currentPeriodEnd: "2026-02-28T09:30:00.000Z",
      billingDayOfMonth: 31,
      nextBillingDate: "2026-02-28T09:30:00.000Z",
      features: expect.arrayContaining([
        { code: "sso", name: "Single sign-on", type: "boolean", enabled: true },
        { code: "api_calls", name: "API calls", type: "metered" },
      ]),
      credits: null,
      balance: null,
      checkoutUrl: null,
      canceledAt: null,
      cancelReason: null,
      introOfferEndsAt: null,
      introOfferDiscountType: null,
      introOfferDiscountValue: null,
      livemode: false,
      createdAt: "2026-01-31T09:30:00.000Z",
      updatedAt: "2026-01-31T09:30:00.000Z",
    });
  });

  test("is one step of the customer's version, and shows nowhere in the customer but in updatedAt", async () => {
    const { customer } = await create(stack.client, { id: unique() });

    const { body } = await subscribe(stack.client, customer.id);

    const after = await stored(stack.client, customer.id);
    expect(after).toEqual({ customer: { ...customer, updatedAt: body.data.updatedAt }, etag: '"2"' });
  });

  test("finds the customer by an external id, whenever it was given", async () => {
    const [first, second] = [unique(), unique()];
    const early = await create(stack.client, { id: first });
    const late = await create(stack.client);
    await stack.client.put(`/api/customers/${late.customer.id}`, { externalId: second });

    const answers = [await subscribe(stack.client, first), await subscribe(stack.client, second)];

    expect(answers.map(({ body }) => body.data.customerId)).toEqual([early.customer.id, late.customer.id]);
  });

  test("takes the plan's id instead of its code", async () => {
    const { customer } = await create(stack.client);
    const { id } = (await stack.client.get("/api/plans/pro")).body.data;

    const answer = await stack.client.post("/api/subscriptions", { customerId: customer.id, planId: id });

    expect([outcome(answer), answer.body.data.planName]).toEqual(["201", "Pro"]);
  });

  test.each([
    ["weekly", "2026-02-07T00:00:00.000Z"],
    ["monthly", "2026-02-28T00:00:00.000Z"],
    ["quarterly", "2026-04-30T00:00:00.000Z"],
    ["semiannual", "2026-07-31T00:00:00.000Z"],
    ["yearly", "2027-01-31T00:00:00.000Z"],
  ])("is billed %s if so asked, by interval or by the price's id", async (billingInterval, end) => {
    at("2026-01-31T00:00:00.000Z");
    const { customer: first } = await create(stack.client);
    const { customer: second } = await create(stack.client);

    const asked = (await subscribe(stack.client, first.id, { planCode: "every", billingInterval })).body.data;
    const { priceId } = asked;
    const named = (await subscribe(stack.client, second.id, { planCode: "every", priceId })).body.data;

    expect(priceId).toMatch(`_${billingInterval}`);
    for (const one of [asked, named])
      expect(one).toMatchObject({ billingInterval, priceId, currentPeriodEnd: end, nextBillingDate: end });
  });

  test.each([null, 1])("takes prepaidPeriods %j, which is what is paid for without it", async (prepaidPeriods) => {
    const { customer } = await create(stack.client);
    expect(outcome(await subscribe(stack.client, customer.id, { prepaidPeriods }))).toBe("201");
  });

  test("begins with the price's trial, whose end is the billing day", async () => {
    at("2026-01-01T12:00:00.000Z");
    const { customer } = await create(stack.client);

    const { body } = await subscribe(stack.client, customer.id, { billingInterval: "yearly" });

    const end = "2026-01-31T12:00:00.000Z";
    expect(body.data).toMatchObject({ status: "trialing", trialEndsAt: end, currentPeriodEnd: end });
    expect(body.data).toMatchObject({ billingDayOfMonth: 31, currentPeriodStart: body.data.startDate });
    at("2026-02-01T00:00:00.000Z");
    expect((await active(stack.client, customer.id)).body.data).toMatchObject({
      status: "active",
      currentPeriod: { start: end, end: "2027-01-31T12:00:00.000Z", daysRemaining: 365 },
      nextBillingDate: "2027-01-31T12:00:00.000Z",
    });
  });

  test("has no trial with skipTrial, and the name given to it", async () => {
    const { customer } = await create(stack.client);
    const fields = { billingInterval: "yearly", skipTrial: true, name: "Team Ñ" };

    const { body } = await subscribe(stack.client, customer.id, fields);

    expect(body.data).toMatchObject({ status: "active", trialEndsAt: null, name: "Team Ñ" });
  });

  test("has as many days of trial as customTrialDays says, none with 0 or skipTrial", async () => {
    at("2026-01-01T12:00:00.000Z");
    const trials = [];
    for (const fields of [{ customTrialDays: 3 }, { customTrialDays: 0 }, { customTrialDays: 3, skipTrial: true }]) {
      const { customer } = await create(stack.client);
      const { data } = (await subscribe(stack.client, customer.id, { billingInterval: "yearly", ...fields })).body;
      trials.push([data.status, data.trialEndsAt]);
    }
    expect(trials).toEqual([
      ["trialing", "2026-01-04T12:00:00.000Z"],
      ["active", null],
      ["active", null],
    ]);
  });

  test("is billed by the interval whose price id is given, and shows that id", async () => {
    const { prices } = (await stack.client.get("/api/plans/pro")).body.data;
    for (const { id: priceId, billingInterval, price } of prices) {
      const { customer } = await create(stack.client);
      const { data } = (await subscribe(stack.client, customer.id, { priceId, skipTrial: true })).body;
      expect(data).toMatchObject({ priceId, billingInterval, plan: { basePrice: price } });
    }
  });

  test("of a plan without prices is active, never billed, and without an interval", async () => {
    const { customer } = await create(stack.client);

    const { body } = await subscribe(stack.client, customer.id, { planCode: "free" });

    expect(body.data).toMatchObject({ status: "active", billingInterval: null });
    const { data } = (await active(stack.client, customer.id)).body;
    expect(data).toMatchObject({ plan: { basePrice: 0, billingInterval: null }, nextBillingDate: null });
  });

  test.each([
    ["2026-03-31", "2026-03-31T00:00:00.000Z", 31],
    ["2026-03-31T22:00:00-05:00", "2026-04-01T03:00:00.000Z", 1],
    ["2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z", 29],
  ])("with the startDate %s begins at %s and is billed on day %i", async (startDate, start, day) => {
    const { customer } = await create(stack.client);

    const { body } = await subscribe(stack.client, customer.id, { startDate });

    expect(body.data).toMatchObject({ startDate: start, billingDayOfMonth: day });
  });

  test("with a startDate to come is a draft until then, and counts as the one active subscription", async () => {
    at("2026-01-01T00:00:00.000Z");
    const { customerId, id } = await subscribed(stack.client, { startDate: "2026-02-01" });
    const shown = await active(stack.client, customerId);

    expect(shown.body.data).toMatchObject({ id, status: "draft", nextBillingDate: "2026-02-01T00:00:00.000Z" });
    expect(outcome(await subscribe(stack.client, customerId))).toBe("409 already_has_active_subscription");
    at("2026-02-01T00:00:00.000Z");
    expect((await active(stack.client, customerId)).body.data.status).toBe("active");
  });

  test("counts seats by the plan's codes, which three SDKs write in camelCase", async () => {
    for (const initialSeats of [{ team_members: 7 }, { teamMembers: 7 }]) {
      const { customerId } = await subscribed(stack.client, { initialSeats });
      const { features } = (await active(stack.client, customerId)).body.data;
      expect(features[2]).toEqual({
        code: "team_members",
        name: "Team members",
        type: "seats",
        usage: { current: 7, included: 5, overage: 2, overageUnitPrice: 900 },
      });
    }
  });

  test("keeps what was agreed when its plan is pushed with another price and name", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, plans);
    const { customerId } = await subscribed(client);
    const [, pro] = plans;
    const features = [{ code: "audit", name: "Audit log", type: "boolean" }];
    await pushPlans(client.organizationId, [
      { ...pro, name: "Pro 2", prices: [{ billingInterval: "monthly", price: 9900 }], features },
    ]);

    const { data } = (await active(client, customerId)).body;

    expect(data.plan).toMatchObject({ name: "Pro", basePrice: 4900 });
    expect(data.features).toEqual([{ code: "audit", name: "Audit log", type: "boolean", enabled: true }]);
  });
});

describe("create is refused", () => {
  test.each<[string, object, string[]]>([
    ["an empty body", {}, ["customerId", "planCode"]],
    ["a list", [1], ["body", "planCode"]],
    ["no plan", { customerId: "user_1" }, ["planCode"]],
    ["empty texts", { customerId: "", planCode: "" }, ["customerId", "planCode"]],
    ["a code and an id", { customerId: "user_1", planCode: "pro", planId: "plan_1" }, ["planId"]],
    [
      "an unknown interval",
      { customerId: "user_1", planCode: "pro", billingInterval: "one_time" },
      ["billingInterval"],
    ],
    ["seats that are no numbers", { customerId: "u", planCode: "pro", initialSeats: { a: "1" } }, ["initialSeats.a"]],
    ["fewer seats than none", { customerId: "u", planCode: "pro", initialSeats: { a: -1 } }, ["initialSeats.a"]],
    ["a day that does not exist", { customerId: "u", planCode: "pro", startDate: "2026-02-29" }, ["startDate"]],
    ["a time without offset", { customerId: "u", planCode: "pro", startDate: "2026-02-01T00:00:00" }, ["startDate"]],
    ["a time out of range", { customerId: "u", planCode: "pro", startDate: "2100-01-01" }, ["startDate"]],
    ...["offerId", "cardPromotionId", "promoCode", "introOffer"].map((name): [string, object, string[]] => [
      `what would lower the price (${name})`,
      { customerId: "u", planCode: "pro", [name]: "any" },
      [name],
    ]),
    ...[3, 2, 0, -1, 1.5, "1", true, [1]].map((prepaidPeriods): [string, object, string[]] => [
      `periods paid for in advance (${JSON.stringify(prepaidPeriods)})`,
      { customerId: "u", planCode: "pro", prepaidPeriods },
      ["prepaidPeriods"],
    ]),
    ...["true", 1, {}].map((cancelAtPeriodEnd): [string, object, string[]] => [
      `a cancellation that is neither true nor false (${JSON.stringify(cancelAtPeriodEnd)})`,
      { customerId: "u", planCode: "pro", cancelAtPeriodEnd },
      ["cancelAtPeriodEnd"],
    ]),
    ["too long a trial", { customerId: "u", planCode: "pro", customTrialDays: 731 }, ["customTrialDays"]],
    [
      "wrong types",
      { customerId: 1, planCode: 2, skipTrial: "no", name: 3 },
      ["customerId", "planCode", "skipTrial", "name"],
    ],
  ])("for %s with 422, every problem by its field", async (_, body, fields) => {
    expect(problemFields(await stack.client.post("/api/subscriptions", body))).toEqual(fields);
  });

  test.each([
    [
      "an interval that the plan has no price for",
      { planCode: "free", billingInterval: "yearly" },
      ["billingInterval"],
    ],
    ["another plan's price id", { priceId: "price_other_monthly" }, ["priceId"]],
    [
      "seats of another kind of feature",
      { initialSeats: { sso: 1, unknown: 1 } },
      ["initialSeats.sso", "initialSeats.unknown"],
    ],
  ])("for %s with 422, and nothing changes", async (_, fields, names) => {
    const { customer, etag } = await create(stack.client);
    expect(problemFields(await subscribe(stack.client, customer.id, fields))).toEqual(names);
    expect((await stored(stack.client, customer.id)).etag).toBe(etag);
  });

  test("for broken JSON with 400", async () => {
    expect(outcome(await stack.client.request("POST", "/api/subscriptions", { raw: "{" }))).toBe("400 invalid_json");
  });

  test("for an unknown plan with 404 plan_not_found", async () => {
    const { customer } = await create(stack.client);
    for (const fields of [{ planCode: "nothing" }, { planCode: undefined, planId: "plan_000000000000000000000000" }])
      expect(outcome(await subscribe(stack.client, customer.id, fields))).toBe("404 plan_not_found");
  });

  test.each(["cus_000000000000000000000000", "nobody", "a/b"])("for %s with 404 customer_not_found", async (id) => {
    expect(outcome(await subscribe(stack.client, id))).toBe("404 customer_not_found");
  });

  test("for an archived customer with 409 customer_archived, and nothing changes", async () => {
    const before = await archived(stack.client);
    expect(outcome(await subscribe(stack.client, before.customer.id))).toBe("409 customer_archived");
    expect(await stored(stack.client, before.customer.id)).toEqual(before);
  });

  test("for a customer that has one with 409, canceled for later or not, and goes through from its end on", async () => {
    at("2026-01-15T00:00:00.000Z");
    const { customerId, id } = await subscribed(stack.client);
    expect(outcome(await subscribe(stack.client, customerId))).toBe("409 already_has_active_subscription");
    await cancel(stack.client, id);
    at("2026-02-14T23:59:59.999Z");
    expect(outcome(await subscribe(stack.client, customerId))).toBe("409 already_has_active_subscription");
    at("2026-02-15T00:00:00.000Z");
    const again = await subscribe(stack.client, customerId);
    expect([outcome(again), again.body.data.status]).toEqual(["201", "active"]);
    expect(again.body.data.id).not.toBe(id);
  });

  test("for another organization's customer and plan as for unknown ones", async () => {
    const other = await stack.newOrganization();
    const { customer, etag } = await create(stack.client, { id: unique() });
    expect(outcome(await subscribe(other, customer.id))).toBe("404 plan_not_found");
    await pushPlans(other.organizationId, plans);
    for (const id of [customer.id, customer.externalId])
      expect(outcome(await subscribe(other, id))).toBe("404 customer_not_found");
    const { id } = (await stack.client.get("/api/plans/pro")).body.data;
    const mine = await create(other);
    expect(outcome(await subscribe(other, mine.customer.id, { planCode: null, planId: id }))).toBe(
      "404 plan_not_found",
    );
    expect((await stored(stack.client, customer.id)).etag).toBe(etag);
  });
});

describe("an Idempotency-Key", () => {
  const post = (customerId: string, key: string, fields: object = {}) =>
    stack.client.post("/api/subscriptions", { customerId, planCode: "pro", ...fields }, { "idempotency-key": key });

  test("repeated with the same body answers 200 with the first subscription", async () => {
    const { customer } = await create(stack.client);
    const first = await post(customer.id, "key");

    const again = await post(customer.id, "key");

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.data).toEqual(first.body.data);
    expect((await stored(stack.client, customer.id)).etag).toBe('"2"');
  });

  test("repeated after the subscription was ended does not start it again", async () => {
    const { customer } = await create(stack.client);
    const { body } = await post(customer.id, "key");
    await cancel(stack.client, body.data.id, { immediate: true });

    const again = await post(customer.id, "key");

    expect([again.status, again.body.data.id, again.body.data.status]).toEqual([200, body.data.id, "canceled"]);
    expect((await active(stack.client, customer.id)).body.data).toBeNull();
    expect((await post(customer.id, "other")).status).toBe(201);
  });

  test("repeated after others have followed answers 200 with the first one as it ended, whether one is active or not", async () => {
    const { customer } = await create(stack.client);
    const { body } = await post(customer.id, "key");
    const ended = await cancel(stack.client, body.data.id, { immediate: true });
    const followed = await post(customer.id, "next");
    const whileActive = await post(customer.id, "key");
    await cancel(stack.client, followed.body.data.id, { immediate: true });

    const again = await post(customer.id, "key");

    for (const answer of [whileActive, again]) expect([answer.status, answer.text]).toEqual([200, ended.text]);
    expect((await active(stack.client, customer.id)).body.data).toBeNull();
  });

  const team = {
    code: "team",
    name: "Team",
    features: ["editors", "viewers"].map((code) => ({ code, name: code, type: "seats" })),
  };
  const seats = { editors: 1, viewers: 2 };
  const sameSeats = { viewers: 2, editors: 1 };

  test("repeated with the same seats in another order answers 200 with the first subscription", async () => {
    await pushPlans(stack.client.organizationId, [team]);
    const { customer } = await create(stack.client);
    const first = await post(customer.id, "key", { planCode: "team", initialSeats: seats });

    const again = await post(customer.id, "key", { planCode: "team", initialSeats: sameSeats });

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.data).toEqual(first.body.data);
    expect((await post(customer.id, "key", { planCode: "team", initialSeats: { editors: 2 } })).status).toBe(409);
  });

  test.each([
    ["is active", undefined],
    ["has ended", "2026-01-02T00:00:00.000Z"],
  ])("of a request that an earlier version took, whose subscription %s, answers 200 with it", async (_, endDate) => {
    await pushPlans(stack.client.organizationId, [team]);
    const { customer } = await create(stack.client);
    const body = { customerId: customer.id, planCode: "team", initialSeats: sameSeats };
    const context = {
      ...operatorBudget(),
      organizationId: customer.organizationId,
      requestId: "before",
      now: () => new Date(),
    };
    const id = subscriptionId(customer.id, formerMarkOf(context, "key", body));
    const dates = { startDate: "2026-01-01T00:00:00.000Z", createdAt: "2026-01-01T00:00:00.000Z" };
    const before = { id, planId: "plan_team", planName: "Team", name: "Team", price: 0, seats, ...dates };
    await beginFirst(context, customer.id, endDate === undefined ? before : { ...before, endDate });

    const answer = await stack.client.post("/api/subscriptions", body, { "idempotency-key": "key" });

    expect([answer.status, answer.body.data.id]).toEqual([200, id]);
    expect((await stored(stack.client, customer.id)).etag).toBe('"2"');
  });

  test("with another body, or another key, is another request: 409", async () => {
    const { customer } = await create(stack.client);
    await post(customer.id, "key");
    for (const answer of [await post(customer.id, "key", { name: "Other" }), await post(customer.id, "other")])
      expect(outcome(answer)).toBe("409 already_has_active_subscription");
  });

  test("of one customer says nothing of another's", async () => {
    const answers = await parallel(3, async () => post((await create(stack.client)).customer.id, "key"));
    expect(tally(answers)).toEqual({ 201: 3 });
  });
});
