import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../infra/routes.ts";
import document from "../../openapi.json" with { type: "json" };
import { type Answer, type Api, type Client, startApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, "openapi");

/** The schema problems of an answer against what the document says about that operation and status. */
function problemsOf(path: string, method: string, answer: Answer): string[] {
  const pointer = [path, method, "responses", String(answer.status), "content", "application/json", "schema"]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.getSchema(`openapi#/paths/${pointer}`);
  if (!validate) return [`${method} ${path} ${answer.status} is not documented`];
  return validate(answer.body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe("the OpenAPI document", () => {
  test("passes the linter's recommended rules without an error or a warning", async () => {
    // Health and this document answer everyone: nothing of theirs is the caller's fault.
    const config = await createConfig({ extends: ["recommended"], rules: { "operation-4xx-response": "off" } });

    const problems = await lintFromString({ source: JSON.stringify(document), config });

    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  test("describes every operation of the route table and no other", () => {
    const documented = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );

    expect(documented.sort()).toEqual(routes.map(({ operation }) => operation).sort());
  });

  test.each(["Customer", "Plan", "Subscription", "ActiveSubscription", "CreateSubscription"] as const)(
    "describes every field of %s, each with an example",
    (name) => {
      const { properties } = document.components.schemas[name];

      for (const [name, schema] of Object.entries(properties))
        expect({ name, ...schema }).toMatchObject({ description: expect.any(String), examples: expect.any(Array) });
    },
  );
});

describe("real answers are what the document says", () => {
  let api: Api;
  let client: Client;
  beforeAll(async () => {
    api = await startApi({ publishes: false });
    client = await api.newOrganization();
    await pushPlans(client.organizationId);
  });
  afterAll(() => api.stop());

  const customers = "/api/customers";
  const customer = "/api/customers/{id}";
  const plans = "/api/plans";
  const cancel = "/api/subscriptions/{id}/cancel";
  const full = {
    email: "billing@acme.com",
    id: "full",
    fullName: "Acme Inc.",
    address: { line1: "123 Main St", city: "Austin", state: "TX", postalCode: "78701", country: "US" },
    metadata: { plan: "pro", nested: { list: [1, null] } },
    timezone: "America/Chicago",
  };

  test("for every operation's success", async () => {
    const subscribed = await client.post(customers, { email: "a@acme.com" });
    const customerId = subscribed.body.data.id;
    const subscription = { customerId, planCode: "pro", billingInterval: "yearly", initialSeats: { team_members: 7 } };
    const begun = await client.post("/api/subscriptions", subscription);
    const active = "/api/subscriptions/active";
    const answers: [path: string, method: string, answer: Answer][] = [
      ["/api/subscriptions", "post", begun],
      [active, "get", await client.get(`${active}?customerId=${customerId}`)],
      [cancel, "post", await client.post(cancel.replace("{id}", begun.body.data.id), { immediate: true })],
      [active, "get", await client.get(`${active}?customerId=${customerId}`)],
      [plans, "get", await client.get(plans)],
      [`${plans}/{id}`, "get", await client.get(`${plans}/pro`)],
      [customers, "post", await client.post(customers, full)],
      [customers, "post", await client.post(customers, full)],
      [customers, "get", await client.get(customers)],
      [`${customers}/batch`, "post", await client.post(`${customers}/batch`, { customers: [full, { email: "no" }] })],
      [customer, "get", await client.get(`${customers}/full`)],
      [customer, "put", await client.put(`${customers}/full`, { isActive: false })],
      ["/api/me", "get", await client.get("/api/me")],
      ["/health", "get", await client.get("/health")],
      ["/api/openapi.json", "get", await client.get("/api/openapi.json")],
    ];

    const problems = answers.map(([path, method, answer]) => [answer.status, ...problemsOf(path, method, answer)]);

    expect(problems).toEqual(
      [201, 200, 200, 200, 200, 200, 201, 200, 200, 200, 200, 200, 200, 200, 200].map((it) => [it]),
    );
  });

  test("for every kind of failure", async () => {
    const reader = await api.newOrganization(["read"]);
    await client.post(customers, { ...full, id: "archived" });
    await client.put(`${customers}/archived`, { isActive: false });
    await client.post(customers, { ...full, id: "current" });
    const subscription = { customerId: "current", planCode: "pro" };
    await client.post("/api/subscriptions", subscription);
    const answers: [path: string, method: string, answer: Answer][] = [
      [customers, "post", await client.request("POST", customers, { raw: "{" })],
      [customers, "get", await api.client(undefined).get(customers)],
      [customers, "post", await reader.post(customers, full)],
      [customer, "get", await client.get(`${customers}/nobody`)],
      [customer, "put", await client.put(`${customers}/archived`, { email: "new@acme.com" })],
      [customer, "put", await client.put(`${customers}/current`, { email: "n@acme.com" }, { "if-match": '"9"' })],
      [customers, "post", await client.post(customers, { email: "x".repeat(1_100_000) })],
      [customers, "post", await client.post(customers, { email: "no", address: {} })],
      [`${plans}/{id}`, "get", await client.get(`${plans}/nothing`)],
      ["/api/subscriptions", "post", await client.post("/api/subscriptions", subscription)],
      [cancel, "post", await client.post(cancel.replace("{id}", "sub_1"), {})],
    ];

    const problems = answers.map(([path, method, answer]) => [answer.status, ...problemsOf(path, method, answer)]);

    expect(problems).toEqual([[400], [401], [403], [404], [409], [412], [413], [422], [404], [409], [404]]);
  });

  test("and it is served as it is checked in, without a key", async () => {
    const answer = await api.client(undefined).get("/api/openapi.json");

    expect(answer.body).toEqual(document);
  });
});
