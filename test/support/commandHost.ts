/** A process that runs operator commands one after another, for test/support/warmCommand.ts: the modules stay loaded. */
import { fileURLToPath } from "node:url";
import type { CommandResult } from "./command.ts";

export interface CommandLine {
  name: string;
  args: readonly string[];
}

let runs = 0;

const environment = { ...process.env };
const { exit } = process;

/** Runs a command's own file, as a process of its own does, but for what is loaded already. */
async function runFile({ name, args }: CommandLine): Promise<CommandResult> {
  const file = new URL(`../../commands/${name}.ts`, import.meta.url);
  const result: CommandResult = { code: 0, stdout: "", stderr: "" };
  let ended: CommandResult | undefined;
  for (const stream of ["stdout", "stderr"] as const)
    process[stream].write = (chunk: string | Uint8Array) => {
      result[stream] += chunk.toString();
      return true;
    };
  process.exit = (code) => {
    ended ??= { ...result, code: Number(code ?? process.exitCode) };
    throw new Error("Nothing runs after process.exit()");
  };
  process.argv.splice(1, Infinity, fileURLToPath(file), ...args);
  process.exitCode = 0;
  for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
  Object.assign(process.env, environment);
  // Another URL is another module, which runs anew.
  await import(`${file}?run=${++runs}`).catch((error: Error) => {
    result.stderr += error.stack;
    process.exitCode = 1;
  });
  return ended ?? { ...result, code: Number(process.exitCode) };
}

process.on("message", async (line: CommandLine) => process.send?.(await runFile(line)));
process.once("disconnect", () => exit());
