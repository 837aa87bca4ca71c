/** Log groups, roles, functions, the stream's mappings, schedules. */
import type { Clients } from "./clients.ts";
import { type Inputs, pascal, type Synthesized } from "./synthesized.ts";

export async function createLogGroups(stage: Synthesized, { logs }: Clients): Promise<void> {
  for (const { inputs } of stage.of("cloudwatch/logGroup:LogGroup")) {
    const { name, retentionInDays, ...rest } = inputs;
    await logs.createLogGroup({ logGroupName: name, ...rest });
    await logs.putRetentionPolicy({ logGroupName: name, retentionInDays });
  }
}

export async function createRoles(stage: Synthesized, { iam }: Clients): Promise<void> {
  for (const { inputs } of stage.of("iam/role:Role")) {
    const { name, assumeRolePolicy, inlinePolicies, managedPolicyArns, ...rest } = inputs;
    if (managedPolicyArns.length > 0) throw new Error(`${name} has policies that are not written here`);
    await iam.createRole({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify(assumeRolePolicy),
      ...pascal(rest),
    });
    for (const policy of inlinePolicies)
      await iam.putRolePolicy({ RoleName: name, PolicyName: policy.name, PolicyDocument: policy.policy });
  }
}

export async function createFunctions(stage: Synthesized, { lambda }: Clients): Promise<void> {
  const create = ({ inputs }: Inputs) => {
    const { name, s3Bucket, s3Key, environment, ...rest } = inputs;
    return lambda.createFunction({
      FunctionName: name,
      Code: { S3Bucket: s3Bucket, S3Key: s3Key },
      Environment: { Variables: environment.variables },
      ...pascal(rest),
    });
  };
  await Promise.all(stage.of("lambda/function:Function").map(create));
}

export async function createMappings(stage: Synthesized, { lambda }: Clients): Promise<void> {
  for (const { inputs, mocked } of stage.of("lambda/eventSourceMapping:EventSourceMapping")) {
    const { destinationConfig, ...rest } = inputs;
    const { destinationArn } = destinationConfig.onFailure;
    const { UUID } = await lambda.createEventSourceMapping({
      ...pascal(rest),
      DestinationConfig: { OnFailure: { Destination: destinationArn } },
    });
    stage.answered(mocked.uuid, UUID);
  }
}

/** What runs by the clock, and what a deployment runs once. */
export async function createSchedules(stage: Synthesized, { events, lambda }: Clients): Promise<void> {
  for (const { inputs, mocked } of stage.of("cloudwatch/eventRule:EventRule")) {
    const { RuleArn } = await events.putRule(pascal(inputs));
    stage.answered(mocked.arn, RuleArn);
  }
  for (const { name, inputs } of stage.of("cloudwatch/eventTarget:EventTarget"))
    await events.putTargets({ Rule: inputs.rule, Targets: [{ Id: name, Arn: inputs.arn }] });
  for (const { inputs } of stage.of("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"))
    await lambda.putFunctionEventInvokeConfig(pascal(inputs));
  for (const { inputs } of stage.of("lambda/invocation:Invocation")) {
    const { functionName, input } = inputs;
    const { FunctionError, Payload } = await lambda.invoke({ FunctionName: functionName, Payload: input });
    if (FunctionError) throw new Error(`${functionName}: ${Payload?.transformToString()}`);
  }
}
