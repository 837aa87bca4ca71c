/** `npm run test:sdks`: tests the released SDKs against a stack, or says whether there are newer ones. */
import { Command } from "commander";
import { startVitest, type TestModule } from "vitest/node";
import { run } from "../../commands/run.ts";
import { newestOf } from "./newest.ts";

interface Options {
  newest?: boolean;
}

async function test({ newest }: Options): Promise<void> {
  if (newest) return sayNewest();
  const vitest = await startVitest("test", ["test/sdks"], { project: ["sdks"], watch: false });
  console.log(summary(vitest.state.getTestModules()));
  await vitest.close();
}

async function sayNewest(): Promise<void> {
  const { isNews, lines } = await newestOf();
  console.log(lines.join("\n"));
  if (isNews) process.exitCode = 1;
}

function summary(modules: readonly TestModule[]): string {
  const states = modules.flatMap((module) => [...module.children.allTests()].map((one) => one.result().state));
  const count = (state: string): number => states.filter((found) => found === state).length;
  // What fails before there is a test has set the exit code alone.
  const failed = Math.max(count("failed"), process.exitCode ? 1 : 0);
  return `${count("passed")} passed, ${failed} failed, ${count("skipped")} skipped`;
}

await run(
  new Command("test:sdks")
    .description("Test Commet's released SDKs against the stack of this machine")
    .option("--newest", "only say whether newer releases, or a newer version of the API, are out; exit code 1 if so")
    .action(test),
);
