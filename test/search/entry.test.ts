import { describe, expect, test } from "vitest";
import type { Customer } from "../../core/customers/customer.ts";
import { entriesOf, fingerprintOf, keyOfEntry, wordsIn } from "../../core/search/entry.ts";

const customer: Customer = {
  organizationId: "org_a",
  id: "cus_1",
  version: 3,
  email: "ann@x.co",
  fullName: "Ann",
  createdAt: "2026-01-02T03:04:05.678Z",
  updatedAt: "2026-01-02T03:04:05.678Z",
  requestId: "request",
};
const TIME = String(9_999_999_999_999 - Date.parse(customer.createdAt));
const words = { S: " cus1 ann@xco xco ann" };

describe("the entries of a customer", () => {
  test("are one a word, in the organization's partition, newest first within a word", () => {
    const entry = (word: string) => ({
      pk: { S: "org_a#0" },
      sk: { S: `${word} ${TIME} cus_1` },
      version: { N: "3" },
      words,
    });

    expect(entriesOf(customer, "org_a#0")).toEqual(["cus1", "ann@xco", "xco", "ann"].map(entry));
  });

  test("of an archived one are there twice, the second time among archived ones alone", () => {
    const entries = entriesOf({ ...customer, archivedAt: "2026-02-01T00:00:00.000Z" }, "org_a#0");

    expect(entries.map(({ pk }) => pk?.S)).toEqual([...Array(4).fill("org_a#0"), ...Array(4).fill("org_a#0#archived")]);
    for (const { archived, version } of entries) expect([archived, version]).toEqual([{ BOOL: true }, { N: "3" }]);
  });

  test("have long words cut, each once", () => {
    const long = "a".repeat(70);
    const entries = entriesOf({ ...customer, fullName: `${long}b ${long}c` }, "org_a#0");

    expect(entries.map(({ sk }) => sk?.S?.split(" ")[0])).toEqual(["cus1", "ann@xco", "xco", "a".repeat(64)]);
  });
});

describe("of an entry", () => {
  const [entry = {}] = entriesOf(customer, "org_a#0");

  test("all words of its customer can be read", () => {
    expect(wordsIn(entry)).toEqual(["cus1", "ann@xco", "xco", "ann"]);
    expect(wordsIn({})).toEqual([]);
  });

  test("the place tells it from all others", () => {
    expect(keyOfEntry(entry)).toBe(`org_a#0 cus1 ${TIME} cus_1`);
  });

  test("the content differs where its words or its archiving do", () => {
    const contents = [
      entry,
      { ...entry, words: { S: " other" } },
      { ...entry, archived: { BOOL: true } },
      { ...entry, words: { S: " other" }, archived: { BOOL: true } },
      { ...entry, more: { BOOL: true } },
    ].map(fingerprintOf);

    expect(new Set(contents).size).toBe(5);
    expect(fingerprintOf({ ...entry, version: { N: "4" } })).toBe(contents[0]);
  });
});
