/** `npm run test:mutation`: makes small changes to the rules of core/, and fails if too few of them fail a test. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { relative } from "node:path";
import type { schema } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import { Command } from "commander";
import { run, wholeNumber } from "../commands/run.ts";
import { OperatorError } from "../core/base/operatorError.ts";
import { mutationFiles } from "./mutation/files.ts";
import { report, shortfalls } from "./mutation/scores.ts";

const CACHE = "node_modules/.cache/mutation";
const INCREMENTAL = `${CACHE}/incremental.json`;
/**
 * Extra time for a test with a mutant. Generous, because Stryker finds endless loops by counting, and a busy machine
 * must not look like one.
 */
const PATIENCE_MS = 20_000;

interface Options {
  concurrency: number;
  force: boolean;
}

async function test(names: string[], { concurrency, force }: Options): Promise<void> {
  const { rules } = await mutationFiles();
  const strange = names.find((name) => !rules.includes(name));
  if (strange !== undefined) throw new OperatorError(`${strange} ${whyNot(strange)}`);
  const mutate = names.length > 0 ? names : rules;
  forgetLoadTimeSurvivors();
  const mutants = await new Stryker({
    mutate,
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "scripts/mutation/vitest.config.ts" },
    incremental: true,
    incrementalFile: INCREMENTAL,
    force: force || names.length > 0,
    concurrency,
    timeoutMS: PATIENCE_MS,
    ignorePatterns: [".sst", ".data", "dashboard/dist"],
    reporters: [process.stdout.isTTY ? "progress" : "progress-append-only", "html"],
    htmlReporter: { fileName: `${CACHE}/report.html` },
    // Mutants in code that runs at import time cost more, but tables and schemas are rules too.
    warnings: { slow: false, unknownOptions: true, preprocessorErrors: true, unserializableOptions: true },
    // Checked below, per file too.
    thresholds: { break: null },
  }).runMutationTest();
  // For files that were not requested, Stryker reports cached results.
  const found = mutants
    .map((mutant) => ({ ...mutant, fileName: relative("", mutant.fileName) }))
    .filter(({ fileName }) => mutate.includes(fileName));
  console.log(report(found));
  console.log(`\nAll mutants in their source: ${CACHE}/report.html`);
  const missed = shortfalls(found);
  if (missed.length > 0) throw new OperatorError(missed.join("; "));
}

/**
 * Stryker tries a survivor again when there is a new test that runs it. Of what runs while a file loads it cannot tell that, so
 * the last run's survivors there are forgotten.
 */
function forgetLoadTimeSurvivors(): void {
  if (!existsSync(INCREMENTAL)) return;
  const last: schema.MutationTestResult = JSON.parse(readFileSync(INCREMENTAL, "utf8"));
  for (const file of Object.values(last.files))
    file.mutants = file.mutants.filter(
      ({ status, static: whileLoading }) => !(status === "NoCoverage" || (status === "Survived" && whileLoading)),
    );
  writeFileSync(INCREMENTAL, JSON.stringify(last));
}

const whyNot = (name: string): string =>
  existsSync(name)
    ? "is not mutated: scripts/mutation/files.ts says what is."
    : "is no file; name it from here, as core/base/marks.ts.";

await run(
  new Command("npm run test:mutation --")
    .description(
      `Mutation tests of the rules of core/: each file whose imports never reach core/aws/. Every mutant is one small change
of the code; it is killed if a test fails. Needs no engine: it runs the tests whose imports reach no process but their own.
What has not changed since the last run is not run again.`,
    )
    .argument("[files...]", "only these, all of their mutants, e.g. core/base/marks.ts")
    .option(
      "-c, --concurrency <number>",
      "how many mutants at once",
      wholeNumber,
      Math.max(1, availableParallelism() - 1),
    )
    .option("-f, --force", "run what has not changed, too", false)
    .action(test),
);
