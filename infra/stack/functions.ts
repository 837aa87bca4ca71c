/** What all functions of a stage share. */
import { isLive, resourceName, type StageSettings } from "../settings.ts";
import { generatedName } from "./names.ts";
import type { Tables } from "./tables.ts";

export interface FunctionNeeds {
  stage: string;
  settings: StageSettings;
  tables: Tables;
  /** Its permissions, besides writing its log and its trace. */
  permissions: sst.aws.FunctionPermissionArgs[];
  timeout: `${number} seconds`;
  environment?: Record<string, $util.Input<string>>;
  /** A fixed role name, for roles that others must be able to name. */
  roleName?: $util.Input<string>;
  /** Another function's role, in place of one with these permissions. */
  role?: $util.Input<string>;
}

/** The function of a file in functions/. */
export const functionArgs = (file: string, needs: FunctionNeeds): sst.aws.FunctionArgs => {
  const { stage, settings, tables, permissions, timeout, environment, roleName, role } = needs;
  return {
    handler: `functions/${file}.handler`,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: "1024 MB",
    timeout,
    environment: {
      STAGE: stage,
      ...(isLive(stage) ? { LIVEMODE: "true" } : {}),
      CUSTOMERS_TABLE: tables.customers.name,
      ORGANIZATIONS_TABLE: tables.organizations.name,
      ...environment,
    },
    ...(role === undefined ? {} : { role }),
    permissions: [...permissions, writeLog(stage, file), ...(settings.tracing ? [tracing] : [])],
    logging: { format: "json", retention: settings.logRetention },
    // Splitting keeps what the SDK loads on demand out of a cold start. SST would upload a source map of each chunk for
    // its console: 20 objects per function, on every deploy, that no removal deletes.
    nodejs: { minify: true, splitting: true, esbuild: { keepNames: false, sourcemap: false } },
    transform: {
      role: (args, opts) => {
        // SST 4.17 also lets the account's root assume the role, and gives it a policy on every log group.
        args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
        args.managedPolicyArns = [];
        if (roleName) args.name = roleName;
        else {
          args.name = generatedName(stage, file);
          opts.ignoreChanges = ["name"];
        }
      },
      logGroup: (args) => {
        args.name = `/aws/lambda/${generatedName(stage, file)}`;
      },
      function: (args, opts) => {
        args.name = generatedName(stage, file);
        opts.ignoreChanges = ["name"];
        args.tracingConfig = { mode: settings.tracing ? "Active" : "PassThrough" };
        // Each request logs one line of its own; Lambda's three lines would cost more than that.
        args.loggingConfig = $output(args.loggingConfig).apply((config) => ({
          logFormat: "JSON",
          ...config,
          systemLogLevel: "WARN",
        }));
      },
    },
  };
};

/** The ARN of a resource in the stage's account and region, whether or not it exists. */
export const arnHere = (service: string, resource: string): $util.Output<string> => {
  const { partition } = aws.getPartitionOutput();
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  return $interpolate`arn:${partition}:${service}:${region}:${accountId}:${resource}`;
};

/** The group's name has a random end, or none in stages from before that. */
export const writeLog = (stage: string, file: string): sst.aws.FunctionPermissionArgs => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: ["", "-*"].map((end) => arnHere("logs", `log-group:/aws/lambda/${resourceName(stage, file)}${end}:*`)),
});

/** X-Ray permissions cannot be limited to resources. */
const tracing: sst.aws.FunctionPermissionArgs = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};
