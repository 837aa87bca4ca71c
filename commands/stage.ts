/** `npm run stage`: the stage as a whole, for operators. */
import { Command } from "commander";
import { diagnose } from "./doctor/doctor.ts";
import { exitCodes, pageOf } from "./doctor/finding.ts";
import { print, run, sentenceOf } from "./run.ts";

const program = new Command("npm run stage --").description(
  "The stage as a whole, the local stack or, under `sst shell`, a deployed one.",
);

program
  .command("doctor")
  .description(
    "Say in one page whether the stage is well, and what to do where it is not: settings against the code's, tables that were restored, what waits, how late changes are, search, canary, alarms. It only reads. The exit code is 0 if nothing is to be done, 1 if something is, 2 if something could not be read.",
  )
  .option("--json", "print one JSON object: {stage, state, findings: [{area, state, sentence}]}", false)
  .action(async ({ json }: { json: boolean }) => {
    try {
      const diagnosis = await diagnose();
      print(json, diagnosis, () => pageOf(diagnosis));
      process.exitCode = exitCodes[diagnosis.state];
    } catch (error) {
      const sentence = sentenceOf(error);
      console.error(sentence === undefined ? error : `clientela: ${sentence}`);
      process.exitCode = exitCodes.unknown;
    }
  });

await run(program);
