/** Customers as a file for spreadsheets. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJson } from "../../../core/base/json.ts";
import { guarded, guardedJson, unguarded, unguardedInFront } from "../../../csv/guards.ts";
import type { Customer } from "../../../dashboard/src/api/api.ts";
import { cellOf, csvOf } from "../../../dashboard/src/csv.ts";
import { fields } from "../../../dashboard/src/fields.ts";

const customer: Customer = {
  id: "cus_1",
  object: "customer",
  organizationId: "org_1",
  externalId: "user;1",
  email: "billing@acme.com",
  billingEmail: "billing@acme.com",
  fullName: "Acme, Inc.",
  domain: null,
  website: null,
  timezone: null,
  language: null,
  industry: null,
  employeeCount: null,
  address: null,
  metadata: { note: 'a,=1+1"x"', seats: [1, -2] },
  isActive: true,
  archivedAt: null,
  livemode: false,
  createdAt: "2026-11-30T10:00:00.000Z",
  updatedAt: "2026-11-30T11:00:00.000Z",
};

describe("A cell of the CSV", () => {
  test.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["＝1+1", "'＝1+1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠A1", "'＠A1"],
    ["'=1", "''=1"],
    ["''-", "'''-"],
    [" =1", " '=1"],
    ["\t=1", `"'\t'=1"`],
    ["a=1", "a=1"],
    ["a;=1", `"a;'=1"`],
    ["a,@b", `"a,'@b"`],
    ["a\t＝b", `"a\t'＝b"`],
    ['a; "=1;b', `"a; ""'=1;b"`],
    ["Smith; John", '"Smith; John"'],
    ['say "hi", you', '"say ""hi"", you"'],
    ["two\nlines", '"two\nlines"'],
    ["two\n-lines", `"two\n'-lines"`],
    ["", ""],
  ])("with %j is %j", (text, cell) => {
    expect(cellOf(text)).toBe(cell);
  });

  test("begins no formula, wherever a spreadsheet parts it and however it reads quotes", () => {
    const text = fc.string({ unit: fc.constantFrom(..."=+-@＝＋－＠,;\t\r\n\"' a1") });
    fc.assert(
      fc.property(text, (text) => {
        for (const part of cellOf(text).split(/[,;\t\r\n]/)) expect(part).not.toMatch(/^["\s]*[=+\-@＝＋－＠]/);
      }),
    );
  });

  test("gives its text back, guards of its own inside it too", () => {
    const text = fc.string({ unit: fc.constantFrom(...`=+-@＝,;\t\r\n"' a1`) });
    fc.assert(fc.property(text, (text) => unguarded(guarded(text)) === text));
  });

  test.each([
    ["'=1+1", "=1+1"],
    ["''-", "'-"],
    ["'t Hooft", "'t Hooft"],
    ["'\t1", "\t1"],
    ["size, '+' is plus", "size, '+' is plus"],
  ])("of another product with %j is %j: nothing inside it is a guard", (cell, text) => {
    expect(unguardedInFront(cell)).toBe(text);
  });

  test("with metadata is the same JSON, and begins no formula but numbers", () => {
    const text = fc.string({ unit: fc.constantFrom(...`=+-@＝,;\t\n"'\\ a1`) });
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(text, fc.integer(), fc.boolean(), fc.array(tie("json")), fc.dictionary(text, tie("json"))),
    }));
    fc.assert(
      fc.property(fc.dictionary(text, json), (metadata) => {
        const cell = guardedJson(JSON.stringify(metadata));
        // V8's own JSON.parse confuses keys with escapes: core/base/json.ts.
        expect(readJson(unguarded(cell))).toEqual(readJson(JSON.stringify(metadata)));
        for (const part of cell.split(/[,;\t\r\n]/)) expect(part).not.toMatch(/^["\s]*([=+@＝＋－＠]|-(?!\d+\W*$))/);
      }),
    );
  });
});

describe("A file of customers", () => {
  test.each([
    ["comma", ","],
    ["semicolon", ";"],
    ["tab", "\t"],
  ] as const)(
    "has the separator %s, the mark by which Excel reads UTF-8, and as many cells in each line",
    (name, separator) => {
      const [head = "", line = ""] = csvOf([customer], name).split("\r\n");
      expect(head.startsWith(`\uFEFFid${separator}externalId${separator}email`)).toBe(true);
      const cells = line.match(
        new RegExp(`(?<=^|${separator})("(?:""|[^"])*"|[^"${separator}]*)(?=${separator}|$)`, "g"),
      );
      expect(cells?.length).toBe(head.split(separator).length);
      expect(cells?.slice(1, 4)).toEqual(['"user;1"', "billing@acme.com", '"Acme, Inc."']);
    },
  );

  test("has every field of a customer but for the email's other name, and what is the same for all", () => {
    const columns = csvOf([customer], "comma").slice(1).split("\r\n")[0]?.split(",") ?? [];
    const missing = Object.keys(fields).filter((name) => !columns.includes(name));
    expect(missing.sort()).toEqual(["address", "billingEmail", "isActive", "object", "subscription"]);
    const parts = ["line1", "region", "status", "plan", "subscriptionStatus", "nextBillingDate"];
    expect(columns).toEqual(expect.arrayContaining(parts));
  });
});
