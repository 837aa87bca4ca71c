/** What npm run test:mutation mutates, which tests judge it, and when it fails. */
import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mutationFiles } from "../../scripts/mutation/files.ts";
import { shortfalls } from "../../scripts/mutation/scores.ts";

const { rules, tests } = await mutationFiles();

describe("mutated is", () => {
  test.each([
    "core/base/marks.ts",
    "core/customers/customer.ts",
    "core/http/generations/generations.ts",
    // Imports a type of core/aws/ alone.
    "core/search/entry.ts",
  ])("%s, which needs no engine", (file) => {
    expect(rules).toContain(file);
  });

  test.each(["core/aws/item.ts", "core/customers/store.ts", "core/events/publish.ts", "functions/getCustomer.ts"])(
    "not %s",
    (file) => {
      expect(rules).not.toContain(file);
    },
  );

  test("every file of the folders that no import leads out of, but texts for people", () => {
    const files = globSync("core/{base,pages,http/errorPages}/*.ts").map((file) => file.replaceAll("\\", "/"));

    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((file) => !rules.includes(file)).sort()).toEqual([
      "core/http/errorPages/english.ts",
      "core/http/errorPages/spanish.ts",
    ]);
  });
});

describe("a mutant is judged by", () => {
  test.each(["test/base/marks.test.ts", "test/pages/merge.test.ts", "test/customers/body.test.ts"])("%s", (file) => {
    expect(tests).toContain(file);
  });

  test.each([
    ["test/customers/create.test.ts", "starts a stack"],
    ["test/aws/client.test.ts", "talks to servers"],
    ["test/docs/pages.test.ts", "runs a program"],
    ["test/house/walk.test.ts", "loads no rule"],
  ])("not by %s, which %s", (file) => {
    expect(globSync(file)).toHaveLength(1);
    expect(tests).not.toContain(file);
  });
});

describe("the mutants' scores fail", () => {
  const mutants = (fileName: string, killed: number, survived: number) => [
    ...Array.from({ length: killed }, (_, i) => ({
      fileName,
      status: i % 2 ? ("Killed" as const) : ("Timeout" as const),
    })),
    ...Array.from({ length: survived }, (_, i) => ({
      fileName,
      status: i % 2 ? ("Survived" as const) : ("NoCoverage" as const),
    })),
  ];
  const ignored = { fileName: "c.ts", status: "Ignored" as const };

  test("below 85 % over all, and below 70 % in a file", () => {
    expect(shortfalls([...mutants("a.ts", 17, 3), ignored])).toEqual([]);
    expect(shortfalls(mutants("a.ts", 84, 16))).toEqual(["84.0 % over all, below 85 %"]);
    expect(shortfalls([...mutants("a.ts", 80, 0), ...mutants("b.ts", 7, 3)])).toEqual([]);
    expect(shortfalls([...mutants("a.ts", 800, 0), ...mutants("b.ts", 699, 301)])).toEqual([
      "83.2 % over all, below 85 %",
      "b.ts has 69.9 %, below 70 %",
    ]);
  });

  test("not without a mutant that can run", () => {
    expect(shortfalls([ignored])).toEqual([]);
  });
});
