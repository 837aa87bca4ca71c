/** `npm run test:deploy`: tests of deployments by SST itself. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("../.."),
  test: {
    name: "deploy",
    include: ["test/deploy/*.test.ts"],
    globalSetup: here("setup.ts"),
    setupFiles: [here("../stage/names.ts")],
    // What follows on a deployment that failed says nothing.
    bail: 1,
    pool: "forks",
    maxWorkers: 1,
    // A test shows that it runs by the deployments it tells of.
    disableConsoleIntercept: true,
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
  },
});
