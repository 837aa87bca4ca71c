import { describe, expect, test } from "vitest";
import { create, outcome, problemFields, stored, unique, useStack } from "../support/service.ts";
import { active, at, cancel, subscribe, subscribed, usePlans } from "./support.ts";

const stack = useStack();
usePlans(stack);

describe("the reason of a cancellation", () => {
  const reasonOf = async (reason: unknown) => {
    const { customerId, id } = await subscribed(stack.client);
    const answer = await cancel(stack.client, id, { reason, immediate: true });
    expect([outcome(answer), answer.body.data.status]).toEqual(["200", "canceled"]);
    expect((await stored(stack.client, customerId)).etag).toBe('"3"');
    return answer.body.data.cancelReason;
  };

  test.each([
    "too dear\nand too slow",
    "\t- one\r\n\t- two\r\n",
    "\u0001\u001b[31m\u007f\u0085",
    "🎉".repeat(5_000),
    "x".repeat(5_000),
    " blanks around ",
    "\u202eleft to right\u200b",
  ])("is prose, and is kept as it was written: %j", async (reason) => {
    expect(await reasonOf(reason)).toBe(reason);
  });

  test.each([
    ["x".repeat(5_001), "x".repeat(5_000)],
    ["🎉".repeat(5_001), "🎉".repeat(5_000)],
    ["x".repeat(900_000), "x".repeat(5_000)],
    ["a\u0000b\u0000", "a\ufffdb\ufffd"],
    ["a\ud800b\udc00", "a\ufffdb\ufffd"],
    [`${"x".repeat(4_999)}\ud800\ud800`, `${"x".repeat(4_999)}\ufffd`],
  ])("never stops it: what cannot be kept is cut or replaced", async (reason, kept) => {
    expect(await reasonOf(reason)).toBe(kept);
  });

  test.each([null, ""])("%j is none", async (reason) => {
    expect(await reasonOf(reason)).toBeNull();
  });

  test.each([5, true, {}, ["a"], 1e-7])("%j is no text: 422, and the subscription goes on", async (reason) => {
    const { customerId, id } = await subscribed(stack.client);
    expect(problemFields(await cancel(stack.client, id, { reason }))).toEqual(["reason"]);
    expect((await active(stack.client, customerId)).body.data.endDate).toBeNull();
  });

  test("that was cut is the same in the repeat with its Idempotency-Key, and another one is another request", async () => {
    const { id } = await subscribed(stack.client);
    const key = { "idempotency-key": unique() };
    const first = await cancel(stack.client, id, { reason: "x".repeat(6_000) }, key);
    const repeat = await cancel(stack.client, id, { reason: "x".repeat(6_000) }, key);
    expect([outcome(repeat), repeat.body.data]).toEqual(["200", first.body.data]);
  });
});

describe("the days that remain", () => {
  test("of a subscription that has not begun are those of its first period", async () => {
    at("2026-01-01T00:00:00.000Z");
    const { customer } = await create(stack.client);
    const fields = { startDate: "2026-06-01", billingInterval: "monthly" };
    const draft = (await subscribe(stack.client, customer.id, fields)).body.data;
    expect([draft.status, draft.currentPeriod.daysRemaining]).toEqual(["draft", 30]);
    for (const [moment, days] of [
      ["2026-05-31T23:59:59.999Z", 30],
      ["2026-06-01T00:00:00.000Z", 30],
      ["2026-06-01T00:00:00.001Z", 30],
      ["2026-06-02T00:00:00.000Z", 29],
      ["2026-06-30T23:59:59.999Z", 1],
    ] as const) {
      at(moment);
      const { currentPeriod } = (await active(stack.client, customer.id)).body.data;
      expect([moment, currentPeriod.daysRemaining]).toEqual([moment, days]);
    }
  });

  test("of a draft with a trial are those of the trial", async () => {
    at("2026-01-01T00:00:00.000Z");
    const { customer } = await create(stack.client);
    const fields = { startDate: "2026-06-01", billingInterval: "yearly" };
    expect((await subscribe(stack.client, customer.id, fields)).body.data.currentPeriod.daysRemaining).toBe(30);
  });
});

test("a subscription's name is stored in one line, and blanks alone are none", async () => {
  const named = async (name: string) => {
    const { customer } = await create(stack.client);
    return (await subscribe(stack.client, customer.id, { name })).body.data.name;
  };
  expect(await named("Team\tPro\r\n2026")).toBe("Team Pro 2026");
  expect(await named(" \n ")).toBe("Pro");
});
