/** Looks at a stage, area by area. What cannot be read of one does not hide the others. */
import type { SQS } from "@aws-sdk/client-sqs";
import { config } from "../../core/base/config.ts";
import { AppError } from "../../core/base/errors.ts";
import { deployedStage, useStack } from "../environment.ts";
import { sentenceOf } from "../run.ts";
import { examineChanges } from "./changes.ts";
import { examineParked, examineSearch } from "./data.ts";
import { type Diagnosis, diagnosisOf, type Finding } from "./finding.ts";
import { examineFunctions } from "./functions.ts";
import { examineLocalQueues, examineQueues } from "./queues.ts";
import { type Stage, sqsIn, stageOf } from "./stage.ts";
import { examineTables } from "./tables.ts";
import { examineAlarms, examineCanary } from "./watch.ts";

/** By the name of what is looked at. */
export type Areas = Readonly<Record<string, () => Promise<Finding[]>>>;

const data: Areas = { "parked events": examineParked, search: examineSearch };

const deployed = (stage: Stage): Areas => ({
  functions: () => examineFunctions(stage),
  changes: () => examineChanges(stage),
  tables: () => examineTables(stage),
  queues: () => examineQueues(stage),
  ...data,
  canary: () => examineCanary(stage),
  alarms: () => examineAlarms(stage),
});

/** In an environment that names tables and nothing else. */
const unnamed: Areas = {
  ...data,
  settings: async () => [
    {
      area: "settings",
      state: "unknown",
      sentence: "The environment names tables and no stage: npx sst shell --stage NAME -- npm run stage -- doctor",
    },
  ],
};

const local = (sqs: SQS, urls: Readonly<Record<string, string>>): Areas => ({
  queues: () => examineLocalQueues(sqs, urls),
  ...data,
  settings: async () => [
    {
      area: "settings",
      state: "note",
      sentence:
        "Functions, alarms, canary and settings of AWS are a stage's: npx sst shell --stage NAME -- npm run stage -- doctor",
    },
  ],
});

/**
 * Looks at the stage of `sst shell` or, outside of it, at the stack on this machine. It only reads.
 *
 * @throws OperatorError when there is neither
 */
export async function diagnose(): Promise<Diagnosis> {
  const operator = deployedStage();
  const stack = useStack();
  const areasHere = stack ? local(sqsIn(config.region()), stack.queueUrls) : unnamed;
  const areas = operator ? deployed(stageOf(operator)) : areasHere;
  return diagnosisOf(config.stage(), await examine(areas));
}

/** One after the other: some share what they read, and AWS limits how often it is asked. */
export async function examine(areas: Areas): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [area, look] of Object.entries(areas))
    findings.push(...(await look().catch((error: unknown): Finding[] => [unreadable(area, error)])));
  return findings;
}

/** An error that hides how an area is. That a newer version has stored something is no obstacle but a finding. */
function unreadable(area: string, error: unknown): Finding {
  const isNewer = error instanceof AppError && error.code === "stored_by_newer_version";
  const text = error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : String(error);
  return { area, state: isNewer ? "act" : "unknown", sentence: sentenceOf(error) ?? text };
}
