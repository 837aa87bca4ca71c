/** Uses the same random values for each mutant in each run, so that scores change only with the code and its tests. */
import fc from "fast-check";

fc.configureGlobal({ seed: 1 });
