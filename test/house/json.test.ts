import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("core/ reads JSON by core/base/json.ts alone, since JSON.parse may change keys that callers chose", () => {
  const own = ["core/base/json.ts", "core/events/targets.ts"];
  const files = globSync("core/**/*.ts").filter((file) => readFileSync(file, "utf8").includes("JSON.parse("));
  expect(files.toSorted()).toEqual(own);
});
