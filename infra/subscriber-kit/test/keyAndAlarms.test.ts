import { Template } from "aws-cdk-lib/assertions";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Alias, type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Duration, type Stack } from "aws-cdk-lib/core";
import type { Subscriber } from "../../subscribers.ts";
import {
  ACCOUNT,
  addQueue,
  expect,
  newStack,
  only,
  outputOf,
  PUBLISHER,
  queueAndPolicy,
  REGION,
  synthesize,
  test,
  warningsOf,
} from "./support.ts";

const IMPORTED = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0f5e1f5c-2ab8-4c5e-9c69-0d3c8d0a2f11`;

const publisherUsesKey = {
  Effect: "Allow",
  Action: ["kms:GenerateDataKey", "kms:Decrypt"],
  Resource: "*",
  Principal: { AWS: "arn:aws:iam::444455556666:root" },
  Condition: { ArnLike: { "aws:PrincipalArn": [PUBLISHER] } },
};

function withKey(makeKey: (stack: Stack) => IKey) {
  const stack = newStack();
  const events = addQueue(stack, { encryptionKey: makeKey(stack) });
  return { stack, events, template: () => Template.fromStack(stack) };
}

test("a key of the team encrypts both queues", () => {
  const template = withKey((stack) => new Key(stack, "Key")).template();

  const KmsMasterKeyId = { "Fn::GetAtt": [only(template, "AWS::KMS::Key").id, "Arn"] };
  template.allResourcesProperties("AWS::SQS::Queue", { KmsMasterKeyId });
});

test("the publisher may use the key, and its account's other roles may not", () => {
  const { stack, template } = withKey((stack) => new Key(stack, "Key"));

  const { Statement } = only(template(), "AWS::KMS::Key").properties.KeyPolicy;
  expect(Statement.slice(1)).toEqual([publisherUsesKey]);
  expect(warningsOf(stack)).toEqual([]);
});

test("the row that a team pastes names the key, which the publisher's own policy needs", () => {
  const template = withKey((stack) => new Key(stack, "Key")).template();

  const row: Subscriber = JSON.parse(outputOf(template, "SubscriberRow"));
  expect(row.external?.production?.keyArn).toBe(`arn:aws:kms:${REGION}:${ACCOUNT}:key/of-the-team`);
});

test("an imported key works, and a warning holds the statement that its policy needs", () => {
  const { stack, template } = withKey((stack) => Key.fromKeyArn(stack, "Key", IMPORTED));

  template().allResourcesProperties("AWS::SQS::Queue", { KmsMasterKeyId: IMPORTED });
  expect(JSON.parse(outputOf(template(), "SubscriberRow")).external.production.keyArn).toBe(IMPORTED);
  const warnings = warningsOf(stack);
  expect(warnings).toEqual([expect.stringContaining("encryptionKey is imported")]);
  expect(JSON.parse(String(warnings[0]?.match(/\{.*\}/)))).toEqual(publisherUsesKey);
});

test.each<[string, (stack: Stack) => IKey]>([
  ["of a key here", (stack) => new Alias(stack, "Alias", { aliasName: "alias/crm", targetKey: new Key(stack, "Key") })],
  ["found by its name", (stack) => Alias.fromAliasName(stack, "Alias", "alias/aws/sqs")],
  ["as an ARN", (stack) => Key.fromKeyArn(stack, "Key", `arn:aws:kms:${REGION}:${ACCOUNT}:alias/crm`)],
])("an alias %s is refused: the publisher's policy could not name the key", (_, makeKey) => {
  expect(() => withKey(makeKey)).toThrow("encryptionKey must be the key itself");
});

test("a consumer with grantConsumeMessages may receive and decrypt, and not send", () => {
  const { stack, events, template } = withKey((stack) => new Key(stack, "Key"));
  const consumer = new Role(stack, "Consumer", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });

  events.queue.grantConsumeMessages(consumer);

  const { Statement } = only(template(), "AWS::IAM::Policy").properties.PolicyDocument;
  const actions = Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
  expect(actions).toEqual(expect.arrayContaining(["sqs:ReceiveMessage", "sqs:DeleteMessage", "kms:Decrypt"]));
  expect(actions).not.toContain("sqs:SendMessage");
});

const alarmOn = (template: Template, MetricName: string) => only(template, "AWS::CloudWatch::Alarm", { MetricName });

test("one dead letter goes off within a minute or so", () => {
  const template = synthesize();

  const { id } = queueAndPolicy(template, "crm-production-dlq.fifo");
  expect(alarmOn(template, "ApproximateNumberOfMessagesVisible").properties).toEqual({
    AlarmDescription: "crm: a customer event is in the dead-letter queue.",
    Namespace: "AWS/SQS",
    MetricName: "ApproximateNumberOfMessagesVisible",
    Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [id, "QueueName"] } }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
  });
});

test("an event that waits for an hour goes off, or for as long as the team says", () => {
  const template = synthesize();
  const patient = synthesize({ alarmAfter: Duration.minutes(90) });

  const { id } = queueAndPolicy(template, "crm-production.fifo");
  expect(alarmOn(template, "ApproximateAgeOfOldestMessage").properties).toMatchObject({
    AlarmDescription: "crm: a customer event has waited for 1 hour.",
    Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [id, "QueueName"] } }],
    Statistic: "Maximum",
    Threshold: 3600,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  });
  expect(alarmOn(patient, "ApproximateAgeOfOldestMessage").properties.Threshold).toBe(5400);
});

test("both alarms go to the topic, if there is one", () => {
  const stack = newStack();
  addQueue(stack, { alarmTopic: new Topic(stack, "Topic") });

  const template = Template.fromStack(stack);

  const { id } = only(template, "AWS::SNS::Topic");
  template.resourceCountIs("AWS::CloudWatch::Alarm", 2);
  template.allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: [{ Ref: id }] });
  expect(JSON.stringify(synthesize().toJSON())).not.toContain("AlarmActions");
});
