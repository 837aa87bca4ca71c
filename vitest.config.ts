import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    include: ["test/**/*.test.ts"],
    // `npm run test:long` runs the same tests with full numbers.
    env: { TEST_MODE: mode },
    // Each file runs a stack of its own in its own process: handlers read where it is from the environment.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
