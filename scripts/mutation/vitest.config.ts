/** The tests that judge mutants: npm run test:mutation. */
import { defineConfig } from "vitest/config";
import { mutationFiles } from "./files.ts";

export default defineConfig({
  test: {
    include: (await mutationFiles()).tests,
    setupFiles: "scripts/mutation/setup.ts",
    // Files of one run share a thread, see setup.ts; each run has a new one. A mutant is judged in a third of the time.
    isolate: false,
  },
});
