import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { sharingFiles } from "./test/support/sharing.ts";
import { skips } from "./test/support/skips.ts";
import { useMemoryForFiles } from "./test/support/temporaryFolder.ts";

// Tests start some hundred processes of Node: what one has compiled, the next one finds.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("node_modules/.cache/compile", import.meta.url));
useMemoryForFiles();
// esbuild, which builds the bundles of some tests, is a Go program: those collect garbage less often then.
process.env.GOGC ??= "400";

const sharing = sharingFiles(new URL(".", import.meta.url));

export default defineConfig(({ mode }) => ({
  test: {
    // `npm run test:long` runs the same tests with full numbers.
    env: { TEST_MODE: mode },
    reporters: ["default", skips],
    // A file has a process of its own, with its own stack: handlers read where it is from the environment.
    pool: "forks",
    // With more room for what is young, its garbage is collected less often.
    execArgv: ["--max-semi-space-size=32"],
    // Three times the cores of a small machine: tests wait for processes and queues as much as they compute.
    maxWorkers: 6,
    // They end what hangs, and judge no machine: one under a heavy load takes ten times as long.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      {
        extends: true,
        test: {
          name: "service",
          include: ["test/**/*.test.ts", "infra/subscriber-kit/test/**/*.test.ts"],
          exclude: [
            "test/infra/**",
            "test/dashboard/**",
            "test/sdks/**",
            "test/stage/**",
            "test/deploy/**",
            ...Object.values(sharing).flat(),
          ],
          // The examples and tests of the client use its build.
          globalSetup: "test/client/setup.ts",
        },
      },
      // Some fifty files that take turns in few processes.
      ...Object.entries(sharing).map(([name, include]) => ({
        extends: true as const,
        test: {
          name,
          include,
          isolate: false,
          env: { TEST_MODE: mode, SHARES_STACK: "1" },
          setupFiles: "test/support/betweenFiles.ts",
          globalSetup: "test/client/setup.ts",
        },
      })),
      // Its setup synthesizes the stages that its tests look at.
      {
        extends: true,
        test: { name: "infra", include: ["test/infra/**/*.test.ts"], globalSetup: "test/infra/setup.ts" },
      },
      // Its setup builds the dashboard and unpacks the browser that its tests drive.
      {
        extends: true,
        test: {
          name: "dashboard",
          include: ["test/dashboard/**/*.test.ts"],
          globalSetup: "test/dashboard/setup.ts",
          expect: { poll: { timeout: 150_000 } },
        },
      },
      // `npm run test:sdks`. Its setup installs the SDKs for Python, for which it may need the network.
      {
        extends: true,
        test: { name: "sdks", include: ["test/sdks/**/*.test.ts"], globalSetup: "test/sdks/setup.ts" },
      },
    ],
  },
}));
