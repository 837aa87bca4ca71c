/** What the code that is checked out would deploy: from the synthesized stage, as `npm run synth` shows it. */
import * as z from "zod/mini";
import { resourceName } from "../../infra/settings.ts";
import type { SynthFile } from "../../synth/synthesize.ts";
import { type Settings, VARIABLE } from "./settings.ts";

/** A stage's settings by the names of what has them. */
export interface Code {
  /** By the function's file in functions/. */
  functions: ReadonlyMap<string, Settings>;
  /** The event source mappings, by their functions' files. */
  mappings: ReadonlyMap<string, Settings>;
  /** By the queue's name on AWS. */
  queues: ReadonlyMap<string, Settings>;
  /** Names on AWS. */
  alarms: readonly string[];
  /** When the canary runs, if the stage has one. */
  canarySchedule: string | undefined;
}

const functionInputs = z.object({
  name: z.string(),
  memorySize: z.number(),
  timeout: z.number(),
  runtime: z.string(),
  architectures: z.array(z.string()),
  tracingConfig: z.object({ mode: z.string() }),
  environment: z.object({ variables: z.record(z.string(), z.string()) }),
});
const mappingInputs = z.object({
  functionName: z.string(),
  batchSize: z.number(),
  bisectBatchOnFunctionError: z.boolean(),
  destinationConfig: z.object({ onFailure: z.object({ destinationArn: z.string() }) }),
  filterCriteria: z.object({ filters: z.array(z.object({ pattern: z.string() })) }),
  functionResponseTypes: z.array(z.string()),
  maximumBatchingWindowInSeconds: z.number(),
  maximumRecordAgeInSeconds: z.number(),
  maximumRetryAttempts: z.number(),
  parallelizationFactor: z.number(),
});
const queueInputs = z.object({
  name: z.string(),
  visibilityTimeoutSeconds: z.number(),
  messageRetentionSeconds: z.number(),
  deduplicationScope: z.string(),
  fifoThroughputLimit: z.string(),
  sqsManagedSseEnabled: z.boolean(),
  redrivePolicy: z.optional(z.string()),
});
const alarmInputs = z.object({ name: z.string() });
const ruleInputs = z.object({ scheduleExpression: z.string() });

/** Reads a synthesized stage. @throws Error when SST's components make something else of our code than before */
export function codeOf(stage: string, { resources }: Pick<SynthFile, "resources">): Code {
  const of = <T>(type: string, inputs: z.ZodMiniType<T>): T[] =>
    resources.filter((it) => it.type === `aws:${type}`).map((it) => inputs.parse(it.inputs));
  const fileOf = fileOn(stage);
  const byFile = <T>(things: readonly T[], nameOf: (thing: T) => string, settingsOf: (thing: T) => Settings) =>
    new Map(things.map((thing) => [fileOf(nameOf(thing)) ?? nameOf(thing), settingsOf(thing)]));
  return {
    functions: byFile(of("lambda/function:Function", functionInputs), ({ name }) => name, functionSettings),
    mappings: byFile(
      of("lambda/eventSourceMapping:EventSourceMapping", mappingInputs),
      ({ functionName }) => functionName,
      mappingSettings,
    ),
    queues: new Map(of("sqs/queue:Queue", queueInputs).map((queue) => [queue.name, queueSettings(queue)])),
    alarms: of("cloudwatch/metricAlarm:MetricAlarm", alarmInputs).map(({ name }) => name),
    canarySchedule: of("cloudwatch/eventRule:EventRule", ruleInputs)[0]?.scheduleExpression,
  };
}

/**
 * Tells the file in functions/ from a function's name or ARN; undefined of what is not this stage's. The name has a
 * random end, or none on stages from before that.
 */
export function fileOn(stage: string): (nameOrArn: string) => string | undefined {
  const name = new RegExp(`(?:^|:)${resourceName(stage, "([a-zA-Z]+)")}(?:-[0-9a-f]{6})?$`);
  return (nameOrArn) => name.exec(nameOrArn)?.[1];
}

const functionSettings = (inputs: z.infer<typeof functionInputs>): Settings => ({
  "memory in MB": inputs.memorySize,
  "timeout in seconds": inputs.timeout,
  runtime: inputs.runtime,
  architecture: inputs.architectures.join(),
  tracing: inputs.tracingConfig.mode,
  ...variables(inputs.environment.variables),
});

/** Without SST's own, which a deployment makes anew. */
export const variables = (environment: Readonly<Record<string, string>>): Settings =>
  Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => !name.startsWith("SST_"))
      .map(([name, value]) => [VARIABLE + name, value]),
  );

const mappingSettings = (inputs: z.infer<typeof mappingInputs>): Settings => ({
  "batch size": inputs.batchSize,
  "batching window in seconds": inputs.maximumBatchingWindowInSeconds,
  "splitting of failed batches": inputs.bisectBatchOnFunctionError,
  "parallelization factor": inputs.parallelizationFactor,
  "greatest age in seconds": inputs.maximumRecordAgeInSeconds,
  retries: inputs.maximumRetryAttempts,
  "response types": inputs.functionResponseTypes.join(),
  filters: filters(inputs.filterCriteria.filters.map(({ pattern }) => pattern)),
  "failure destination": inputs.destinationConfig.onFailure.destinationArn !== "",
});

/** Patterns as one text, whatever their order and their blanks. */
export const filters = (patterns: readonly string[]): string =>
  patterns
    .map((pattern) => JSON.stringify(JSON.parse(pattern)))
    .sort()
    .join();

const redrivePolicy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

/** The queue's name for dead letters, and after how many failures they go there. */
export function deadLettering(policy: string | undefined): Settings {
  if (policy === undefined) return {};
  const { deadLetterTargetArn, maxReceiveCount } = redrivePolicy.parse(JSON.parse(policy));
  return { "dead letters' queue": deadLetterTargetArn.split(":").at(-1), "failures before that": maxReceiveCount };
}

const queueSettings = (inputs: z.infer<typeof queueInputs>): Settings => ({
  "visibility timeout in seconds": inputs.visibilityTimeoutSeconds,
  "retention in seconds": inputs.messageRetentionSeconds,
  "scope of deduplication": inputs.deduplicationScope,
  "scope of throughput": inputs.fifoThroughputLimit,
  "encryption by SQS": inputs.sqsManagedSseEnabled,
  ...deadLettering(inputs.redrivePolicy),
});
