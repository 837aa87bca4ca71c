/** Reserves one core for what is measured; engines, proxies and this process share the other one. */
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

const canPin = availableParallelism() >= 2 && spawnSync("taskset", ["--version"]).status === 0;
const [OURS, MEASURED] = ["0", "1"];

/** Keeps this process, and the ones it starts from now on, off the measured core. */
export function leaveTheCore(): void {
  if (canPin) spawnSync("taskset", ["-a", "-c", "-p", OURS, String(process.pid)]);
}

/** The command that runs a program on the measured core. */
export const onItsCore = (program: string, args: readonly string[]): [string, string[]] =>
  canPin ? ["taskset", ["-c", MEASURED, program, ...args]] : [program, [...args]];
