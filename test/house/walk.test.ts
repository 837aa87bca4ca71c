import { cruise, type ICruiseResult } from "dependency-cruiser";
import { expect, test } from "vitest";
import { options } from "../../scripts/imports.ts";

/** The rooms that a create passes through, in a reader's order. */
const WALK = ["functions", "core/http", "core/customers", "core/aws"];
/** Left out: what every room uses, the key's check, and the operation's own row. */
const BESIDE = /^(core\/base|core\/organizations|infra\/routes\.ts$)/;

const roomOf = (file: string): string =>
  file
    .split("/")
    .slice(0, file.startsWith("core/") ? 2 : 1)
    .join("/");

/** The value imports reachable from a file. */
async function importsFrom(start: string): Promise<[from: string, to: string][]> {
  const { tsConfig: _, ...others } = options;
  const { output } = await cruise([start], others, { extensions: [".ts"] });
  const modules = new Map((output as ICruiseResult).modules.map((module) => [module.source, module.dependencies]));
  const seen = new Set([start]);
  const arrows: [string, string][] = [];
  for (const file of seen)
    for (const { resolved, dependencyTypes } of modules.get(file) ?? []) {
      if (!/^(core|functions|infra)\//.test(resolved) || dependencyTypes.includes("type-only")) continue;
      if (BESIDE.test(resolved)) continue;
      arrows.push([file, resolved]);
      seen.add(resolved);
    }
  return arrows;
}

test("From POST /api/customers to the PutItem a reader passes functions, http, customers and aws, and never returns", async () => {
  const arrows = await importsFrom("functions/createCustomer.ts");
  expect(new Set(arrows.flat().map(roomOf))).toEqual(new Set(WALK));
  const levels = arrows.map(([from, to]) => ({
    from,
    to,
    down: WALK.indexOf(roomOf(to)) - WALK.indexOf(roomOf(from)),
  }));
  expect(levels.filter(({ down }) => down < 0)).toEqual([]);
  expect(arrows).toContainEqual(["functions/createCustomer.ts", "core/customers/service.ts"]);
  expect(arrows).toContainEqual(["core/customers/service.ts", "core/customers/store.ts"]);
  expect(arrows).toContainEqual(["core/customers/store.ts", "core/aws/dynamodb.ts"]);
});
