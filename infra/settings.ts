/** Settings that differ between stages, and the names of a stage's resources. Plain data and pure functions. */
import * as deployment from "./deployment.ts";

export const application = "clientela";

export interface StageSettings {
  /** Tables and queues survive `sst remove`, tables cannot be deleted; `sst remove` is refused. */
  keepsData: boolean;
  /**
   * Tables can be restored to any second of the last 35 days, and those that are mostly stored have the class that costs
   * less. A stage that is to be removed has it to its end: what recovery knows goes when it is switched off, and of a
   * table that is deleted with it AWS keeps a backup.
   */
  recovery: boolean;
  alarms: boolean;
  /** X-Ray traces: one invocation of each function a second and 5 % of the others, at 5 dollars a million. */
  tracing: boolean;
  /** Requests per second that API Gateway accepts, on average and in a burst. Beyond that it answers 429. */
  requestsPerSecond: { rate: number; burst: number };
  /** Capacity units per second that one table or index may use on demand: caps the cost of a runaway caller. */
  unitsPerSecond: { read: number; write: number };
  logRetention: "1 week" | "3 months";
  /** How long the event log keeps an event. */
  eventRetentionDays: number;
  /**
   * How many publishers work on one shard of the stream in parallel. A new AWS account runs 10 functions at once: 2
   * leave room for requests.
   */
  parallelizationFactor: number;
  /** Functions that are kept for readers of feeds; 0 for none: infra/deployment.ts. */
  feedConcurrency: number;
}

/**
 * After this time the publisher and the indexer give up on a change. A stream keeps records for 24 hours; the rest of that
 * time is for writing to the failure bucket.
 */
export const MAX_CHANGE_AGE_SECONDS = 20 * 3600;

const production: Omit<StageSettings, "feedConcurrency"> = {
  keepsData: true,
  recovery: true,
  alarms: true,
  tracing: false,
  requestsPerSecond: { rate: 1_000, burst: 2_000 },
  unitsPerSecond: { read: 4_000, write: 4_000 },
  logRetention: "3 months",
  eventRetentionDays: 365,
  parallelizationFactor: 2,
};

/** A person's or a pull request's stage: costs cents when idle, and `sst remove` deletes it. */
const personal: Omit<StageSettings, "feedConcurrency"> = {
  keepsData: false,
  recovery: false,
  alarms: false,
  tracing: false,
  requestsPerSecond: { rate: 50, burst: 100 },
  unitsPerSecond: { read: 200, write: 200 },
  logRetention: "1 week",
  eventRetentionDays: 30,
  parallelizationFactor: 2,
};

/** Names of functions and queues contain the stage's, and AWS limits them to 64 and 80 characters. */
const MAX_STAGE_LENGTH = 24;

/** Words that people call the stage of their customers by, also with a number behind them. */
const PRODUCTION = ["prod", "prd", "production", "live"];

/** The lists of infra/deployment.ts. */
type StageLists = Pick<typeof deployment, "stagesThatKeepData" | "stagesToRemove">;

/** Without functions of their own, readers that wait leave most of a new account's 10 to all others. */
const SHARED_FEED_SLOTS = 3;

/** How many readers of feeds may wait at once. A quarter of the functions answers those that do not. */
export const feedSlots = ({ feedConcurrency }: Pick<StageSettings, "feedConcurrency">): number =>
  feedConcurrency > 0 ? Math.floor((feedConcurrency * 3) / 4) : SHARED_FEED_SLOTS;

/** Whether the stage's objects are live. */
export const isLive = (stage: string, { stagesThatKeepData }: StageLists = deployment): boolean =>
  stagesThatKeepData.includes(stage);

/** Why a stage cannot be: its name is too long for those of AWS resources, or promises a production that it would not be. */
export function stageProblem(stage: string, lists: StageLists = deployment): string | undefined {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(stage) || stage.length > MAX_STAGE_LENGTH)
    return `The stage "${stage}" needs another name: 1 to ${MAX_STAGE_LENGTH} letters, digits and hyphens.`;
  const words = stage.toLowerCase().split("-");
  if (!isLive(stage, lists) && words.some((word) => PRODUCTION.includes(word.replace(/\d+$/, ""))))
    return `The stage "${stage}" looks like production, but infra/deployment.ts does not list it in stagesThatKeepData, so its data could be removed. Add it there, or take another name.`;
  return undefined;
}

/**
 * The settings of a stage.
 *
 * @throws Error with what `stageProblem` says
 */
export function stageSettings(stage: string, lists: StageLists = deployment): StageSettings {
  const problem = stageProblem(stage, lists);
  if (problem) throw new Error(problem);
  const feedConcurrency = deployment.feedConcurrency[stage] ?? 0;
  return isLive(stage, lists)
    ? { ...production, feedConcurrency, keepsData: !lists.stagesToRemove.includes(stage) }
    : { ...personal, feedConcurrency };
}

/** The stage's name where its regions differ, and in what its whole account shares: infra/deployment.ts. */
export const stageInRegion = (stage: string, region: string): string =>
  deployment.furtherRegions[stage]?.includes(region) ? `${stage}-${region}` : stage;

/** All of the stage's names by `stageInRegion`. */
export const stageInRegions = (stage: string): string[] => [
  stage,
  ...(deployment.furtherRegions[stage] ?? []).map((region) => `${stage}-${region}`),
];

/**
 * SST's id for our name of a resource, e.g. `CreateCustomer`. Changing an id creates a new resource: for a table, an
 * empty one.
 */
export const logicalId = (name: string): string =>
  name.replace(/(^|-)(.)/g, (_, _dash, letter: string) => letter.toUpperCase());

/** The name of a resource that others must be able to name: queues, alarms, the publisher's role. */
export const resourceName = (stage: string, name: string): string => `${application}-${stage}-${name}`;
