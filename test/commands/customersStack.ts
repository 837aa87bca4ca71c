/** A command that is killed in the middle. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onlyDataDir } from "../support/command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs `npm run customers` until something has happened, and then kills it as a power cut would. */
export async function spawnCommand(
  dataDir: string,
  args: readonly string[],
  hasHappened: () => boolean,
): Promise<void> {
  const child = spawn(process.execPath, ["commands/customers.ts", ...args], {
    cwd: root,
    env: { ...process.env, ...onlyDataDir(dataDir) },
    stdio: "ignore",
  });
  const ended = once(child, "close");
  while (!hasHappened()) {
    if (child.exitCode !== null) throw new Error(`It ended by itself, with ${child.exitCode}`);
    await sleep(10);
  }
  child.kill("SIGKILL");
  await ended;
}
