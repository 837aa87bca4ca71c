import { type ChildProcess, spawn } from "node:child_process";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../local/npmStart.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { depthOf, sqsClient } from "../support/queue.ts";

let api: Api;
let sqs: SQSClient;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  api = await startApi();
  sqs = sqsClient(process.env.AWS_ENDPOINT_URL_SQS ?? "");
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await api.stop();
});

/** Runs the example as a person does. */
function subscribe(subscriber?: string) {
  const child = spawn(process.execPath, ["examples/subscriber/subscriber.ts"], {
    env: { ...process.env, ...(subscriber ? { SUBSCRIBER: subscriber } : {}) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  return {
    /** Its actions for an organization's customers. */
    actions: ({ organizationId }: Client) =>
      stdout
        .split("\n")
        .slice(0, -1)
        .filter((line) => line.includes(` ${organizationId}/`)),
    stop: async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGINT");
      await ended;
      children.delete(child);
      return { code: child.exitCode, stderr };
    },
  };
}

/** Creates a customer, changes it twice and archives it; returns the expected actions of a subscriber. */
async function live(client: Client, id: string): Promise<{ customerId: string; actions: string[] }> {
  const { body } = await client.post("/api/customers", { email: `1.${id}@acme.com`, id });
  for (const version of [2, 3]) await client.put(`/api/customers/${id}`, { email: `${version}.${id}@acme.com` });
  await client.put(`/api/customers/${id}`, { isActive: false });
  const customerId: string = body.data.id;
  const line = (event: string, sequence: number, email = sequence) =>
    `customer.${event} ${client.organizationId}/${customerId} #${sequence} ${email}.${id}@acme.com`;
  return { customerId, actions: [line("created", 1), line("updated", 2), line("updated", 3), line("archived", 4, 3)] };
}

const ofCustomer = (customerId: string) => (line: string) => line.includes(`/${customerId} `);
const isArchived = (actions: string[]) => actions.filter((line) => line.startsWith("customer.archived")).length;

test("the example acts on each change once, in order, also when all of them are delivered twice", async () => {
  const client = await api.newOrganization();
  const subscriber = subscribe();
  const customers = await Promise.all(["a", "b", "c"].map((id) => live(client, id)));
  await until(() => isArchived(subscriber.actions(client)) === 3);
  for (const { customerId } of customers) {
    const args = ["replay", "--subscriber", "audit", "--customer", customerId, "--json"];
    const { stdout } = await runCommand("events", args, onlyDataDir(api.dataDir));
    expect(JSON.parse(stdout)).toEqual({ sent: 4 });
  }
  await until(async () => (await depthOf(sqs, "audit")) === 0);

  const { code, stderr } = await subscriber.stop();

  for (const { customerId, actions } of customers)
    expect(subscriber.actions(client).filter(ofCustomer(customerId))).toEqual(actions);
  expect(subscriber.actions(client)).toHaveLength(12);
  expect([code, stderr]).toEqual([0, ""]);
});

test("the example of another subscriber acts on what that one wants", async () => {
  const client = await api.newOrganization();
  const subscriber = subscribe("billing");
  const { actions } = await live(client, "a");

  await until(() => isArchived(subscriber.actions(client)) === 1);

  expect(subscriber.actions(client)).toEqual([actions[0], actions[3]]);
  expect((await subscriber.stop()).stderr).toBe("");
});

test("a customer with an emoji reaches it as any other", async () => {
  const client = await api.newOrganization();
  const subscriber = subscribe();

  await client.post("/api/customers", { email: "smile@acme.com", fullName: "Acme 😀 \u{10FFFF}" });

  await until(() => subscriber.actions(client).length === 1);
  expect(subscriber.actions(client)[0]).toMatch(/^customer.created .* smile@acme.com$/);
}, 15_000);
