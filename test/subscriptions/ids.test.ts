import { expect, test } from "vitest";
import { formerMarkOf, markOf } from "../../core/subscriptions/ids.ts";

const context = {
  organizationId: "org_a",
  requestId: "JKJaXmPLvHcESHA=",
  now: () => new Date("2026-01-01T00:00:00.000Z"),
  signal: AbortSignal.timeout(60_000),
  units: 0,
};

/** Computed by the code of November 2026: a repeated request must always lead to the same id. */
test.each<[mark: string, key: string | undefined, fields: object]>([
  ["Pt8QsGNu", "key-1", { customerId: "user_123", planCode: "pro" }],
  [
    "EtGi1j8g",
    "key-1",
    {
      customerId: "user_123",
      planCode: "pro",
      billingInterval: "yearly",
      initialSeats: { api: 1, editors: 20 },
      skipTrial: true,
      name: "Ours",
      startDate: new Date("2026-02-01T00:00:00.000Z"),
    },
  ],
  ["B7YJCpUM", "key-1", { reason: "too dear", immediate: true }],
  ["6aYgDfMi", "key-1", { reason: undefined, immediate: undefined }],
  ["sMv5EVvN", undefined, {}],
])("the mark %s stays that of its request", (mark, key, fields) => {
  expect(markOf(context, key, fields)).toBe(mark);
  expect(formerMarkOf(context, key, fields)).toBe(mark);
});

test("the order of the keys inside a field does not count, that of a list does", () => {
  const mark = (fields: object) => markOf(context, "key-1", fields);
  expect(mark({ initialSeats: { b: 2, a: 1 } })).toBe(mark({ initialSeats: { a: 1, b: 2 } }));
  expect(mark({ initialSeats: { a: 1, b: 3 } })).not.toBe(mark({ initialSeats: { a: 1, b: 2 } }));
  expect(mark({ list: [1, 2] })).not.toBe(mark({ list: [2, 1] }));
});
