/** The emulator enforces what roles and policies say: what is taken away is missed, and works once it is back. */
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Client } from "../support/api.ts";
import { REGION, ROOT } from "./emulator/emulator.ts";
import { deployed, organizationOn, shell, until, without } from "./support.ts";

const stage = "production";

let client: Client;
beforeAll(async () => {
  client = await organizationOn(stage, "org_rights");
  await client.post("/api/customers", { email: "billing@acme.com", id: "user_123" });
  await shell(stage, "plans", "push", "examples/plans.json", "--org", "org_rights", "--yes");
  await client.post("/api/subscriptions", { customerId: "user_123", planCode: "pro" });
});

/** The id of a new API key. */
const newApiKey = async (): Promise<string> =>
  (await client.post("/api/api-keys", { name: "ended", scopes: ["read"] })).body.data.id;

/** Each with a request that is answered in a second, and needs this right alone of those that its function has. */
type Right = [file: string, action: string, method: string, path: string, json?: object];
const rights: Right[] = [
  ["createCustomer", "dynamodb:PutItem", "POST", "/api/customers", { email: "other@acme.com" }],
  ["getCustomer", "dynamodb:GetItem", "GET", "/api/customers/user_123"],
  ["getCustomer", "dynamodb:Query", "GET", "/api/customers/user_123?asOf={now}"],
  ["updateCustomer", "dynamodb:UpdateItem", "PUT", "/api/customers/user_123", { fullName: "Acme" }],
  ["listCustomers", "dynamodb:Query", "GET", "/api/customers"],
  ["listCustomers", "dynamodb:BatchGetItem", "GET", "/api/customers?externalId=user_123&expand=subscription"],
  ["listSubscriptions", "dynamodb:BatchGetItem", "GET", "/api/subscriptions?customerId=user_123"],
  ["listEvents", "dynamodb:GetItem", "GET", "/api/events"],
  ...["PutItem", "DeleteItem"].map(
    (right): Right => ["listEvents", `dynamodb:${right}`, "GET", "/api/events?cursor=now&wait=1"],
  ),
  ["listCustomerEvents", "dynamodb:Query", "GET", "/api/customers/user_123/events"],
  ...["PutItem", "ConditionCheckItem"].map((right): Right => {
    const json = { name: right, scopes: ["read"] };
    return ["createApiKey", `dynamodb:${right}`, "POST", "/api/api-keys", json];
  }),
  ["listErasures", "dynamodb:Query", "GET", "/api/erasures"],
  ["listApiKeys", "dynamodb:Query", "GET", "/api/api-keys"],
  ["listApiKeys", "dynamodb:BatchGetItem", "GET", "/api/api-keys"],
  ...["UpdateItem", "ConditionCheckItem"].flatMap((right): Right[] => [
    ["updateApiKey", `dynamodb:${right}`, "PATCH", "/api/api-keys/{id}", { expiresAt: "2099-01-01" }],
    ["deleteApiKey", `dynamodb:${right}`, "DELETE", "/api/api-keys/{id}"],
  ]),
];

describe("A function that lacks a right", () => {
  test.each(rights)("%s: %s, answers 500, and answers again with it", async (file, action, method, path, json) => {
    const id = path.includes("{id}") ? await newApiKey() : "";
    const ask = async () => {
      const asked = path.replace("{id}", id).replace("{now}", new Date().toISOString());
      return (await client.request(method, asked, { json })).status;
    };
    expect(await without(stage, file, action, ask)).toBe(500);
    expect(await ask()).toBeLessThan(300);
  });

  test("changes nothing", async () => {
    const put = () => client.put("/api/customers/user_123", { fullName: "Nobody" });
    await without(stage, "updateCustomer", "dynamodb:UpdateItem", put);
    expect((await client.get("/api/customers/user_123")).body.data.fullName).not.toBe("Nobody");
  });
});

test("The publisher may write the day of a key's last change", async () => {
  const hasDay = async () =>
    (await client.get("/api/api-keys")).body.data.some(
      ({ lastWriteOn }: { lastWriteOn: string | null }) => lastWriteOn,
    );
  await until(hasDay);
});

test("A queue that is asked without TLS refuses, and takes the same with it", async () => {
  const QueueUrl = JSON.parse(deployed(stage).operator.subscriberQueueUrls).billing;
  const message = { QueueUrl, MessageBody: "{}", MessageGroupId: "tls", MessageDeduplicationId: "tls" };
  const send = (endpoint: string) =>
    new SQSClient({ endpoint, region: REGION, credentials: ROOT, maxAttempts: 1 }).send(
      new SendMessageCommand(message),
    );
  await expect(send(inject("plainEndpoint"))).rejects.toMatchObject({ name: expect.stringMatching(/AccessDenied/) });
  expect((await send(inject("endpoint"))).MessageId).toBeTruthy();
});
