/**
 * Finds the files of core/ to mutate and the tests that judge them. Both follow from the import graph, not from a list.
 */
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { options } from "../imports.ts";

/** Rule files need no engine; tests are those that can fail for a mutant of a rule file. */
export interface MutationFiles {
  rules: string[];
  tests: string[];
}

/** The texts of the error pages: they are for people, and test/http/errorPages.test.ts checks what a page must contain. */
const PROSE = ["core/http/errorPages/english.ts", "core/http/errorPages/spanish.ts"];

/** Talks to AWS, starts an engine, or runs another process, which would not load the mutants. */
const OUTSIDE = /^(core\/aws\/(connections|dynamodb|sqs)\.ts$|(commands|dashboard|local|synth)\/|child_process$)/;

/**
 * A rule file is a file of core/ whose imports never reach core/aws/. Type imports do not count, because they do not
 * exist at run time. A test counts if its imports reach a rule file and nothing outside this process.
 */
export async function mutationFiles(): Promise<MutationFiles> {
  const imports = await valueImports();
  const sources = [...imports.keys()].sort();
  const reached = new Map(sources.map((source) => [source, reachedFrom(source, imports)]));
  const reaches = (source: string, found: (file: string) => boolean): boolean =>
    [...(reached.get(source) ?? [])].some(found);
  const rules = sources.filter(
    (source) =>
      /^core\/.*\.ts$/.test(source) &&
      !PROSE.includes(source) &&
      !reaches(source, (file) => file.startsWith("core/aws/")),
  );
  const tests = sources.filter(
    (source) =>
      /^test\/.*\.test\.ts$/.test(source) &&
      reaches(source, (file) => rules.includes(file)) &&
      !reaches(source, (file) => OUTSIDE.test(file)),
  );
  return { rules, tests };
}

/** The files from which each file imports values. */
async function valueImports(): Promise<Map<string, string[]>> {
  const { tsConfig: _, ...others } = options;
  const { output } = await cruise(["core", "test"], others, { extensions: [".ts"] });
  return new Map(
    (output as ICruiseResult).modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(({ dependencyTypes }) => !dependencyTypes.includes("type-only"))
        .map(({ resolved }) => resolved),
    ]),
  );
}

/** A file and everything that loading it loads. */
function reachedFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([start]);
  for (const file of reached) for (const imported of imports.get(file) ?? []) reached.add(imported);
  return reached;
}
