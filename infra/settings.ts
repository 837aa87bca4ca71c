/** What differs between stages, and how things of a stage are called. Plain data and pure functions. */

export const application = "clientela";

export interface StageSettings {
  /**
   * Tables survive `sst remove`, cannot be deleted, and can be restored to any second of the last 35 days; `sst remove`
   * is refused.
   */
  keepsData: boolean;
  alarms: boolean;
  /** Requests a second that API Gateway lets through, on average and in a burst; above it answers 429. */
  requestsPerSecond: { rate: number; burst: number };
  /** Capacity units a second that one table or index may use on demand: a cap on what a runaway caller costs. */
  unitsPerSecond: { read: number; write: number };
  logRetention: "1 week" | "3 months";
  /** How long the event log keeps an event. */
  eventRetentionDays: number;
  /**
   * Publishers that work on one shard of the stream at a time. A new AWS account runs 10 functions at once: 2 leave room
   * for requests.
   */
  parallelizationFactor: number;
}

const production: StageSettings = {
  keepsData: true,
  alarms: true,
  requestsPerSecond: { rate: 1_000, burst: 2_000 },
  unitsPerSecond: { read: 4_000, write: 4_000 },
  logRetention: "3 months",
  eventRetentionDays: 365,
  parallelizationFactor: 2,
};

/** A person's or a pull request's stage: cents at idle, gone with `sst remove`. */
const personal: StageSettings = {
  keepsData: false,
  alarms: false,
  requestsPerSecond: { rate: 50, burst: 100 },
  unitsPerSecond: { read: 200, write: 200 },
  logRetention: "1 week",
  eventRetentionDays: 30,
  parallelizationFactor: 2,
};

/** Names of functions and queues hold the stage's, and AWS allows them 64 and 80 characters. */
const MAX_STAGE_LENGTH = 24;

/** The settings of a stage. @throws Error when its name does not fit into the names of AWS */
export function stageSettings(stage: string): StageSettings {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(stage) || stage.length > MAX_STAGE_LENGTH)
    throw new Error(`The stage "${stage}" needs another name: 1 to ${MAX_STAGE_LENGTH} letters, digits and hyphens.`);
  return stage === "production" ? production : personal;
}

/** SST's id of a thing with our name, e.g. `CreateCustomer`, `Audit`. Another id is another thing: a table's, an empty one. */
export const logicalId = (name: string): string =>
  name.replace(/(^|-)(.)/g, (_, _dash, letter: string) => letter.toUpperCase());

/** The name of a thing that others must be able to name: functions, queues, the publisher's role. */
export const resourceName = (stage: string, name: string): string => `${application}-${stage}-${name}`;
