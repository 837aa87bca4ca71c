import { expect, test } from "vitest";
import { keyOfMark, requestMark } from "../../core/base/marks.ts";

/** Marks are stored with customers: a repeat that comes after a deployment must find its own. */
test.each([
  [{}, "LHDhK3oGRvkRBNvo1WzZ4o"],
  [{ email: "a@acme.com", metadata: { b: [1, { c: null }], n: 1.5 } }, "LHDhK3oGRvkuvPL6g20h8M"],
])("the mark of a request with %j is the same in every release", (payload, mark) => {
  expect(requestMark("key", payload)).toBe(mark);
});

test("a mark is 11 characters for the key and 11 for what is asked, all URL-safe", () => {
  const mark = requestMark("key", { a: 1 });

  expect(mark).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(keyOfMark(mark)).toBe(mark.slice(0, 11));
  expect(keyOfMark(requestMark("key", { a: 2 }))).toBe(keyOfMark(mark));
});

test("a value that JSON does not have counts as null", () => {
  expect(requestMark("key", { a: undefined })).toBe(requestMark("key", { a: null }));
});

test.each([
  [{ a: [] }, { a: [[]] }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: [1] }, { a: [2] }],
])("%j and %j are two requests", (one, other) => {
  expect(requestMark("key", one)).not.toBe(requestMark("key", other));
});
