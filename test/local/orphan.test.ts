import { spawn } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import { readStackFile } from "../../local/stackFile.ts";
import { cleanUp, exists, newDataDir, runningOf, startEnvironment, until } from "./npmStart.ts";

afterAll(cleanUp);

test("a SIGTERM to npm, which ends only its shell, stops the stack and all that it started", async () => {
  const dataDir = newDataDir();
  // npm runs a script in a shell, and sends signals only to the shell.
  const shell = spawn("sh", ["-c", `"${process.execPath}" local/start.ts; exit 0`], {
    env: { ...startEnvironment, DATA_DIR: dataDir, npm_lifecycle_event: "start" },
    stdio: "ignore",
  });
  await until(() => exists(dataDir, "stack.json") && readStackFile(dataDir).pids.pump !== null);
  const { pids } = readStackFile(dataDir);

  shell.kill("SIGTERM");

  await until(() => runningOf(pids).length === 0);
  expect(exists(dataDir, "stack.json")).toBe(false);
});
