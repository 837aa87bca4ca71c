import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forbidden, options } from "../../scripts/imports.ts";

/** A project folder in which each test plants files. */
let house: string;
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), "house-"));
});
afterAll(() => rmSync(house, { recursive: true }));

/** The rules that files break, by the check's names. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  for (const folder of ["core", "functions", "infra", "dashboard", "local"])
    rmSync(join(house, folder), { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, name)), { recursive: true });
    writeFileSync(join(house, name), text);
  }
  const { tsConfig: _, ...others } = options;
  const { output } = await cruise(
    [...new Set(Object.keys(files).map((name) => name.split("/")[0] ?? ""))],
    { ...others, ruleSet: { forbidden }, validate: true, baseDir: house },
    { extensions: [".ts"], bustTheCache: true },
  );
  const { violations } = (output as ICruiseResult).summary;
  return [...new Set(violations.map(({ rule }) => rule.name))].sort();
}

const customer = { "core/customers/customer.ts": "export interface Customer { id: string }\nexport const one = 1;\n" };

describe("A file of a low floor cannot reach up", () => {
  const file = "../customers/customer.ts";
  test.each([
    ["by an import", `import { one } from "${file}"; export const two = one + 1;`],
    ["by an import of a type", `import type { Customer } from "${file}"; export type Mine = Customer;`],
    ["by the type of an import", `export type Mine = import("${file}").Customer;`],
    ["by typeof import()", `export type Mine = typeof import("${file}");`],
    ["by a dynamic import", `export const later = () => import("${file}");`],
    ["by a re-export", `export { one } from "${file}";`],
    ["by a re-export of a type", `export type { Customer } from "${file}";`],
    ["by a re-export of everything", `export * from "${file}";`],
  ])("%s", async (_, text) => {
    expect(await broken({ ...customer, "core/base/planted.ts": `${text}\n` })).toEqual(["floor of core/base"]);
  });
});

test("A file may import its own floor and those below", async () => {
  const files = {
    ...customer,
    "core/customers/service.ts": 'export { one } from "./customer.ts";\n',
    "core/subscriptions/service.ts": 'export { one } from "../customers/service.ts";\n',
  };
  expect(await broken(files)).toEqual([]);
});

test.each([
  ["a neighbour on its own floor", "core/events/parking/store.ts", "../../search/words.ts", "core/search/words.ts"],
  ["the room around it", "core/customers/subscription/period.ts", "../ids.ts", "core/customers/ids.ts"],
])("A file does not import %s", async (_, file, specifier, other) => {
  const found = await broken({ [file]: `export { one } from "${specifier}";\n`, [other]: "export const one = 1;\n" });
  expect(found).toEqual([`floor of ${dirname(file)}`]);
});

const breaches: [rule: string, files: Record<string, string>][] = [
  [
    "a folder of core has a floor",
    { "core/attic/old.ts": "export const one = 1;\n", "functions/a.ts": 'import "../core/attic/old.ts";\n' },
  ],
  [
    "no cycles",
    {
      "core/base/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "core/base/b.ts": 'import type { A } from "./a.ts";\nexport interface B { a: A }\n',
    },
  ],
  [
    "no cycles of folders",
    {
      "local/front/a.ts": 'import "../pump/b.ts";\n',
      "local/front/c.ts": "export const c = 1;\n",
      "local/pump/b.ts": 'import "../front/c.ts";\n',
    },
  ],
  ["core knows core", { "core/http/a.ts": 'import "../../infra/b.ts";\n', "infra/b.ts": "export const b = 1;\n" }],
  [
    "only stores speak to AWS",
    { "core/customers/service.ts": 'import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";\n' },
  ],
  [
    "functions know core and their row",
    { "functions/a.ts": 'import "../infra/settings.ts";\n', "infra/settings.ts": "export const b = 1;\n" },
  ],
  [
    "infra is data",
    { "infra/a.ts": 'export { b } from "../core/base/b.ts";\n', "core/base/b.ts": "export const b = 1;\n" },
  ],
  ["infra knows nobody", { "infra/a.ts": 'import "../local/b.ts";\n', "local/b.ts": "export const b = 1;\n" }],
  [
    "infra waits for the platform",
    { "infra/stack/a.ts": 'import "@pulumi/random";\nexport const later = () => import("@pulumi/aws");\n' },
  ],
  [
    "nothing that runs knows its tests",
    { "local/a.ts": 'import "../dashboard/b.ts";\n', "dashboard/b.ts": "export const b = 1;\n" },
  ],
  [
    "the dashboard is a client",
    { "dashboard/src/a.ts": 'import "../../core/base/b.ts";\n', "core/base/b.ts": "export const b = 1;\n" },
  ],
  ["csv stands alone", { "csv/a.ts": 'import "../core/base/b.ts";\n', "core/base/b.ts": "export const b = 1;\n" }],
  [
    "an import's preview has the API's rules",
    {
      "dashboard/src/importing/a.ts": 'import "../../../core/customers/store.ts";\n',
      "core/customers/store.ts": "export const b = 1;\n",
    },
  ],
  [
    "the client stands alone",
    { "clients/a.ts": 'import "../core/base/b.ts";\n', "core/base/b.ts": "export const b = 1;\n" },
  ],
];

test.each(breaches)("A breach of the rule is found: %s", async (rule, files) => {
  expect(await broken(files)).toEqual([rule]);
});

test("No rule stands untried", () => {
  const names = forbidden.map(({ name = "" }) => name).filter((name) => !name.startsWith("floor of "));
  expect(new Set(names)).toEqual(new Set(breaches.map(([rule]) => rule)));
});
