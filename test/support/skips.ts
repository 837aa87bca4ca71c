import type { Reporter, TestModule } from "vitest/node";

/** Says at the end of a run which tests have skipped themselves, and why: vitest's own reporter leaves that out. */
export const skips: Reporter = {
  onTestRunEnd: (modules: readonly TestModule[]) => {
    for (const module of modules)
      for (const test of module.children.allTests("skipped")) {
        const result = test.result();
        if (result.state === "skipped" && result.note) console.log(`Skipped: ${test.fullName}: ${result.note}`);
      }
  },
};
