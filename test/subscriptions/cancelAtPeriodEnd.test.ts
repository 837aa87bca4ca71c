/** A subscription that is canceled from its start: `cancelAtPeriodEnd`. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { billingIntervals } from "../../core/plans/billingInterval.ts";
import { scaled } from "../support/scale.ts";
import { create, outcome, pathOf, stored, useStack } from "../support/service.ts";
import { active, at, cancel, subscribe, usePlans } from "./support.ts";

const stack = useStack();
usePlans(stack);

/** A new customer's subscription that ends with its first period. */
async function ending(fields: object = {}, headers = {}) {
  const { customer } = await create(stack.client);
  const body = { customerId: customer.id, planCode: "pro", cancelAtPeriodEnd: true, ...fields };
  const post = () => stack.client.post("/api/subscriptions", body, headers);
  return { customerId: customer.id, answer: await post(), post };
}

describe("create with cancelAtPeriodEnd", () => {
  test("makes what ends with its first period and is canceled since it was made: active until then, none from then on", async () => {
    at("2026-01-31T00:00:00.000Z");
    const { customerId, answer } = await ending();

    const end = "2026-02-28T00:00:00.000Z";
    expect([answer.status, answer.body.data]).toMatchObject([
      201,
      {
        ...{ status: "active", startDate: "2026-01-31T00:00:00.000Z", endDate: end, currentPeriodEnd: end },
        ...{ canceledAt: "2026-01-31T00:00:00.000Z", cancelReason: null, nextBillingDate: null },
      },
    ]);
    at("2026-02-27T23:59:59.999Z");
    expect((await active(stack.client, customerId)).body.data).toMatchObject({ status: "active", endDate: end });
    expect(outcome(await stack.client.put(pathOf(customerId), { isActive: false }))).toMatch(/^409/);
    at(end);
    expect((await active(stack.client, customerId)).body.data).toBeNull();
    expect(outcome(await subscribe(stack.client, customerId))).toBe("201");
  });

  test.each<[string, object, object]>([
    [
      "a trial, with the trial: nothing is ever paid for",
      { billingInterval: "yearly" },
      { status: "trialing", endDate: "2026-01-31T12:00:00.000Z", trialEndsAt: "2026-01-31T12:00:00.000Z" },
    ],
    ["no price, with its first month", { planCode: "free" }, { status: "active", endDate: "2026-02-01T12:00:00.000Z" }],
    [
      "not begun, with the period that is paid for when it begins",
      { startDate: "2026-05-31", billingInterval: "quarterly" },
      {
        ...{ status: "draft", nextBillingDate: "2026-05-31T00:00:00.000Z" },
        endDate: "2026-08-31T00:00:00.000Z",
      },
    ],
    [
      "not begun its trial, with the trial",
      { startDate: "2026-05-01", customTrialDays: 3 },
      { status: "draft", endDate: "2026-05-04T00:00:00.000Z" },
    ],
    [
      "begun long ago, with the period that it is made in, as a cancellation would",
      { startDate: "2025-03-15" },
      { status: "active", endDate: "2026-01-15T00:00:00.000Z", canceledAt: "2026-01-01T12:00:00.000Z" },
    ],
  ])("ends what has %s", async (_, fields, expected) => {
    at("2026-01-01T12:00:00.000Z");
    const { answer } = await ending(fields);
    expect(answer.body.data).toMatchObject({ nextBillingDate: null, ...expected });
  });

  test.each([false, null, undefined])("%j is as if it was not given, in the mark of a repeat, too", async (value) => {
    const headers = { "idempotency-key": "key" };
    const { customerId, answer } = await ending({ cancelAtPeriodEnd: value }, headers);

    const body = { customerId, planCode: "pro", prepaidPeriods: 1 };
    const again = await stack.client.post("/api/subscriptions", body, headers);

    expect(answer.body.data).toMatchObject({ endDate: null, canceledAt: null });
    expect([again.status, again.body]).toEqual([200, answer.body]);
  });

  test("whatever plan, interval, trial and start: ends as if it was canceled in the moment in which it was made", async () => {
    const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2060-12-31"), noInvalidDate: true });
    const fields = fc.record(
      {
        billingInterval: fc.constantFrom(...billingIntervals),
        customTrialDays: fc.integer({ min: 0, max: 730 }),
        startDate: moment.map((date) => date.toISOString()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(moment, fields, async (now, asked) => {
        at(now.toISOString());
        const { customer } = await create(stack.client);
        const plain = (await subscribe(stack.client, customer.id, { planCode: "every", ...asked })).body.data;
        const { data } = (await ending({ planCode: "every", ...asked })).answer.body;

        expect(data).toMatchObject({ endDate: plain.currentPeriodEnd, canceledAt: now.toISOString() });
        expect(data).toMatchObject({ status: plain.status, currentPeriod: plain.currentPeriod });
        expect(data.endDate > now.toISOString() && data.endDate > data.startDate).toBe(true);
        // Of what has begun, the cancellation in this moment says the same; the other would end at once.
        if (plain.status === "draft") return;
        const canceled = (await cancel(stack.client, plain.id)).body.data;
        const { id, customerId, ...said } = data;
        expect(canceled).toMatchObject(said);
      }),
      { numRuns: scaled(25, 500) },
    );
  });
});

describe("what is canceled from its start", () => {
  test("is the same one for a repeat with its Idempotency-Key, while it lasts and after its end", async () => {
    at("2026-01-31T00:00:00.000Z");
    const { customerId, answer, post } = await ending({}, { "idempotency-key": "key" });
    const again = await post();
    at("2026-03-01T00:00:00.000Z");
    const late = await post();

    expect([answer.status, again.status, late.status]).toEqual([201, 200, 200]);
    expect(again.body).toEqual(answer.body);
    expect(late.body.data).toMatchObject({ id: answer.body.data.id, status: "canceled" });
    expect((await stored(stack.client, customerId)).etag).toBe('"2"');
  });

  test("is another request than one that goes on, with the same Idempotency-Key: 409", async () => {
    const headers = { "idempotency-key": "key" };
    const { customerId } = await ending({}, headers);

    const other = await stack.client.post("/api/subscriptions", { customerId, planCode: "pro" }, headers);

    expect(outcome(other)).toBe("409 already_has_active_subscription");
  });

  test("cannot be canceled for the same end again, but at once, as what was canceled later", async () => {
    at("2026-01-31T00:00:00.000Z");
    const { customerId, answer } = await ending();
    const { id } = answer.body.data;
    at("2026-02-10T00:00:00.000Z");
    const before = await stored(stack.client, customerId);

    expect(outcome(await cancel(stack.client, id, { reason: "too dear" }))).toBe("409 subscription_already_canceled");
    expect(await stored(stack.client, customerId)).toEqual(before);
    const ended = (await cancel(stack.client, id, { immediate: true, reason: "too dear" })).body.data;
    expect(ended).toMatchObject({
      ...{ status: "canceled", endDate: "2026-02-10T00:00:00.000Z", cancelReason: "too dear" },
      canceledAt: "2026-02-10T00:00:00.000Z",
    });
    expect(outcome(await cancel(stack.client, id, { immediate: true }))).toBe("409 subscription_already_canceled");
  });

  test.each<[string, object]>([
    ["is free", { planCode: "free" }],
    ["has not begun", { startDate: "2026-05-01" }],
  ])("ends at once when it is canceled and %s", async (_, fields) => {
    at("2026-01-31T00:00:00.000Z");
    const { answer } = await ending(fields);
    at("2026-02-10T00:00:00.000Z");

    const ended = (await cancel(stack.client, answer.body.data.id)).body.data;

    expect(ended).toMatchObject({ status: "canceled", endDate: "2026-02-10T00:00:00.000Z" });
  });

  test("is one change of its customer, a version on", async () => {
    const { customerId } = await ending();
    expect((await stored(stack.client, customerId)).etag).toBe('"2"');
  });
});
