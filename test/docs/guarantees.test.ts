import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The file and the quoted title of each test in a table. */
const proofs = (document: string): [string, string][] =>
  [...document.matchAll(/\]\(\.\.\/(test\/[^)]+)\): "([^"]+)"/g)].map(([, file = "", words = ""]) => [file, words]);

const english = read("docs/guarantees.md");

test.each(proofs(english))("%s holds a promise with the test: %s", (file, words) => {
  expect(read(file)).toContain(words);
});

test("every row of a table names a test, and both languages name the same", () => {
  const rows = english.split("\n").filter((line) => /^\| (?!promise|-)/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(proofs(row), row).not.toEqual([]);
  expect(proofs(read("docs/guarantees.es.md"))).toEqual(proofs(english));
});
