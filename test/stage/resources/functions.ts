/** Log groups, roles, functions, the stream's mappings, schedules. */
import type { Clients } from "../emulator/clients.ts";
import { ACCOUNT, REGION } from "../emulator/emulator.ts";
import { type Inputs, pascal, type ResourceType, type ResourceTypes, written } from "./resourceType.ts";

const logGroup: ResourceType = {
  create: async ({ name, retentionInDays, ...rest }, { logs }) => {
    await logs.createLogGroup({ logGroupName: name, ...rest });
    await logs.putRetentionPolicy({ logGroupName: name, retentionInDays });
    return { id: name, outputs: { arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}` } };
  },
  changeable: ["retentionInDays"],
  change: ({ retentionInDays }, { logs }, { id }) => logs.putRetentionPolicy({ logGroupName: id, retentionInDays }),
  remove: (id, _inputs, { logs }) => logs.deleteLogGroup({ logGroupName: id }),
};

const role: ResourceType = {
  create: async ({ name, assumeRolePolicy, inlinePolicies, managedPolicyArns = [], ...rest }, { iam }) => {
    if (managedPolicyArns.length > 0) throw new Error(`${name} has policies that are not written here`);
    const AssumeRolePolicyDocument =
      typeof assumeRolePolicy === "string" ? assumeRolePolicy : JSON.stringify(assumeRolePolicy);
    const { Role } = await iam.createRole({ RoleName: name, AssumeRolePolicyDocument, ...pascal(rest) });
    await putPolicies(iam, name, inlinePolicies);
    return { id: name, outputs: { arn: Role?.Arn } };
  },
  changeable: ["inlinePolicies"],
  change: ({ inlinePolicies }, { iam }, { id }) => putPolicies(iam, id, inlinePolicies),
  remove: async (id, _inputs, { iam }) => {
    const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName: id });
    for (const PolicyName of PolicyNames) await iam.deleteRolePolicy({ RoleName: id, PolicyName });
    await iam.deleteRole({ RoleName: id });
  },
};

async function putPolicies(iam: Clients["iam"], RoleName: string, policies: Inputs[] = []): Promise<void> {
  for (const { name, policy } of policies)
    await iam.putRolePolicy({ RoleName, PolicyName: name, PolicyDocument: policy });
}

/** Of a function's inputs, those of its configuration. */
const configurationOf = ({ handler, role, runtime, timeout, memorySize, environment, ...rest }: Inputs) => ({
  Handler: handler,
  Role: role,
  Runtime: runtime,
  Timeout: timeout,
  MemorySize: memorySize,
  Description: rest.description,
  Environment: { Variables: environment.variables },
  TracingConfig: pascal(rest.tracingConfig),
  LoggingConfig: pascal(rest.loggingConfig),
});

/** Keeps concurrency for a function, or leaves it to all others again. */
const reserve = (lambda: Clients["lambda"], FunctionName: string, reserved: number | undefined) =>
  reserved === undefined
    ? lambda.deleteFunctionConcurrency({ FunctionName })
    : lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: reserved });

const fn: ResourceType = {
  create: async (inputs, { lambda }) => {
    const { name, s3Bucket, s3Key, environment, reservedConcurrentExecutions: reserved, ...rest } = inputs;
    const { FunctionArn } = await lambda.createFunction({
      FunctionName: name,
      Code: { S3Bucket: s3Bucket, S3Key: s3Key },
      ...pascal(rest),
      ...configurationOf(inputs),
    });
    if (reserved !== undefined) await reserve(lambda, name, reserved);
    return { id: name, outputs: { arn: FunctionArn } };
  },
  changeable: [
    ...["s3Key", "handler", "role", "runtime", "timeout", "memorySize", "environment", "description"],
    ...["tracingConfig", "loggingConfig", "reservedConcurrentExecutions"],
  ],
  change: async (inputs, { lambda }, { id, changed }) => {
    const { s3Bucket, s3Key, reservedConcurrentExecutions } = inputs;
    if (changed.includes("s3Key"))
      await lambda.updateFunctionCode({ FunctionName: id, S3Bucket: s3Bucket, S3Key: s3Key });
    if (changed.includes("reservedConcurrentExecutions")) await reserve(lambda, id, reservedConcurrentExecutions);
    if (changed.some((name) => name !== "s3Key" && name !== "reservedConcurrentExecutions"))
      await lambda.updateFunctionConfiguration({ FunctionName: id, ...configurationOf(inputs) });
  },
  remove: (id, _inputs, { lambda }) => lambda.deleteFunction({ FunctionName: id }),
};

/** The inputs of a mapping that can be changed, by AWS's names. */
const mappingOf = ({ eventSourceArn, functionName, startingPosition, destinationConfig, ...rest }: Inputs) => ({
  ...pascal(rest),
  DestinationConfig: { OnFailure: { Destination: destinationConfig.onFailure.destinationArn } },
});

const mapping: ResourceType = {
  create: async (inputs, { lambda }) => {
    const { eventSourceArn, functionName, startingPosition } = inputs;
    const { UUID = "" } = await lambda.createEventSourceMapping({
      ...pascal({ eventSourceArn, functionName, startingPosition }),
      ...mappingOf(inputs),
    });
    return { id: UUID, outputs: { uuid: UUID } };
  },
  changeable: [
    "batchSize",
    "maximumBatchingWindowInSeconds",
    "parallelizationFactor",
    "filterCriteria",
    "metricsConfig",
  ],
  change: (inputs, { lambda }, { id }) => lambda.updateEventSourceMapping({ UUID: id, ...mappingOf(inputs) }),
  remove: (id, _inputs, { lambda }) => lambda.deleteEventSourceMapping({ UUID: id }),
};

const permission: ResourceType = {
  create: async ({ function: FunctionName, ...rest }, { lambda }, name) => {
    // Pulumi's own names end in seven random characters.
    const StatementId = `${name}-0000000`;
    await lambda.addPermission({ FunctionName, StatementId, ...pascal(rest) });
    return { id: StatementId };
  },
  remove: (id, inputs, { lambda }) => lambda.removePermission({ FunctionName: inputs.function, StatementId: id }),
};

const rule: ResourceType = written(
  async (inputs, { events }) => {
    const { RuleArn } = await events.putRule(pascal(inputs));
    return { id: inputs.name, outputs: { arn: RuleArn } };
  },
  ["scheduleExpression"],
  (id, _inputs, { events }) => events.deleteRule({ Name: id }),
);

const target: ResourceType = {
  create: async ({ rule, arn }, { events }, name) => {
    await events.putTargets({ Rule: rule, Targets: [{ Id: name, Arn: arn }] });
    return { id: name };
  },
  remove: (id, { rule }, { events }) => events.removeTargets({ Rule: rule, Ids: [id] }),
};

const invokeConfig: ResourceType = {
  create: async (inputs, { lambda }) => {
    await lambda.putFunctionEventInvokeConfig(pascal(inputs));
    return { id: inputs.functionName };
  },
  remove: (id, _inputs, { lambda }) => lambda.deleteFunctionEventInvokeConfig({ FunctionName: id }),
};

/** A function that a deployment runs once. */
const invocation: ResourceType = {
  create: async ({ functionName, input }, { lambda }, name) => {
    const { FunctionError, Payload } = await lambda.invoke({ FunctionName: functionName, Payload: input });
    if (FunctionError) throw new Error(`${functionName}: ${Payload?.transformToString()}`);
    return { id: name };
  },
};

export const functions: ResourceTypes = {
  "cloudwatch/logGroup:LogGroup": logGroup,
  "iam/role:Role": role,
  "lambda/function:Function": fn,
  "lambda/eventSourceMapping:EventSourceMapping": mapping,
  "lambda/permission:Permission": permission,
  "cloudwatch/eventRule:EventRule": rule,
  "cloudwatch/eventTarget:EventTarget": target,
  "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": invokeConfig,
  "lambda/invocation:Invocation": invocation,
};
