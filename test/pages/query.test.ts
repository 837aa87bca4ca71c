import { expect, test } from "vitest";
import * as z from "zod/mini";
import { parseQuery } from "../../core/base/validation.ts";
import { parsePageQuery, trueOrFalse } from "../../core/pages/query.ts";

const page = (query: string) => parsePageQuery(new URLSearchParams(query));
const flag = (value: string) => parseQuery(z.object({ flag: trueOrFalse }), new URLSearchParams({ flag: value })).flag;
const refusal = (field: string, message: string) => expect.objectContaining({ details: [{ field, message }] });

test.each([
  ["", 25],
  ["limit=1", 1],
  ["limit=007", 7],
  ["limit=100", 100],
  ["limit=101", 100],
  ["limit=99999999999999999999", 100],
])("of %j a page has %i", (query, limit) => {
  expect(page(query)).toEqual({ limit, cursor: undefined });
});

test.each(["0", "00", "-1", "1.5", "1e2", "ten", "1 ", " 1", ""])("limit=%j is refused", (limit) => {
  expect(() => page(`limit=${limit}`)).toThrow(refusal("limit", "must be a whole number of at least 1"));
});

test("a cursor is passed on, and what no list knows is ignored", () => {
  expect(page("cursor=abc&other=1&limit=2")).toEqual({ limit: 2, cursor: "abc" });
});

test("the name that an answer has for the cursor is refused: it would lead to the first page for ever", () => {
  expect(() => page("nextCursor=abc")).toThrow(refusal("nextCursor", "is not known: send cursor"));
});

test.each([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
])("%s is %s, as some SDK writes it", (text, value) => {
  expect(flag(text)).toBe(value);
});

test.each(["TRUE", "yes", "", "2", "01"])("%j is neither true nor false", (text) => {
  expect(() => flag(text)).toThrow(refusal("flag", "must be true, false, 1 or 0"));
});
