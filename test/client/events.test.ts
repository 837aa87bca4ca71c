import { type ChangeEvent, type ErasedEvent, OrderGuard, parseChangeEvent } from "@clientela/client";
import { describe, expect, test } from "vitest";

const event = (sequence: number, id = "cus_1", organizationId = "org_acme"): ChangeEvent | ErasedEvent =>
  parseChangeEvent(
    JSON.stringify({
      id: `evt_${sequence}`,
      event: "customer.updated",
      timestamp: "2026-11-21T10:00:00.000Z",
      organizationId,
      sequence,
      data: { id },
      previous: {},
    }),
  );

describe("parseChangeEvent", () => {
  test.each([
    ["nothing", undefined],
    ["no JSON", "secret"],
    ["a list", "[]"],
    ["null", "null"],
    ["S3's test message", '{"Service":"Amazon S3","Event":"s3:TestEvent"}'],
    ["a sequence that is a text", JSON.stringify({ ...event(1), sequence: "1" })],
    ["no customer", JSON.stringify({ ...event(1), data: null })],
  ])("refuses %s, and says nothing of what it holds", (_, body) => {
    expect(() => parseChangeEvent(body)).toThrow(/^The message is not a change event: [a-zA-Z. ]+\.$/);
  });
});

describe("OrderGuard", () => {
  test("lets each event through once, in order, for each customer of each organization", async () => {
    const guard = new OrderGuard();
    const acted: string[] = [];
    const arrivals = [event(1), event(1), event(2), event(1), event(1, "cus_2"), event(1, "cus_1", "org_b"), event(2)];
    const answers = [];
    for (const arrival of arrivals)
      answers.push(
        await guard.once(arrival, ({ organizationId, data, sequence }) => {
          acted.push(`${organizationId}/${data.id}#${sequence}`);
        }),
      );
    expect(acted).toEqual(["org_acme/cus_1#1", "org_acme/cus_1#2", "org_acme/cus_2#1", "org_b/cus_1#1"]);
    expect(answers).toEqual([true, false, true, false, true, true, false]);
  });

  test("counts an event whose action failed as not seen", async () => {
    const guard = new OrderGuard(new Map());
    const failing = guard.once(event(1), () => Promise.reject(new Error("down")));
    await expect(failing).rejects.toThrow("down");
    expect(await guard.once(event(1), () => undefined)).toBe(true);
  });

  test("lets the last event of an erased customer through, and none after it", async () => {
    const guard = new OrderGuard();
    await guard.once(event(7), () => undefined);
    const last = event(Number.MAX_SAFE_INTEGER);
    expect(await guard.once(last, () => undefined)).toBe(true);
    expect(await guard.once(event(8), () => undefined)).toBe(false);
  });
});
