import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { App, Stack, type StackProps } from "aws-cdk-lib/core";
import type { IConstruct } from "constructs";
// biome-ignore lint/correctness/noUndeclaredDependencies: the root package has it, and runs these tests
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CustomerEventsQueue, type CustomerEventsQueueProps } from "../index.ts";

export { afterAll, beforeAll, expect, test, vi };

// CloudFormation's validation rules take seconds to load. The example is checked against them.
process.env.CDK_VALIDATION = "false";

export const PUBLISHER = "arn:aws:iam::444455556666:role/clientela-production-publisher";
export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";

/** Where a test file's stacks are synthesized. */
export const outdir = mkdtempSync(join(tmpdir(), "subscriber-kit-"));
afterAll(() => rmSync(outdir, { recursive: true }));

/** A team's stack, in an account that is not Clientela's. */
export const newStack = (props: StackProps = { env: { account: ACCOUNT, region: REGION } }): Stack =>
  new Stack(new App({ outdir }), "Crm", props);

export const addQueue = (stack: Stack, props: Partial<CustomerEventsQueueProps> = {}): CustomerEventsQueue =>
  new CustomerEventsQueue(stack, "Events", { publisherRoleArn: PUBLISHER, subscriberName: "crm", ...props });

/** The template of a stack with only the construct. */
export function synthesize(props: Partial<CustomerEventsQueueProps> = {}): Template {
  const stack = newStack();
  addQueue(stack, props);
  return Template.fromStack(stack);
}

/** The one resource of a type, or the one with these properties. */
export function only(template: Template, type: string, properties?: object) {
  const wanted = properties && { Properties: Match.objectLike(properties) };
  const found = Object.entries(template.findResources(type, wanted));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`There are ${found.length} of ${type}, not one.`);
  return { id: first[0], ...first[1], properties: first[1].Properties };
}

/** A queue and the statements of its policy. */
export function queueAndPolicy(template: Template, name: string) {
  const queue = only(template, "AWS::SQS::Queue", { QueueName: name });
  const policy = only(template, "AWS::SQS::QueuePolicy", { Queues: [{ Ref: queue.id }] });
  return { ...queue, statements: policy.properties.PolicyDocument.Statement };
}

/** An output of the construct, with its references replaced by values as from AWS. */
export function outputOf(template: Template, name: string): string {
  const { Resources, Outputs } = template.toJSON();
  const id = Object.keys(Outputs).find((key) => key.startsWith(`Events${name}`)) ?? "";
  const text = JSON.stringify(Outputs[id].Value, (_, value) => {
    const [resource, attribute] = value?.["Fn::GetAtt"] ?? [value?.Ref];
    if (resource === undefined) return value?.["Fn::Join"]?.[1] ?? value;
    const { Type, Properties } = Resources[resource];
    if (Type === "AWS::KMS::Key") return `arn:aws:kms:${REGION}:${ACCOUNT}:key/of-the-team`;
    return attribute === "Arn"
      ? `arn:aws:sqs:${REGION}:${ACCOUNT}:${Properties.QueueName}`
      : `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${Properties.QueueName}`;
  });
  return [JSON.parse(text)].flat().join("");
}

/** The part of cdk-nag used here. Its own types cover every AWS service and take seconds to check. */
interface CdkNag {
  AwsSolutionsChecks: new (
    scope: IConstruct,
  ) => { validateScope(scope: IConstruct): { violations: { ruleName: string }[] } };
}
const { AwsSolutionsChecks }: CdkNag = createRequire(import.meta.url)("cdk-nag");

/** The construct's warnings. */
export const warningsOf = (stack: Stack): string[] =>
  Annotations.fromStack(stack)
    .findWarning("*", Match.anyValue())
    .map(({ entry }) => String(entry.data));

/** The rules of AWS Solutions that a stack violates. */
export const brokenRules = (stack: Stack): string[] =>
  new AwsSolutionsChecks(stack).validateScope(stack).violations.map(({ ruleName }) => ruleName);
