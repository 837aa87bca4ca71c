/** A function that calls the stage's API every five minutes: functions/canary.ts. */
import type { StageSettings } from "../settings.ts";
import { functionArgs } from "./functions.ts";
import { generatedName } from "./names.ts";
import type { Tables } from "./tables.ts";

/** The canary, and the key of an organization of its own, created when the stage is deployed. */
export async function createCanary(
  stage: string,
  settings: StageSettings,
  tables: Tables,
  apiUrl: $util.Input<string>,
): Promise<sst.aws.Function> {
  // Not at the file's top: SST reads the configuration before it has fetched its platform.
  // biome-ignore lint/correctness/noUndeclaredDependencies: SST's platform has it
  const { RandomPassword } = await import("@pulumi/random");
  const secret = new RandomPassword("CanarySecret", { length: 32, special: false }).result;
  const key = new sst.Linkable("CanaryKey", { properties: { secret: $interpolate`ck_${secret}` } });
  setUp(stage, settings, tables, key);
  const canary = new sst.aws.Function("Canary", {
    ...functionArgs("canary", {
      stage,
      settings,
      tables,
      timeout: "60 seconds",
      permissions: [],
      environment: { API_URL: apiUrl },
    }),
    link: [key],
    memory: "256 MB",
    // The next round is soon.
    retries: 0,
  });
  everyFiveMinutes(stage, canary);
  return canary;
}

/** Again when another table takes the place of the organizations'. */
function setUp(stage: string, settings: StageSettings, tables: Tables, key: sst.Linkable<object>): void {
  const setUp = new sst.aws.Function("SetUpCanary", {
    ...functionArgs("setUpCanary", {
      stage,
      settings,
      tables,
      timeout: "60 seconds",
      permissions: [{ actions: ["dynamodb:PutItem"], resources: [tables.organizations.arn, tables.search.arn] }],
      environment: { SEARCH_TABLE: tables.search.name },
    }),
    link: [key],
  });
  new aws.lambda.Invocation("CanarySetUp", {
    functionName: setUp.name,
    input: "{}",
    triggers: { organizations: tables.organizations.name },
  });
}

function everyFiveMinutes(stage: string, canary: sst.aws.Function): void {
  const rule = new aws.cloudwatch.EventRule(
    "CanarySchedule",
    { name: generatedName(stage, "canary"), scheduleExpression: "rate(5 minutes)" },
    { ignoreChanges: ["name"] },
  );
  const allowed = new aws.lambda.Permission("CanaryPermission", {
    action: "lambda:InvokeFunction",
    function: canary.name,
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  new aws.cloudwatch.EventTarget("CanaryTarget", { rule: rule.name, arn: canary.arn }, { dependsOn: [allowed] });
}
