/** Runs operator commands in a process that stays: to start one takes ten times as long as most of them run. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CommandResult } from "./command.ts";
import type { CommandLine } from "./commandHost.ts";

const program = fileURLToPath(new URL("commandHost.ts", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

/** By environment, because a process reads it once. */
const hosts = new Map<string, ChildProcess>();
let last: Promise<unknown> = Promise.resolve();

/**
 * As `runCommand`, but in a process that this file's earlier commands on the same stack have started, one at a time.
 * What is about processes, about two at once, or about a stack that starts again needs `runCommand`.
 */
export function runWarmCommand(
  name: string,
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<CommandResult> {
  const result = last.then(() => ask(hostOf({ ...process.env, ...env }), { name, args }));
  last = result.catch(() => {});
  return result;
}

function hostOf(env: Record<string, string | undefined>): ChildProcess {
  const key = JSON.stringify(env);
  const running = hosts.get(key);
  if (running?.connected) return running;
  const host = fork(program, { cwd: root, env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  host.unref();
  host.channel?.unref();
  hosts.set(key, host);
  return host;
}

async function ask(host: ChildProcess, line: CommandLine): Promise<CommandResult> {
  const ended = new AbortController();
  const exit = once(host, "exit", ended).then(([code]) => {
    throw new Error(`The process of commands has ended with ${code}`);
  });
  const answer = once(host, "message", ended).then(([result]): CommandResult => result);
  host.send(line);
  return Promise.race([answer, exit]).finally(() => ended.abort());
}
