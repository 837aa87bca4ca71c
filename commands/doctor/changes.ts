/** The event source mappings, which bring the table's changes to the publisher and the indexer, and how late those are. */
import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Operator } from "../environment.ts";
import { filters } from "./code.ts";
import { type Finding, saying } from "./finding.ts";
import { deploySentence, differences, type Settings } from "./settings.ts";
import type { Stage } from "./stage.ts";

const say = saying("changes");

/** As long as the alarms `publisher-behind` and `search-behind` wait. */
const BEHIND_MS = 600_000;
const LOOKS_BACK_MS = 900_000;

/** The mappings and their functions' last measured age, by the functions' files. */
export interface Consumer {
  mappings: readonly EventSourceMappingConfiguration[];
  /** Of the oldest change that it had not processed, in the last 15 minutes; undefined when no change came. */
  ageMs: number | undefined;
}

export async function examineChanges(stage: Stage): Promise<Finding[]> {
  const { lambda } = stage.aws;
  const functions = await stage.functions();
  const { mappings: code } = await stage.code();
  const findings: Finding[] = [];
  for (const [file, settings] of code) {
    const [fn] = functions.get(file) ?? [];
    const FunctionName = fn?.configuration.FunctionName;
    // That it is missing is said of the functions.
    if (FunctionName === undefined) continue;
    const { EventSourceMappings: mappings = [] } = await lambda.listEventSourceMappings({ FunctionName });
    const consumer = { mappings, ageMs: await ageOf(stage, FunctionName) };
    findings.push(...consumerFindings(stage.operator, file, settings, consumer));
  }
  return findings;
}

async function ageOf({ aws: { cloudWatch } }: Stage, FunctionName: string): Promise<number | undefined> {
  const now = Date.now();
  const { Datapoints = [] } = await cloudWatch.getMetricStatistics({
    Namespace: "AWS/Lambda",
    MetricName: "IteratorAge",
    Dimensions: [{ Name: "FunctionName", Value: FunctionName }],
    StartTime: new Date(now - LOOKS_BACK_MS),
    EndTime: new Date(now),
    Period: 60,
    Statistics: ["Maximum"],
  });
  const [last] = Datapoints.toSorted((a, b) => Number(b.Timestamp) - Number(a.Timestamp));
  return last?.Maximum;
}

/** @param code the settings that the code gives the mapping */
export function consumerFindings(
  { stage, customersTable }: Operator,
  file: string,
  code: Settings,
  { mappings, ageMs }: Consumer,
): Finding[] {
  const mapping = mappings.find(({ EventSourceArn = "" }) => EventSourceArn.includes(`:table/${customersTable}/`));
  if (!mapping)
    return [say("act", `Nothing brings changes to ${file}: its mapping is missing. ${deploySentence(stage)}`)];
  const { State, UUID, LastProcessingResult = "" } = mapping;
  const different = differences(code, settingsOf(mapping));
  const findings = [
    ...(State === "Enabled" || State === "Enabling"
      ? []
      : [
          say(
            "act",
            `Changes do not reach ${file}: its mapping is ${State}. Within a day of that nothing is lost: aws lambda update-event-source-mapping --uuid ${UUID} --enabled`,
          ),
        ]),
    ...(different.length > 0
      ? [say("act", `Of the mapping of ${file} ${different.join("; ")}. ${deploySentence(stage)}`)]
      : []),
    ...(LastProcessingResult.startsWith("PROBLEM")
      ? [say("act", `${file} failed on its last changes (${LastProcessingResult}). Its log says why.`)]
      : []),
    ...(ageMs !== undefined && ageMs > BEHIND_MS
      ? [say("act", `${file} is ${Math.round(ageMs / 60_000)} minutes behind. Its log says why.`)]
      : []),
  ];
  return findings.length > 0 ? findings : [say("well", `They reach ${file} as the code says; ${lateness(ageMs)}.`)];
}

const lateness = (ageMs: number | undefined): string =>
  ageMs === undefined ? "none was measured in the last 15 minutes" : `the last was ${Math.ceil(ageMs / 1_000)} s late`;

const settingsOf = (mapping: EventSourceMappingConfiguration): Settings => ({
  "batch size": mapping.BatchSize,
  "batching window in seconds": mapping.MaximumBatchingWindowInSeconds ?? 0,
  "splitting of failed batches": mapping.BisectBatchOnFunctionError,
  "parallelization factor": mapping.ParallelizationFactor,
  "greatest age in seconds": mapping.MaximumRecordAgeInSeconds,
  retries: mapping.MaximumRetryAttempts,
  "response types": mapping.FunctionResponseTypes?.join(),
  filters: filters((mapping.FilterCriteria?.Filters ?? []).map(({ Pattern = "{}" }) => Pattern)),
  "failure destination": Boolean(mapping.DestinationConfig?.OnFailure?.Destination),
});
