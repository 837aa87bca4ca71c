/** Runs before each test file that judges a mutant. */
import fc from "fast-check";
import { vi } from "vitest";

// The same random values for each mutant in each run, so that scores change only with the code and its tests.
fc.configureGlobal({ seed: 1 });

// Test files share a thread and its packages, but each loads core/ again: core/ remembers the environment it has read.
vi.resetModules();
