import { describe, expect, test } from "vitest";
import { create, outcome, pathOf, problemFields, stored, unique, useStack } from "../support/service.ts";
import { active, at, cancel, subscribe, subscribed, usePlans } from "./support.ts";

const stack = useStack();
usePlans(stack);

describe("the active subscription", () => {
  test.each(["/api/subscriptions/active", "/subscriptions/active"])(
    "at %s shows plan, period and features",
    async (path) => {
      at("2026-01-31T09:30:00.000Z");
      const { customer } = await create(stack.client, { id: unique() });
      const created = await subscribe(stack.client, customer.id);
      at("2026-02-27T09:30:00.000Z");

      const { body } = await stack.client.get(`${path}?customerId=${customer.externalId}`);

      expect(body.data).toEqual({
        id: created.body.data.id,
        object: "subscription",
        customerId: customer.id,
        planId: created.body.data.planId,
        planName: "Pro",
        plan: { id: created.body.data.planId, name: "Pro", basePrice: 4900, billingInterval: "monthly" },
        priceId: created.body.data.priceId,
        name: "Pro",
        description: null,
        status: "active",
        billingInterval: "monthly",
        consumptionModel: null,
        trialEndsAt: null,
        currentPeriod: { start: "2026-01-31T09:30:00.000Z", end: "2026-02-28T09:30:00.000Z", daysRemaining: 1 },
        currentPeriodStart: "2026-01-31T09:30:00.000Z",
        currentPeriodEnd: "2026-02-28T09:30:00.000Z",
        features: [
          { code: "sso", name: "Single sign-on", type: "boolean", enabled: true },
          { code: "api_calls", name: "API calls", type: "metered" },
          {
            code: "team_members",
            name: "Team members",
            type: "seats",
            usage: { current: 0, included: 5, overage: 0, overageUnitPrice: 900 },
          },
        ],
        credits: null,
        balance: null,
        startDate: "2026-01-31T09:30:00.000Z",
        endDate: null,
        billingDayOfMonth: 31,
        nextBillingDate: "2026-02-28T09:30:00.000Z",
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
    },
  );

  test("is null, with 200, for a customer without one, and for one whose subscription has ended", async () => {
    const { customer } = await create(stack.client);
    const { customerId, id } = await subscribed(stack.client);
    await cancel(stack.client, id, { immediate: true });

    for (const one of [customer.id, customerId]) {
      const answer = await active(stack.client, one);
      expect([answer.status, answer.body]).toEqual([200, { success: true, data: null }]);
    }
  });

  test("of an unlimited seats feature has no overage", async () => {
    const { customerId } = await subscribed(stack.client, { planCode: "free", initialSeats: { team_members: 9 } });

    const { features } = (await active(stack.client, customerId)).body.data;

    expect(features[0].usage).toEqual({ current: 9, included: 1, overage: 0 });
  });

  test.each(["", "?customerId=", "?customer=user_1"])("with %j is 422 on customerId", async (query) => {
    expect(problemFields(await stack.client.get(`/api/subscriptions/active${query}`))).toEqual(["customerId"]);
  });

  test("of an unknown customer, or another organization's, is 404 customer_not_found", async () => {
    const { customerId } = await subscribed(stack.client);
    const other = await stack.newOrganization();
    for (const answer of [await active(stack.client, "nobody"), await active(other, customerId)])
      expect(outcome(answer)).toBe("404 customer_not_found");
  });
});

describe("cancel", () => {
  test.each(["/api/subscriptions", "/subscriptions"])(
    "at %s ends the subscription with its period: active until then, none from then on",
    async (path) => {
      at("2026-01-31T00:00:00.000Z");
      const { customerId, id } = await subscribed(stack.client);
      at("2026-03-05T00:00:00.000Z");

      const { body } = await stack.client.post(`${path}/${id}/cancel`, { reason: "too dear", subscriptionId: id });

      expect(body.data).toMatchObject({
        id,
        status: "active",
        endDate: "2026-03-31T00:00:00.000Z",
        cancelReason: "too dear",
        canceledAt: "2026-03-05T00:00:00.000Z",
        updatedAt: "2026-03-05T00:00:00.000Z",
        currentPeriodEnd: "2026-03-31T00:00:00.000Z",
        createdAt: "2026-01-31T00:00:00.000Z",
      });
      at("2026-03-30T23:59:59.999Z");
      const last = (await active(stack.client, customerId)).body.data;
      expect(last).toMatchObject({ id, status: "active", endDate: body.data.endDate, nextBillingDate: null });
      at("2026-03-31T00:00:00.000Z");
      expect((await active(stack.client, customerId)).body.data).toBeNull();
      expect((await stored(stack.client, customerId)).etag).toBe('"3"');
    },
  );

  test("with immediate ends it now, and another one can begin at once", async () => {
    at("2026-01-15T00:00:00.000Z");
    const { customerId, id } = await subscribed(stack.client);
    at("2026-01-20T10:00:00.000Z");

    const { body } = await cancel(stack.client, id, { immediate: true });

    const ended = { status: "canceled", endDate: "2026-01-20T10:00:00.000Z", currentPeriodStart: null };
    expect(body.data).toMatchObject({ ...ended, currentPeriodEnd: null });
    expect((await active(stack.client, customerId)).body.data).toBeNull();
    expect(outcome(await subscribe(stack.client, customerId))).toBe("201");
  });

  test("in the trial ends it with the trial", async () => {
    at("2026-01-01T00:00:00.000Z");
    const { id } = await subscribed(stack.client, { billingInterval: "yearly" });

    const { body } = await cancel(stack.client, id);

    expect(body.data).toMatchObject({ status: "trialing", endDate: "2026-01-31T00:00:00.000Z" });
    expect(body.data.endDate).toBe(body.data.trialEndsAt);
  });

  test("of what is free or has not begun is immediate", async () => {
    at("2026-01-01T00:00:00.000Z");
    for (const fields of [{ planCode: "free" }, { startDate: "2026-05-01" }]) {
      const { id } = await subscribed(stack.client, fields);
      const { body } = await cancel(stack.client, id);
      expect(body.data).toMatchObject({ status: "canceled", endDate: "2026-01-01T00:00:00.000Z" });
    }
  });

  test("for the period's end can be followed by one that is immediate, which keeps the reason", async () => {
    const { id } = await subscribed(stack.client);
    await cancel(stack.client, id, { reason: "moving" });

    const { body } = await cancel(stack.client, id, { immediate: true });

    expect(body.data).toMatchObject({ status: "canceled", cancelReason: "moving" });
  });

  test.each<[string, object, object]>([
    ["for the period's end, twice", {}, {}],
    ["at once, twice", { immediate: true }, { immediate: true }],
    ["for the period's end after at once", { immediate: true }, {}],
  ])("%s is 409 subscription_already_canceled, and nothing changes", async (_, first, second) => {
    const { customerId, id } = await subscribed(stack.client);
    await cancel(stack.client, id, first);
    const before = await stored(stack.client, customerId);

    expect(outcome(await cancel(stack.client, id, second))).toBe("409 subscription_already_canceled");
    expect(await stored(stack.client, customerId)).toEqual(before);
  });

  test("at once cannot be brought forward by a second one whose clock is behind", async () => {
    at("2026-01-15T00:00:00.000Z");
    const { customerId, id } = await subscribed(stack.client);
    at("2026-01-20T00:00:00.000Z");
    await cancel(stack.client, id, { immediate: true });
    at("2026-01-19T23:59:59.000Z");

    expect(outcome(await cancel(stack.client, id, { immediate: true }))).toBe("409 subscription_already_canceled");
    expect((await stored(stack.client, customerId)).etag).toBe('"3"');
  });

  test("repeated with its Idempotency-Key answers 200 with what the first one did", async () => {
    const { customerId, id } = await subscribed(stack.client);
    const headers = { "idempotency-key": "key" };
    const first = await cancel(stack.client, id, {}, headers);

    const again = await cancel(stack.client, id, {}, headers);

    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await stored(stack.client, customerId)).etag).toBe('"3"');
    expect(outcome(await cancel(stack.client, id, {}, { "idempotency-key": "other" }))).toMatch(/^409/);
  });

  test("repeated with its Idempotency-Key after another one has followed answers 200 with what the first one did", async () => {
    const { customerId, id } = await subscribed(stack.client);
    const headers = { "idempotency-key": "key" };
    const first = await cancel(stack.client, id, { immediate: true, reason: "moved" }, headers);
    await subscribe(stack.client, customerId);

    const again = await cancel(stack.client, id, { immediate: true, reason: "moved" }, headers);

    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(outcome(await cancel(stack.client, id, {}, headers))).toBe("409 subscription_already_canceled");
    expect((await active(stack.client, customerId)).body.data.endDate).toBeNull();
  });

  test.each(["", "{}", "[]", '{"immediate":null,"reason":null}'])("takes the body %j, as SDKs send it", async (raw) => {
    const { id } = await subscribed(stack.client);
    const answer = await stack.client.request("POST", `/api/subscriptions/${id}/cancel`, { raw });
    expect([answer.status, answer.body.data.status]).toEqual([200, "active"]);
  });

  test.each([
    [{ immediate: "yes", reason: 5 }, ["reason", "immediate"]],
    [[1], ["body"]],
  ])("with %j is 422 on %j", async (body, fields) => {
    const { id } = await subscribed(stack.client);
    expect(problemFields(await stack.client.post(`/api/subscriptions/${id}/cancel`, body)).sort()).toEqual(
      [...fields].sort(),
    );
  });

  test("of an unknown id is 404 subscription_not_found, whatever the body", async () => {
    const { id } = await subscribed(stack.client);
    const other = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
    for (const one of ["sub_1", "nothing", other, `sub_${"0".repeat(32)}`, id.replace("sub_", "cus_")])
      expect([one, outcome(await cancel(stack.client, one, { immediate: 1 }))]).toEqual([
        one,
        "404 subscription_not_found",
      ]);
  });

  test("of another organization's subscription is 404, and of one that another has followed 409", async () => {
    const { customerId, id } = await subscribed(stack.client);
    const other = await stack.newOrganization();
    expect(outcome(await cancel(other, id))).toBe("404 subscription_not_found");
    await cancel(stack.client, id, { immediate: true });
    await subscribe(stack.client, customerId);
    expect(outcome(await cancel(stack.client, id))).toBe("409 subscription_already_canceled");
    expect((await active(stack.client, customerId)).body.data.endDate).toBeNull();
  });
});

describe("archive", () => {
  test("is 409 with an active subscription, canceled for later or not, and goes through from its end on", async () => {
    at("2026-01-15T00:00:00.000Z");
    const { customerId, id } = await subscribed(stack.client);
    const archive = () => stack.client.put(pathOf(customerId), { isActive: false });
    expect(outcome(await archive())).toBe("409 customer_has_active_subscription");
    await cancel(stack.client, id);
    expect(outcome(await archive())).toBe("409 customer_has_active_subscription");
    at("2026-02-15T00:00:00.000Z");
    expect(outcome(await archive())).toBe("200");
    expect((await active(stack.client, customerId)).body.data).toBeNull();
    expect(outcome(await cancel(stack.client, id, { immediate: true }))).toBe("409 subscription_already_canceled");
  });
});
