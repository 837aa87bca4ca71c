import { expect, test } from "vitest";
import { idempotencyMark, keyOfMark } from "../../core/base/marks.ts";

/** Marks are stored with customers: a repeat that comes after a deployment must find its own. */
test.each([
  [{}, "LHDhK3oGRvkRBNvo1WzZ4o"],
  [{ email: "a@acme.com", metadata: { b: [1, { c: null }], n: 1.5 } }, "LHDhK3oGRvkuvPL6g20h8M"],
])("the mark of a request with %j is the same in every release", (payload, mark) => {
  expect(idempotencyMark("key", payload)).toBe(mark);
});

test("a mark is 11 characters for the key and 11 for what is asked, all URL-safe", () => {
  const mark = idempotencyMark("key", { a: 1 });

  expect(mark).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(keyOfMark(mark)).toBe(mark.slice(0, 11));
  expect(keyOfMark(idempotencyMark("key", { a: 2 }))).toBe(keyOfMark(mark));
});

test("a value that JSON does not have counts as null", () => {
  expect(idempotencyMark("key", { a: undefined })).toBe(idempotencyMark("key", { a: null }));
});

test.each([
  [{ a: [] }, { a: [[]] }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: [1] }, { a: [2] }],
])("%j and %j are two requests", (one, other) => {
  expect(idempotencyMark("key", one)).not.toBe(idempotencyMark("key", other));
});

test.each([
  [
    { a: 1, b: { c: 2, d: 3 } },
    { b: { d: 3, c: 2 }, a: 1 },
  ],
  [
    { toJSON: 1, a: 2 },
    { a: 2, toJSON: 1 },
  ],
])("%j and %j are one request: the order of keys does not count, whatever their names", (one, other) => {
  expect(idempotencyMark("key", one)).toBe(idempotencyMark("key", other));
});

test("a date counts as its time", () => {
  const at = new Date("2026-01-02T03:04:05.678Z");

  expect(idempotencyMark("key", { at })).toBe(idempotencyMark("key", { at: at.toISOString() }));
});
