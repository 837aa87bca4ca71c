/** `npm run test:stage` where the emulator of AWS cannot be had: in a copy, with Pythons that are not. */
import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const here = fileURLToPath(new URL("../stage/", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clientela-skipped-"));
  mkdirSync(join(folder, "test/stage"), { recursive: true });
  for (const part of ["run.ts", "emulator"])
    cpSync(join(here, part), join(folder, "test/stage", part), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A python3 that makes environments, whose own one does with pip what a script says. */
const pythonWhosePip = (script: string): string =>
  `case "$1" in -c) echo 3.12;; -m) mkdir -p "$3/bin"; printf '%s' '#!/bin/sh\n${script}' > "$3/bin/python"; chmod +x "$3/bin/python";; esac`;

/** Runs it with this python3 alone, or with none. @throws with `code` when it fails */
async function run(python3: string | undefined): Promise<string[]> {
  const bin = mkdtempSync(join(folder, "bin-"));
  if (python3 !== undefined) {
    writeFileSync(join(bin, "python3"), `#!/bin/sh\n${python3}\n`);
    chmodSync(join(bin, "python3"), 0o755);
  }
  const PATH = python3 === undefined ? bin : `${bin}:/usr/bin:/bin`;
  const { stdout } = await promisify(execFile)(process.execPath, ["test/stage/run.ts"], { cwd: folder, env: { PATH } });
  return stdout.trim().split("\n");
}

test.each<[what: string, python3: string | undefined, said: string]>([
  ["no python3", undefined, "python3 with venv is not there"],
  ["a python3 without venv", "exit 1", "python3 with venv is not there"],
  ["an old python3", "echo 3.9", "python3 is 3.9, and the emulator needs 3.11"],
  [
    "no index of packages",
    pythonWhosePip("echo WARNING: Retrying >&2; echo ERROR: No matching distribution found for botocore >&2; exit 1"),
    "the packages cannot be fetched: ERROR: No matching distribution found for botocore",
  ],
])("Where there is %s, it says so in two lines, and is skipped", async (_, python3, said) => {
  expect(await run(python3)).toEqual([`No emulator of AWS: ${said}`, "0 passed, 0 failed, 1 skipped"]);
});

test("A package that is not the pinned one is a failure", async () => {
  const python3 = pythonWhosePip("echo ERROR: THESE PACKAGES DO NOT MATCH THE HASHES >&2; exit 1");
  await expect(run(python3)).rejects.toMatchObject({ code: 1 });
});
