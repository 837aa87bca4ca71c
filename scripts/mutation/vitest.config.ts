/** The tests that judge mutants: npm run test:mutation. */
import { defineConfig } from "vitest/config";
import { mutationFiles } from "./files.ts";

export default defineConfig({
  test: {
    include: (await mutationFiles()).tests,
    setupFiles: "scripts/mutation/setup.ts",
    // Files of one run share what they load; each mutant's run is a new thread. A mutant is judged in a third of the time.
    isolate: false,
  },
});
