import { Template } from "aws-cdk-lib/assertions";
import { Key } from "aws-cdk-lib/aws-kms";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { resourceName } from "../../settings.ts";
import type { Subscriber } from "../../subscribers.ts";
import { CustomerEventsQueue, type CustomerEventsQueueProps } from "../index.ts";
import {
  ACCOUNT,
  addQueue,
  brokenRules,
  expect,
  newStack,
  outputOf,
  PUBLISHER,
  queueAndPolicy,
  REGION,
  synthesize,
  test,
} from "./support.ts";

const QUEUE = "crm-production.fifo";
const DEAD_LETTERS = "crm-production-dlq.fifo";

const tlsOnly = (id: string) => ({
  Action: "sqs:*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
  Effect: "Deny",
  Principal: { AWS: "*" },
  Resource: { "Fn::GetAtt": [id, "Arn"] },
});

test("the queue keeps the order of each customer, at high throughput, for 14 days", () => {
  const template = synthesize();

  expect(queueAndPolicy(template, QUEUE).properties).toEqual({
    QueueName: QUEUE,
    FifoQueue: true,
    DeduplicationScope: "messageGroup",
    FifoThroughputLimit: "perMessageGroupId",
    MessageRetentionPeriod: 14 * 24 * 3600,
    RedrivePolicy: {
      deadLetterTargetArn: { "Fn::GetAtt": [queueAndPolicy(template, DEAD_LETTERS).id, "Arn"] },
      maxReceiveCount: 5,
    },
    SqsManagedSseEnabled: true,
    VisibilityTimeout: 300,
  });
});

