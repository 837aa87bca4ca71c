import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Template } from "aws-cdk-lib/assertions";
import { Stack } from "aws-cdk-lib/core";
import { beforeAll, brokenRules, expect, only, outdir, queueAndPolicy, test, vi } from "./support.ts";

const root = join(import.meta.dirname, "../../..");
const { PATH } = process.env;
let run: { status: number | null; stdout: string; stderr: string };
let template: Template;

beforeAll(() => {
  const strict = { "@aws-cdk/core:validateAgainstDefaultRules": true };
  run = spawnSync(process.execPath, ["infra/subscriber-kit/example/app.ts"], {
    cwd: root,
    encoding: "utf8",
    env: { PATH, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(strict) },
  });
  const file = join(outdir, "CustomerEventsExample.template.json");
  template = Template.fromJSON(JSON.parse(readFileSync(file, "utf8")));
});

test("the example synthesizes as the README says, without AWS, and CloudFormation's rules find nothing", () => {
  expect(run).toMatchObject({ status: 0, stdout: `Synthesized into ${outdir}\n`, stderr: "" });
});

test("cdk-nag's AWS Solutions find nothing in the example", async () => {
  vi.stubEnv("CDK_OUTDIR", outdir);
  const log = vi.spyOn(console, "log").mockReturnValue();
  const { app } = await import("../example/app.ts");
  log.mockRestore();
  vi.unstubAllEnvs();

  expect(brokenRules(app.node.children.filter(Stack.isStack)[0] ?? new Stack())).toEqual([]);
});

test("the example's function has a sixth of the time in which a message is its own, and reports what failed", () => {
  const { properties } = queueAndPolicy(template, "crm-production.fifo");

  const { Timeout } = only(template, "AWS::Lambda::Function").properties;
  expect(properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  expect(only(template, "AWS::Lambda::EventSourceMapping").properties.FunctionResponseTypes).toEqual([
    "ReportBatchItemFailures",
  ]);
});

test("the example's topic lets the account's alarms in, which a topic with a policy does not by itself", () => {
  const { Statement } = only(template, "AWS::SNS::TopicPolicy").properties.PolicyDocument;

  expect(Statement).toContainEqual(
    expect.objectContaining({
      Effect: "Allow",
      Action: "sns:Publish",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
    }),
  );
});

test("after an event that fails, the example's function acts on none of that customer, and on all others", async () => {
  const asset = readdirSync(outdir).find((name) => name.startsWith("asset.")) ?? "";
  const { handler } = await import(pathToFileURL(join(outdir, asset, "index.mjs")).href);
  const [log, error] = [vi.spyOn(console, "log").mockReturnValue(), vi.spyOn(console, "error").mockReturnValue()];
  const record = (messageId: string, MessageGroupId: string, body?: object) => ({
    messageId,
    attributes: { MessageGroupId },
    body: JSON.stringify(body ?? null),
  });
  const event = (id: string, sequence: number) => ({
    event: "customer.updated",
    organizationId: "org_a",
    sequence,
    data: { id },
  });

  const Records = [
    record("1", "a", event("cus_a", 1)),
    record("2", "b"),
    record("3", "a", event("cus_a", 2)),
    record("4", "b", event("cus_b", 2)),
  ];
  const result = await handler({ Records });

  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }, { itemIdentifier: "4" }] });
  expect(log.mock.calls.flat()).toEqual(["customer.updated org_a/cus_a #1", "customer.updated org_a/cus_a #2"]);
  expect(error).toHaveBeenCalledTimes(1);
  vi.restoreAllMocks();
});
