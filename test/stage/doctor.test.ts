/** What an operator is told of a stage as it was deployed, and of one that somebody has broken. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnosis } from "../../commands/doctor/finding.ts";
import { resourceName } from "../../infra/settings.ts";
import { aws, command, deployed, functionOf } from "./support.ts";

const stage = "production";
const USER = { UserName: "doctor" };

let keys: Record<string, string>;
beforeAll(async () => {
  const { iam, lambda, sns } = aws();
  await iam.createUser(USER);
  const { AccessKey } = await iam.createAccessKey(USER);
  keys = { AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? "", AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? "" };
  await allow(documentedRights());
  // As the guide says, somebody is told of alarms, and its first five minutes have passed.
  await sns.subscribe({ TopicArn: await topicArn(), Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:1:any" });
  await lambda.invoke({ FunctionName: functionOf(stage, "canary") });
});

/** The policy in the guide. */
const documentedRights = (): string =>
  /```json\n(\{(?:(?!```)[\s\S])*lambda:ListFunctions(?:(?!```)[\s\S])*)```/.exec(
    readFileSync(new URL("../../docs/deploy.md", import.meta.url), "utf8"),
  )?.[1] ?? "";

const allow = (PolicyDocument: string) => aws().iam.putUserPolicy({ ...USER, PolicyName: "doctor", PolicyDocument });

async function topicArn(): Promise<string> {
  const { Topics = [] } = await aws().sns.listTopics({});
  const name = resourceName(stage, "alarms");
  return Topics.find(({ TopicArn = "" }) => TopicArn.endsWith(`:${name}`))?.TopicArn ?? "";
}

/** Runs it with the rights of the guide's policy. */
async function doctor(): Promise<{ code: number; findings: Diagnosis["findings"] }> {
  const { code, stdout, stderr } = await command(stage, "stage", ["doctor", "--json"], keys);
  if (stdout === "") throw new Error(stderr);
  return { code, findings: JSON.parse(stdout).findings };
}

test("A stage as it was deployed is well, and the rights in the guide are enough to see it", async () => {
  const { code, findings } = await doctor();
  expect(findings.filter(({ state }) => state !== "well")).toEqual([]);
  expect(new Set(findings.map(({ area }) => area)).size).toBe(8);
  expect(code).toBe(0);
});

describe("Of a stage that somebody has broken", () => {
  /** Each undoes itself. */
  const mend: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const undo of mend) await undo();
  });

  test("each thing is named, with what to do, and a missing right is not taken for well", async () => {
    await breakThings(mend);
    const { code, findings } = await doctor();
    const said = findings.map(({ area, state, sentence }) => `${area} ${state}: ${sentence}`);
    expect(said).toEqual([
      expect.stringMatching(/^functions act: Of getMe timeout in seconds is 3, not 15\. Deploy the code/),
      expect.stringMatching(/^functions act: getMe refuses every call.*aws lambda delete-function-concurrency/),
      expect.stringMatching(/^changes act: Changes do not reach indexCustomers: its mapping is Disabl.* --enabled$/),
      expect.stringMatching(/^changes well: They reach publishChanges/),
      expect.stringMatching(/^tables act: Of events attribute of expiry is none, not expiresAt/),
      expect.stringMatching(/^queues act: The consumer of audit failed on about 1 events/),
      expect.stringMatching(/^parked events act: Those of 1 customer wait for billing since 2026-01-01.* redrive /),
      expect.stringMatching(/^search well/),
      expect.stringMatching(
        /^canary act: It is switched off: aws events enable-rule --name clientela-production-canary-/,
      ),
      expect.stringMatching(/^alarms unknown: AWS does not allow it: .*sns:GetTopicAttributes/i),
    ]);
    expect(code).toBe(1);
  });
});

async function breakThings(mend: (() => Promise<unknown>)[]): Promise<void> {
  const { dynamodb, events, lambda, sqs } = aws();
  const change = async (broken: () => Promise<unknown>, undo: () => Promise<unknown>) => {
    mend.push(undo);
    await broken();
  };
  const getMe = { FunctionName: functionOf(stage, "getMe") };
  await change(
    () => lambda.updateFunctionConfiguration({ ...getMe, Timeout: 3 }),
    () => lambda.updateFunctionConfiguration({ ...getMe, Timeout: 15 }),
  );
  await change(
    () => lambda.putFunctionConcurrency({ ...getMe, ReservedConcurrentExecutions: 0 }),
    () => lambda.deleteFunctionConcurrency(getMe),
  );
  const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({
    FunctionName: functionOf(stage, "indexCustomers"),
  });
  const mapping = { UUID: EventSourceMappings[0]?.UUID };
  await change(
    () => lambda.updateEventSourceMapping({ ...mapping, Enabled: false }),
    () => lambda.updateEventSourceMapping({ ...mapping, Enabled: true }),
  );
  const { Rules = [] } = await events.listRules({ NamePrefix: resourceName(stage, "canary-") });
  const rule = { Name: Rules[0]?.Name };
  await change(
    () => events.disableRule(rule),
    () => events.enableRule(rule),
  );
  const { eventsTable: TableName, subscriberQueueUrls } = deployed(stage).operator;
  const expiry = (Enabled: boolean) => ({
    TableName,
    TimeToLiveSpecification: { Enabled, AttributeName: "expiresAt" },
  });
  await change(
    () => dynamodb.updateTimeToLive(expiry(false)),
    () => dynamodb.updateTimeToLive(expiry(true)),
  );
  await park(TableName, mend);
  const QueueUrl = JSON.parse(subscriberQueueUrls).audit.replace(/\.fifo$/, "-dlq.fifo");
  await change(
    () => sqs.sendMessage({ QueueUrl, MessageBody: "{}", MessageGroupId: "any", MessageDeduplicationId: "any" }),
    () => sqs.purgeQueue({ QueueUrl }),
  );
  await change(
    () => allow(documentedRights().replace(/,\s*"sns:GetTopicAttributes"/, "")),
    () => allow(documentedRights()),
  );
}

/** A customer whose events wait for billing. */
async function park(TableName: string, mend: (() => Promise<unknown>)[]): Promise<void> {
  const { dynamodb } = aws();
  const flag = { pk: { S: "flags" }, sk: { S: "billing" } };
  const marker = { pk: { S: "parked#billing" }, sk: { S: "org_nobody#cus_nobody" } };
  const parkedAt = { S: "2026-01-01T00:00:00.000Z" };
  for (const Key of [flag, marker]) mend.push(() => dynamodb.deleteItem({ TableName, Key }));
  await dynamodb.putItem({ TableName, Item: { ...marker, token: { S: "any" }, fromSequence: { N: "1" }, parkedAt } });
  await dynamodb.putItem({ TableName, Item: { ...flag, token: { S: "any" } } });
}