test("the dead-letter queue takes from the queue alone, and keeps for 14 days", () => {
  const { properties } = queueAndPolicy(synthesize(), DEAD_LETTERS);

  const sourceArn = { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:sqs:${REGION}:${ACCOUNT}:${QUEUE}`]] };
  expect(properties).toEqual({
    QueueName: DEAD_LETTERS,
    FifoQueue: true,
    MessageRetentionPeriod: 14 * 24 * 3600,
    RedriveAllowPolicy: { redrivePermission: "byQueue", sourceQueueArns: [sourceArn] },
    SqsManagedSseEnabled: true,
  });
});

test("the stage's publisher may send and nobody else, over TLS only", () => {
  const { id, statements } = queueAndPolicy(synthesize(), QUEUE);

  const send = { Action: "sqs:SendMessage", Resource: { "Fn::GetAtt": [id, "Arn"] } };
  expect(statements).toEqual([
    tlsOnly(id),
    {
      Sid: "ClientelaSends",
      Effect: "Allow",
      ...send,
      Principal: { AWS: "arn:aws:iam::444455556666:root" },
      Condition: { ArnLike: { "aws:PrincipalArn": [PUBLISHER] } },
    },
    {
      Sid: "NobodyElseSends",
      Effect: "Deny",
      ...send,
      Principal: { AWS: "*" },
      Condition: { ArnNotLike: { "aws:PrincipalArn": [PUBLISHER] } },
    },
  ]);
});

test("the dead-letter queue lets nobody in without TLS, and grants nothing", () => {
  const { id, statements } = queueAndPolicy(synthesize(), DEAD_LETTERS);

  expect(statements).toEqual([tlsOnly(id)]);
});

test("Clientela's operators may send too, those who move dead letters are only not denied", () => {
  const operator = "arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Operators_*";
  const elsewhere = "arn:aws:iam::777788889999:role/operators";
  const mover = `arn:aws:iam::${ACCOUNT}:role/on-call`;

  const { statements } = queueAndPolicy(
    synthesize({ operatorRoleArns: [operator, elsewhere], redriveRoleArns: [mover] }),
    QUEUE,
  );

  const [, allow, deny] = statements;
  expect(allow.Principal.AWS).toEqual(["arn:aws:iam::444455556666:root", "arn:aws:iam::777788889999:root"]);
  expect(allow.Condition).toEqual({ ArnLike: { "aws:PrincipalArn": [PUBLISHER, operator, elsewhere] } });
  expect(deny.Condition).toEqual({ ArnNotLike: { "aws:PrincipalArn": [PUBLISHER, operator, elsewhere, mover] } });
});

test("the role that it lets in is the one that a stage gives its publisher", () => {
  const role = (stage: string) => `arn:aws:iam::444455556666:role/${resourceName(stage, "publisher")}`;

  const template = synthesize({ publisherRoleArn: role("Ann-2") });

  expect(queueAndPolicy(template, "crm-Ann-2.fifo").statements[1].Condition.ArnLike).toEqual({
    "aws:PrincipalArn": ["arn:aws:iam::444455556666:role/clientela-Ann-2-publisher"],
  });
});

test("a stage of the same account and one of another partition are let in as any other", () => {
  for (const account of [`arn:aws:iam::${ACCOUNT}`, "arn:aws-us-gov:iam::444455556666"]) {
    const template = synthesize({ publisherRoleArn: `${account}:role/clientela-production-publisher` });

    expect(queueAndPolicy(template, QUEUE).statements[1].Principal).toEqual({ AWS: `${account}:root` });
  }
});

test("without a key SQS encrypts both queues, and no key is made", () => {
  const template = synthesize();

  template.resourceCountIs("AWS::KMS::Key", 0);
  template.allResourcesProperties("AWS::SQS::Queue", { SqsManagedSseEnabled: true });
});

test("a queue leaves the stack but not the account by default", () => {
  const policies = (template: Template) =>
    Object.values(template.findResources("AWS::SQS::Queue")).map((it) => [it.DeletionPolicy, it.UpdateReplacePolicy]);

  expect(policies(synthesize())).toEqual(Array(2).fill(["Retain", "Retain"]));
  expect(policies(synthesize({ removalPolicy: RemovalPolicy.DESTROY }))).toEqual(Array(2).fill(["Delete", "Delete"]));
});

test("how long and how often a consumer may try is the team's choice", () => {
  const { properties } = queueAndPolicy(
    synthesize({ visibilityTimeout: Duration.minutes(90), maxReceiveCount: 1 }),
    QUEUE,
  );

  expect([properties.VisibilityTimeout, properties.RedrivePolicy.maxReceiveCount]).toEqual([5400, 1]);
});

test("the row that a team pastes fits infra/subscribers.ts and leads to the queue", () => {
  const template = synthesize();

  const external = {
    arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${QUEUE}`,
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${QUEUE}`,
  };
  const row: Subscriber = { name: "crm", events: "all", external: { production: external } };
  expect(JSON.parse(outputOf(template, "SubscriberRow"))).toEqual(row);
  expect([outputOf(template, "QueueArn"), outputOf(template, "QueueUrl")]).toEqual([external.arn, external.url]);
});

test("a further region of a stage's account is told apart, by the name under which the stage looks for its queue", () => {
  const publisherRoleArn = "arn:aws:iam::444455556666:role/clientela-production-eu-west-1-publisher";
  const template = synthesize({ publisherRoleArn });

  const { external } = JSON.parse(outputOf(template, "SubscriberRow"));
  expect(Object.keys(external)).toEqual(["production-eu-west-1"]);
  expect(outputOf(template, "QueueArn")).toContain(":crm-production-eu-west-1.fifo");
});

test("an account takes the events of two stages and of two subscribers", () => {
  const stack = newStack();
  addQueue(stack);
  new CustomerEventsQueue(stack, "Staging", {
    publisherRoleArn: "arn:aws:iam::444455556666:role/clientela-staging-publisher",
    subscriberName: "crm",
  });
  new CustomerEventsQueue(stack, "Shop", { publisherRoleArn: PUBLISHER, subscriberName: "shop" });

  const queues = Object.values(Template.fromStack(stack).findResources("AWS::SQS::Queue"));
  const names = ["crm-production", "crm-staging", "shop-production"];
  expect(queues.map(({ Properties }) => Properties.QueueName).sort()).toEqual(
    names.flatMap((name) => [`${name}-dlq.fifo`, `${name}.fifo`]),
  );
});

test("a stack that does not know its account yet gets the same", () => {
  const stack = newStack({});
  addQueue(stack);

  const template = Template.fromStack(stack);

  expect(queueAndPolicy(template, QUEUE).statements).toEqual(queueAndPolicy(synthesize(), QUEUE).statements);
  expect(JSON.parse(outputOf(template, "SubscriberRow")).external.production.arn).toContain(`:${QUEUE}`);
});

test("cdk-nag's AWS Solutions find nothing, with a key of SQS or of the team", () => {
  const [managed, keyed] = [newStack(), newStack()];
  addQueue(managed);
  addQueue(keyed, { encryptionKey: new Key(keyed, "Key", { enableKeyRotation: true }) });

  expect([brokenRules(managed), brokenRules(keyed)]).toEqual([[], []]);
});

test("cdk-nag does find what the construct prevents", () => {
  const stack = newStack();
  new Queue(stack, "Bare", { fifo: true });
  addQueue(stack, { encryptionKey: new Key(stack, "Key") });

  expect(brokenRules(stack).sort()).toEqual(["AwsSolutions-KMS5", "AwsSolutions-SQS3", "AwsSolutions-SQS4"]);
});

const role = (name: string) => `arn:aws:iam::444455556666:role/${name}`;

test.each<[string, Partial<CustomerEventsQueueProps>, string]>([
  ["a publisher that is no ARN", { publisherRoleArn: "clientela-production-publisher" }, "publisherRoleArn is"],
  ["an account in place of a role", { publisherRoleArn: "arn:aws:iam::444455556666:root" }, "publisherRoleArn is"],
  ["a user", { publisherRoleArn: PUBLISHER.replace(":role/", ":user/") }, "publisherRoleArn is"],
  ["an account of 11 digits", { publisherRoleArn: PUBLISHER.replace("444", "44") }, "publisherRoleArn is"],
  ["any stage", { publisherRoleArn: role("clientela-*-publisher") }, "publisherRoleArn is"],
  ["another role", { publisherRoleArn: role("administrator") }, "publisherRoleArn is"],
  ["an ARN with more behind it", { publisherRoleArn: `${PUBLISHER}-2` }, "publisherRoleArn is"],
  ["a token", { publisherRoleArn: PUBLISHER.replace("444455556666", Aws.ACCOUNT_ID) }, "publisherRoleArn is"],
  [
    "operators of any account",
    { operatorRoleArns: ["arn:aws:iam::*:role/x"] },
    '"arn:aws:iam::*:role/x" is not a role',
  ],
  ["an operator that is a star", { operatorRoleArns: ["*"] }, '"*" is not a role'],
  [
    "a user who moves dead letters",
    { redriveRoleArns: ["arn:aws:iam::1:user/x"] },
    '"arn:aws:iam::1:user/x" is not a role',
  ],
  ["no name", { subscriberName: "" }, 'subscriberName "" must'],
  ["capitals", { subscriberName: "CRM" }, 'subscriberName "CRM" must'],
  ["the queue's name", { subscriberName: "crm.fifo" }, 'subscriberName "crm.fifo" must'],
  ["a name that no row of Clientela may have", { subscriberName: "crm-dlq" }, "must not end in dlq"],
  ["no receives", { maxReceiveCount: 0 }, "maxReceiveCount is 0"],
  ["half a receive", { maxReceiveCount: 1.5 }, "maxReceiveCount is 1.5"],
  ["too many receives", { maxReceiveCount: 1001 }, "maxReceiveCount is 1001"],
  ["a visibility timeout of days", { visibilityTimeout: Duration.days(1) }, "isibility timeout must be"],
])("%s is refused at once, by name", (_, props, message) => {
  expect(() => synthesize(props)).toThrow(message);
});

test("a name may be as long as the dead-letter queue's 80 characters allow", () => {
  const longest = "a".repeat(80 - "-production-dlq.fifo".length);

  expect(queueAndPolicy(synthesize({ subscriberName: longest }), `${longest}-production-dlq.fifo`).id).not.toBe("");
  expect(() => synthesize({ subscriberName: `${longest}a` })).toThrow("has more than 80 characters");
});
