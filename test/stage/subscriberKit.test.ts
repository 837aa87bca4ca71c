import type { CloudFormation } from "@aws-sdk/client-cloudformation";
// biome-ignore lint/correctness/noUndeclaredDependencies: infra/subscriber-kit has it
import { App, Stack } from "aws-cdk-lib/core";
import { expect, test } from "vitest";
import type { ChangeEvent } from "../../core/events/event.ts";
import { CustomerEventsQueue } from "../../infra/subscriber-kit/index.ts";
import type { Client } from "../support/api.ts";
import { externalQueue, TEAM_ACCOUNT } from "./outsideSubscriber.ts";
import { aws, deployed, organizationOn, until } from "./support.ts";

// CloudFormation's validation rules take seconds to load; the kit's own tests run them.
process.env.CDK_VALIDATION = "false";

test("A team's queue, of its own account's stack, takes the stage's events, what waited for it too, and nobody else's", async () => {
  const { cloudFormation, sqs } = aws(TEAM_ACCOUNT);
  const client = await organizationOn("jay", "org_crm");
  // The queue is not there yet.
  const waiting = await archive(client);
  await until(async () => (await client.get("/api/subscribers/crm/parked")).body.data.length === 1);
  const outputs = await deploy(cloudFormation);
  expect(outputs.SubscriberRow).toContain(externalQueue.arn);
  const { QueueUrl = "" } = await sqs.getQueueUrl({ QueueName: "crm-jay.fifo" });

  const later = await archive(client);
  // With the publisher's role: the queue's policy names no other.
  const { data: redriven } = (await client.post("/api/subscribers/crm/redrive")).body;
  expect(redriven).toMatchObject({ sent: 1, remaining: 0, obstacles: [] });
  const events: ChangeEvent[] = [];
  await until(async () => {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    events.push(...Messages.map(({ Body = "" }) => JSON.parse(Body) as ChangeEvent));
    return [waiting, later].every((id) => events.some(({ data }) => data.id === id));
  });
  // The row wants archives alone.
  expect(new Set(events.map(({ event }) => event))).toEqual(new Set(["customer.archived"]));

  const message = { QueueUrl, MessageBody: "{}", MessageGroupId: "any", MessageDeduplicationId: "any" };
  for (const stranger of [aws(), aws(TEAM_ACCOUNT)])
    await expect(stranger.sqs.sendMessage(message)).rejects.toThrow(/denied|not authorized/i);
});

/** Creates a customer, archives it, and returns its id. */
async function archive(client: Client): Promise<string> {
  const { body } = await client.post("/api/customers", { email: "billing@acme.com" });
  await client.put(`/api/customers/${body.data.id}`, { isActive: false });
  return body.data.id;
}

/** The outputs of the kit's stack, by the end of their names. */
async function deploy(cloudFormation: CloudFormation): Promise<Record<"SubscriberRow", string | undefined>> {
  const StackName = "Crm";
  const TemplateBody = JSON.stringify(template());
  await cloudFormation.createStack({ StackName, TemplateBody });
  const stack = async () => (await cloudFormation.describeStacks({ StackName })).Stacks?.[0];
  await until(async () => !(await stack())?.StackStatus?.endsWith("_IN_PROGRESS"));
  const { StackStatus, StackStatusReason, Outputs = [] } = (await stack()) ?? {};
  expect(StackStatus, StackStatusReason).toBe("CREATE_COMPLETE");
  const output = Outputs.find(({ OutputKey = "" }) => OutputKey.includes("SubscriberRow"));
  return { SubscriberRow: output?.OutputValue };
}

/** Without the check that the team's account is prepared for the CDK. */
function template(): object {
  const app = new App();
  const stack = new Stack(app, "Crm");
  const { publisherRoleArn } = deployed("jay");
  new CustomerEventsQueue(stack, "Events", { publisherRoleArn, subscriberName: "crm" });
  const { Parameters, Rules, ...own } = app.synth().getStackByName("Crm").template;
  return own;
}
