/** `npm run test:deploy` where Pulumi's engine cannot be had: with Gos that are not. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { prepareEngine } from "../deploy/engine/engine.ts";
import { Missing } from "../stage/emulator/environment.ts";

let bin: string;
beforeAll(() => {
  bin = mkdtempSync(join(tmpdir(), "clientela-skipped-"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(bin, { recursive: true });
});

const goMod = readFileSync(new URL("../deploy/engine/go.mod", import.meta.url), "utf8");
const [, version = ""] = /pkg\/v3 (v[\d.]+)\n/.exec(goMod) ?? [];

/** What goes wrong with a `go` that does, after telling its version, what a script says; or without one. */
async function problemWith(script: string | undefined): Promise<unknown> {
  if (script !== undefined) {
    writeFileSync(join(bin, "go"), `#!/bin/sh\n[ "$1" = env ] && { echo go0; exit; }\n${script}\n`);
    chmodSync(join(bin, "go"), 0o755);
  }
  vi.stubEnv("PATH", script === undefined ? join(bin, "none") : `${bin}:/usr/bin:/bin`);
  vi.spyOn(console, "error").mockImplementation(() => {});
  return prepareEngine(version).catch((error: unknown) => error);
}

test.each<[what: string, script: string | undefined, said: RegExp]>([
  ["no go", undefined, /^go is not there$/],
  [
    "no way to its modules",
    "echo dial tcp: no route to host >&2; exit 1",
    /^the engine's source cannot be fetched: .*no route/s,
  ],
])("Where there is %s, it says so, and is skipped", async (_, script, said) => {
  const problem = await problemWith(script);
  expect(problem).toBeInstanceOf(Missing);
  expect((problem as Missing).message).toMatch(said);
});

test.each([
  ["Source that is not the pinned one", "echo verifying: checksum mismatch >&2; exit 1"],
  ["Source that does not build", '[ "$1" = list ] || { echo undefined: x >&2; exit 1; }'],
])("%s is a failure", async (_, script) => {
  const problem = await problemWith(script);
  expect(problem).toBeInstanceOf(Error);
  expect(problem).not.toBeInstanceOf(Missing);
});

test("An SST that asks for another engine is a failure, which says where the engine is named", async () => {
  await expect(prepareEngine("v0.0.0")).rejects.toThrow("test/deploy/engine/go.mod");
});
