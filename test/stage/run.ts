/** `npm run test:stage`: skips where the emulator of AWS cannot be had, else runs the tests of this folder. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CERTIFICATE } from "./emulator/emulator.ts";
import { Missing, prepareEnvironment } from "./emulator/environment.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

try {
  await prepareEnvironment();
  const vitest = here("../../node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--config", here("vitest.config.ts"), ...process.argv.slice(2)];
  const tests = spawn(process.execPath, args, {
    stdio: "inherit",
    // Node reads it when it starts.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: CERTIFICATE },
  });
  tests.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  console.log(`No emulator of AWS: ${error.message}`);
  console.log("0 passed, 0 failed, 1 skipped");
}
