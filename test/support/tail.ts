/** `npm run events -- tail` as a separate process. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Client } from "./api.ts";
import { onlyDataDir } from "./command.ts";

export interface Tail {
  /** Its output since it began to listen, whole lines only. */
  lines: () => string[];
  /** Stops it as Ctrl-C does, and returns what it wrote to standard error. */
  stop: () => Promise<string>;
}

const running = new Set<ChildProcess>();

/** Starts a tail and makes changes with `prober` until the tail shows one; those are left out of its lines. */
export async function startTail(dataDir: string, prober: Client, ...args: string[]): Promise<Tail> {
  const child = spawn(process.execPath, ["commands/events.ts", "tail", ...args], {
    env: { ...process.env, ...onlyDataDir(dataDir) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const ended = new Promise((resolve) => child.once("close", resolve));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const probes: string[] = [];
  while (stdout === "") {
    if (child.exitCode !== null) throw new Error(`The tail has ended: ${stderr}`);
    const probe = await prober.post("/api/customers", { email: "probe@acme.com" });
    probes.push(probe.body.data.id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    lines: () =>
      stdout
        .split("\n")
        .slice(0, -1)
        .filter((line) => !probes.some((id) => line.includes(id))),
    stop: async () => {
      child.kill("SIGINT");
      await ended;
      running.delete(child);
      return stderr;
    },
  };
}

/** Stops what a failed test has left running. */
export function killTails(): void {
  for (const child of running) child.kill("SIGKILL");
}
