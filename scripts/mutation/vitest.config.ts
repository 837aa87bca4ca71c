/** The tests that judge mutants: npm run test:mutation. */
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { mutationFiles } from "./files.ts";

/** Vitest begins with the longest files. Most mutants fail a short one, and the first failure ends their run. */
class ShortestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse();
  }
}

export default defineConfig({
  test: {
    include: (await mutationFiles()).tests,
    setupFiles: "scripts/mutation/setup.ts",
    sequence: { sequencer: ShortestFirst },
    // Files of one run share a thread, see setup.ts; each run has a new one. A mutant is judged in a third of the time.
    isolate: false,
  },
});
