/** What every function of a stage has in common. */
import { resourceName, type StageSettings } from "../settings.ts";
import type { Tables } from "./tables.ts";

export interface FunctionNeeds {
  stage: string;
  settings: StageSettings;
  tables: Tables;
  /** What it may do, besides writing its log and its trace. */
  permissions: sst.aws.FunctionPermissionArgs[];
  timeout: `${number} seconds`;
  environment?: Record<string, $util.Input<string>>;
  /** Its role's name, for a role that others must be able to name. */
  roleName?: string;
}

/** The function of a file in functions/. */
export const functionArgs = (file: string, needs: FunctionNeeds): sst.aws.FunctionArgs => {
  const { stage, settings, tables, permissions, timeout, environment, roleName } = needs;
  const name = resourceName(stage, file);
  return {
    name,
    handler: `functions/${file}.handler`,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: "1024 MB",
    timeout,
    environment: {
      STAGE: stage,
      CUSTOMERS_TABLE: tables.customers.name,
      ORGANIZATIONS_TABLE: tables.organizations.name,
      ...environment,
    },
    permissions: [...permissions, writeLog(name), tracing],
    logging: { format: "json", retention: settings.logRetention },
    // Splitting keeps what the SDK loads on demand out of a cold start. SST would upload a source map of each chunk for its
    // console: 20 objects a function, on every deploy, that no removal deletes.
    nodejs: { minify: true, splitting: true, esbuild: { keepNames: false, sourcemap: false } },
    transform: {
      role: (args) => {
        // SST 4.17 also lets the account's root take the role, and gives it a policy on every log group.
        args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
        args.managedPolicyArns = [];
        if (roleName) args.name = roleName;
      },
      function: (args) => {
        args.tracingConfig = { mode: "Active" };
        // Each request logs one line of its own; Lambda's three would cost more than it.
        args.loggingConfig = $output(args.loggingConfig).apply((config) => ({
          logFormat: "JSON",
          ...config,
          systemLogLevel: "WARN",
        }));
      },
    },
  };
};

/** The ARN of what is in the stage's account and region, made or not. */
export const arnHere = (service: string, resource: string): $util.Output<string> => {
  const { partition } = aws.getPartitionOutput();
  const { region } = aws.getRegionOutput();
  const { accountId } = aws.getCallerIdentityOutput();
  return $interpolate`arn:${partition}:${service}:${region}:${accountId}:${resource}`;
};

const writeLog = (functionName: string): sst.aws.FunctionPermissionArgs => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [arnHere("logs", `log-group:/aws/lambda/${functionName}:*`)],
});

/** X-Ray knows no resources. */
const tracing: sst.aws.FunctionPermissionArgs = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
};
