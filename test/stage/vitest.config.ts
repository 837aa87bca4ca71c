/** `npm run test:stage`: tests of a deployed stage, and those of the API that look at answers alone. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

process.env.NODE_COMPILE_CACHE ??= here("../../node_modules/.cache/compile");

/** Tests of the whole project that run on a stage as they are: their stack is the deployed one. */
const blackBox = [
  "test/docs/readme.test.ts",
  "test/contract/*.test.ts",
  "test/customers/{batch,create,externalId,list,metadata.requests,update}.test.ts",
  "test/http/input.test.ts",
  "test/plans/plans.test.ts",
  "test/promises/model.test.ts",
];

export default defineConfig({
  root: here("../.."),
  resolve: { alias: [{ find: /^(\.\.\/)+local\/stack\.ts$/, replacement: here("deployedStack.ts") }] },
  test: {
    name: "stage",
    env: { TEST_MODE: "test" },
    include: ["test/stage/*.test.ts", ...blackBox],
    // What an empty name and two slashes in a path are to API Gateway, the emulator does not know.
    exclude: ["test/contract/sdk-paths.test.ts"],
    globalSetup: here("setup.ts"),
    setupFiles: [here("names.ts")],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
