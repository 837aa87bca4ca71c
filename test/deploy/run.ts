/** `npm run test:deploy`: skips where the engine or the emulator cannot be had, else runs the tests of this folder. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CERTIFICATE } from "../stage/emulator/emulator.ts";
import { Missing } from "../stage/emulator/environment.ts";
import { prepare } from "./prepare.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const HELP = `npm run test:deploy [-- FILTER...]

Deploys by SST itself into an emulator of AWS: some half an hour on two cores. FILTER names files, as of Vitest:
  npm run test:deploy -- test/deploy/interrupted

It needs go, python3 3.11 or newer, and the first time their packages, which it keeps in node_modules/.cache; without them
it says so and is skipped. What it proves and what not: docs/deploy.md.`;

async function main(args: string[]): Promise<void> {
  await prepare();
  const vitest = here("../../node_modules/vitest/vitest.mjs");
  const tests = spawn(process.execPath, [vitest, "run", "--config", here("vitest.config.ts"), ...args], {
    stdio: "inherit",
    // Node reads it when it starts.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: CERTIFICATE },
  });
  tests.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

const args = process.argv.slice(2);
if (args.includes("--help")) console.log(HELP);
else
  await main(args).catch((error: unknown) => {
    if (!(error instanceof Missing)) throw error;
    console.log(`No deployment on this machine: ${error.message}`);
    console.log("0 passed, 0 failed, 1 skipped");
  });
