/** The synthesized stages, for tests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { type Route, routes } from "../../infra/routes.ts";
import { root } from "../../synth/platform.ts";
import { type Resource, readSynthesis } from "../../synth/synthesize.ts";

/**
 * `jay` is a person's stage; `shop` keeps its data, and has everything that a team can configure.
 * The region is one that it has besides its first one.
 */
export type StageName = "production" | "jay" | "shop";

export const externalQueue = {
  arn: "arn:aws:sqs:us-east-1:210987654321:crm.fifo",
  url: "https://sqs.us-east-1.amazonaws.com/210987654321/crm.fifo",
  keyArn: "arn:aws:kms:us-east-1:210987654321:key/11111111-2222-4333-8444-555555555555",
};

/** A team's configuration of the stage `shop`. */
export const configuredStage = {
  "infra/deployment.ts": `
    export const stagesThatKeepData = ["shop"];
    export const dashboard = true;
    export const budgets = { "shop-us-east-1": { dollarsAMonth: 50, email: "oncall@example.com" } };
    export const furtherRegions = { shop: ["us-east-1"] };
    export const feedConcurrency = { shop: 40 };
    export const stagesToRemove = [];
    export const domains = { "shop-us-east-1": { api: "customers.example.com", dashboard: "dashboard.example.com" } };
    export const restoredTables = { "shop-us-east-1": { customers: "customers-restored" } };`,
  "infra/settings.ts": readFileSync(join(root, "infra/settings.ts"), "utf8").replaceAll(
    "tracing: false",
    "tracing: true",
  ),
  "infra/subscribers.ts": `
    export const subscribers = [
      { name: "audit", events: "all" },
      { name: "crm", events: ["customer.created"], external: { "shop-us-east-1": ${JSON.stringify(externalQueue)} } },
    ];
    export const queueNames = ({ name }) => ({ queue: name + ".fifo", deadLetterQueue: name + "-dlq.fifo" });`,
};

export interface Registered {
  type: string;
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of every resource type of AWS
  inputs: any;
  protect: boolean;
  retainOnDelete: boolean;
}

/** The resources that a stage creates, without those it looks up. */
const made = (resources: readonly Resource[]): Registered[] =>
  resources.filter(({ lookedUp }) => lookedUp === undefined);

export interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
  Condition?: unknown;
}

/** The permissions of a role. In a policy, one action or resource may stand without a list. */
export const statementsIn = ({ inputs }: Registered): Statement[] =>
  JSON.parse(inputs.inlinePolicies[0].policy).Statement.map(({ Action, Resource, ...rest }: Statement) => ({
    ...rest,
    Action: [Action].flat(),
    Resource: [Resource].flat(),
  }));

/** The file in functions/ of a function with this name: `clientela-<stage>-<file>-<random>`. */
export const fileOf = (functionName: string): string => functionName.split("-").at(-2) ?? "";

/** A synthesized stage, and functions to read it. */
export function stage(name: StageName) {
  const synthesis = readSynthesis(inject("stages")[name]);
  const all = (type: string): Registered[] => made(synthesis.resources).filter((resource) => resource.type === type);
  const one = (type: string, named: string): Registered => {
    const found = all(type).filter((resource) => resource.name === named);
    if (found.length !== 1)
      throw new Error(`${found.length} of ${type} ${named}; there are ${all(type).map((r) => r.name)}`);
    return found[0] as Registered;
  };
  const functionOf = (file: string): Registered => {
    const fn = all(FUNCTION).find(({ inputs }) => fileOf(inputs.name) === file);
    if (!fn) throw new Error(`No function ${file}`);
    return fn;
  };
  const roleOf = (file: string): Registered => {
    const route: Route | undefined = routes.find(({ operation }) => operation === file);
    const named = route?.runsAs === "publisher" ? "publishChanges" : file;
    return one(ROLE, functionOf(named).name.replace(/Function$/, "Role"));
  };
  return {
    name,
    synthesis,
    all,
    one,
    functionOf,
    roleOf,
    /** The permissions of the role that a function runs under. */
    statementsOf: (file: string): Statement[] => statementsIn(roleOf(file)),
    /** A function's bundle. */
    bundleOf: (file: string) => {
      const built = synthesis.functions[functionOf(file).name.replace(/Function$/, "")];
      if (!built) throw new Error(`No bundle of ${file}`);
      return built;
    },
    /** A table's ARN, also if it was restored. */
    tableArn: (id: string) => {
      const named = ({ type, name }: Resource) => type === TABLE && name === `${id}Table`;
      const table = synthesis.resources.find((resource) => resource.lookedUp !== undefined && named(resource));
      return `arn:aws:dynamodb:us-east-1:123456789012:table/${table?.lookedUp ?? one(TABLE, `${id}Table`).inputs.name}`;
    },
  };
}

export const FUNCTION = "aws:lambda/function:Function";
export const ROLE = "aws:iam/role:Role";
export const TABLE = "aws:dynamodb/table:Table";
export const QUEUE = "aws:sqs/queue:Queue";
export const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
