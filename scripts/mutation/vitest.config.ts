/** The tests that judge mutants: npm run test:mutation. */
import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { mutationFiles } from "./files.ts";

/**
 * A mutant's first failure ends its run. Most fail the tests that are named as their file is or lie in its room, so these come
 * first; of the others, the shortest.
 */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [mutated = ""] = this.ctx.config.related ?? [];
    const distance = ({ moduleId }: TestSpecification): number =>
      nameOf(moduleId) === nameOf(mutated) ? 0 : roomOf(moduleId) === roomOf(mutated) ? 1 : 2;
    const shortestFirst = (await super.sort(files)).reverse();
    return shortestFirst.toSorted((a, b) => distance(a) - distance(b));
  }
}

/** `words` of `…/core/search/words.ts` and `…/test/search/words.test.ts`. */
const nameOf = (path: string): string => basename(path).replace(/(\.test)?\.ts$/, "");

/** `search` of both. */
const roomOf = (path: string): string | undefined => /\/(?:core|test)\/([^/]+)\//.exec(path)?.[1];

export default defineConfig({
  test: {
    include: (await mutationFiles()).tests,
    setupFiles: "scripts/mutation/setup.ts",
    // Stryker ends what hangs: scripts/mutation.ts. A test that is slow on a busy machine must not look like one that fails.
    testTimeout: 600_000,
    sequence: { sequencer: NearestFirst },
    // Files of one run share a thread, see setup.ts; each run has a new one. A mutant is judged in a third of the time.
    isolate: false,
  },
});
