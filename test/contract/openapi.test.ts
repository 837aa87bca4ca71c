import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../infra/routes.ts";
import guide from "../../openapi.json" with { type: "json" };
import v1 from "../../openapi.v1.json" with { type: "json" };
import { type Answer, type Api, type Client, startApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
/** The two documents, each with the prefix of the paths that it describes. */
const documents = [
  { name: "the guide's", file: guide as unknown as Document, root: "/api", updates: "put" },
  { name: "/api/v1's", file: v1 as unknown as Document, root: "/api/v1", updates: "patch" },
] as const;
interface Document {
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, { properties: Record<string, object> }> };
}
for (const { root, file } of documents) ajv.addSchema(file, root);

let api: Api;
beforeAll(async () => {
  api = await startApi({ publishes: false });
});
afterAll(() => api.stop());

/** The schema problems of an answer against what a document says about that operation and status. */
function problemsOf(root: string, path: string, method: string, answer: Answer): string[] {
  const pointer = [path, method, "responses", String(answer.status), "content", "application/json", "schema"]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.getSchema(`${root}#/paths/${pointer}`);
  if (!validate) return [`${method} ${path} ${answer.status} is not documented`];
  return validate(answer.body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe.each(documents)("$name OpenAPI document", ({ file, root }) => {
  test("passes the linter's recommended rules without an error or a warning", async () => {
    // Health and this document answer everyone, so they have no 4xx responses.
    const config = await createConfig({ extends: ["recommended"], rules: { "operation-4xx-response": "off" } });

    const problems = await lintFromString({ source: JSON.stringify(file), config });

    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  test("describes every operation of the route table and no other, each at a path of its own", () => {
    const documented = Object.entries(file.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, `${method.toUpperCase()} ${path}`]),
    );
    const expected = routes.map(({ operation, keys }) => [
      operation,
      keys.find((key) => key.includes(` ${root}/`) && key.startsWith(root === "/api/v1" ? "PATCH" : "")) ??
        keys.find((key) => key.includes(` ${root}/`)) ??
        keys[0],
    ]);

    expect(documented.sort()).toEqual(expected.sort());
  });

  test.each(["Customer", "Plan", "Subscription", "CreateSubscription"])(
    "describes every field of %s, each with an example",
    (name) => {
      const { properties = {} } = file.components.schemas[name] ?? {};

      expect(Object.keys(properties)).not.toEqual([]);
      for (const [name, schema] of Object.entries(properties))
        expect({ name, ...schema }).toMatchObject({ description: expect.any(String), examples: expect.any(Array) });
    },
  );
});

describe.each(documents)("real answers are what $name document says", ({ file, root, updates }) => {
  let client: Client;
  beforeAll(async () => {
    client = await api.newOrganization();
    await pushPlans(client.organizationId);
  });

  const customers = `${root}/customers`;
  const customer = `${root}/customers/{id}`;
  const plans = `${root}/plans`;
  const subscriptions = `${root}/subscriptions`;
  const cancel = `${root}/subscriptions/{id}/cancel`;
  /** The object in an answer. */
  const dataOf = ({ body }: Answer) => (root === "/api" ? body.data : body);
  const update = (path: string, json: object, headers = {}) =>
    client.request(updates.toUpperCase(), path, { json, headers });
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
    const customerId = dataOf(subscribed).id;
    const subscription = { customerId, planCode: "pro", billingInterval: "yearly", initialSeats: { team_members: 7 } };
    const begun = await client.post(subscriptions, subscription);
    const active = `${subscriptions}/active`;
    const answers: [path: string, method: string, answer: Answer][] = [
      [subscriptions, "post", begun],
      [active, "get", await client.get(`${active}?customerId=${customerId}`)],
      [cancel, "post", await client.post(cancel.replace("{id}", dataOf(begun).id), { immediate: true })],
      [active, "get", await client.get(`${active}?customerId=${customerId}`)],
      [subscriptions, "get", await client.get(subscriptions)],
      [subscriptions, "get", await client.get(`${subscriptions}?customerId=${customerId}&status=canceled`)],
      [`${subscriptions}/{id}`, "get", await client.get(`${subscriptions}/${dataOf(begun).id}`)],
      [plans, "get", await client.get(plans)],
      [`${plans}/{id}`, "get", await client.get(`${plans}/pro`)],
      [customers, "post", await client.post(customers, full)],
      [customers, "post", await client.post(customers, full)],
      [customers, "get", await client.get(customers)],
      [`${customers}/batch`, "post", await client.post(`${customers}/batch`, { customers: [full, { email: "no" }] })],
      [customer, "get", await client.get(`${customers}/full`)],
      [customer, updates, await update(`${customers}/full`, { isActive: false })],
      [`${root}/me`, "get", await client.get(`${root}/me`)],
      ["/health", "get", await client.get("/health")],
      [`${root}/openapi.json`, "get", await client.get(`${root}/openapi.json`)],
    ];

    const problems = answers.map(([path, method, answer]) => [
      answer.status,
      ...problemsOf(root, path, method, answer),
    ]);

    expect(problems).toEqual(
      [201, 200, 200, 200, 200, 200, 200, 200, 200, 201, ...Array(8).fill(200)].map((it) => [it]),
    );
  });

  test("for every kind of failure", async () => {
    const reader = await api.newOrganization(["read"]);
    await client.post(customers, { ...full, id: "archived" });
    await update(`${customers}/archived`, { isActive: false });
    await client.post(customers, { ...full, id: "current" });
    const subscription = { customerId: "current", planCode: "pro" };
    await client.post(subscriptions, subscription);
    const answers: [path: string, method: string, answer: Answer][] = [
      [customers, "post", await client.request("POST", customers, { raw: "{" })],
      [customers, "get", await api.client(undefined).get(customers)],
      [customers, "post", await reader.post(customers, full)],
      [customer, "get", await client.get(`${customers}/nobody`)],
      [customer, updates, await update(`${customers}/archived`, { email: "new@acme.com" })],
      [customer, updates, await update(`${customers}/current`, { email: "n@acme.com" }, { "if-match": '"9"' })],
      [customers, "post", await client.post(customers, { email: "x".repeat(1_100_000) })],
      [customers, "post", await client.post(customers, { email: "no", address: {} })],
      [`${plans}/{id}`, "get", await client.get(`${plans}/nothing`)],
      [subscriptions, "post", await client.post(subscriptions, subscription)],
      [cancel, "post", await client.post(cancel.replace("{id}", "sub_1"), {})],
      [`${subscriptions}/{id}`, "get", await client.get(`${subscriptions}/sub_1`)],
      [subscriptions, "get", await client.get(`${subscriptions}?customerId=nobody`)],
      [subscriptions, "get", await client.get(`${subscriptions}?status=unknown`)],
    ];

    const problems = answers.map(([path, method, answer]) => [
      answer.status,
      ...problemsOf(root, path, method, answer),
    ]);

    expect(problems).toEqual([
      [400],
      [401],
      [403],
      [404],
      [409],
      [412],
      [413],
      [422],
      [404],
      [409],
      ...Array(3).fill([404]),
      [422],
    ]);
  });

  test("and it is served as it is checked in, without a key", async () => {
    const answer = await api.client(undefined).get(`${root}/openapi.json`);

    expect(answer.body).toEqual(file);
  });
});
