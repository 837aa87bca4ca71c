import { createConfig, lintFromString } from "@redocly/openapi-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errors } from "../../core/base/errors.ts";
import { current } from "../../core/http/generations/generations.ts";
import { guide as guideGeneration } from "../../core/http/generations/guide.ts";
import { routes } from "../../infra/routes.ts";
import guide from "../../openapi.json" with { type: "json" };
import v1 from "../../openapi.v1.json" with { type: "json" };
import { customerExample } from "../../scripts/openapi/customerFields.ts";
import { type Answer, type Api, type Client, sharedApi } from "../support/api.ts";
import { documentProblems } from "../support/openApi.ts";
import { pushPlans } from "../support/plans.ts";

/** The two documents, each with the prefix of the paths that it describes. */
const documents = [
  { name: "the guide's", file: guide as unknown as Document, root: "/api", updates: "put" },
  { name: "/api/v1's", file: v1 as unknown as Document, root: "/api/v1", updates: "patch" },
] as const;
interface Document {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
  components: { schemas: Record<string, Schema> };
}
interface Schema {
  description?: string;
  required?: readonly string[];
  properties?: Record<string, Schema>;
}

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

describe.each(documents)("$name OpenAPI document", ({ file, root }) => {
  test("passes the linter's recommended rules without an error or a warning", async () => {
    const config = await createConfig({ extends: ["recommended"] });

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

  test("says what each schema is, and what each of its fields", () => {
    for (const [name, schema] of Object.entries(file.components.schemas))
      for (const [field, child] of Object.entries({ itself: schema, ...schema.properties }))
        expect({ name, field, ...child }).toMatchObject(
          "$ref" in child ? { $ref: expect.any(String) } : { description: expect.any(String) },
        );
  });

  test("has a schema for each thing under the name that people look for", () => {
    expect(Object.keys(file.components.schemas)).toEqual(
      expect.arrayContaining([
        ...["Customer", "Address", "AddressUpdate", "Metadata", "CreateCustomer", "UpdateCustomer", "CustomerPage"],
        ...["Subscription", "CreateSubscription", "BillingInterval", "Plan", "PlanPage", "ChangeEvent", "Error"],
      ]),
    );
  });

  test("is made of what generators understand: no schema without a type, and a union only of a thing and null", () => {
    const { schemas } = file.components;

    for (const schema of Object.values(schemas).flatMap((it) => [it, ...Object.values(it.properties ?? {})])) {
      expect(Object.keys(schema)).not.toEqual(expect.arrayContaining(["oneOf"]));
      if ("anyOf" in schema) expect(schema).toMatchObject({ anyOf: [{ $ref: expect.any(String) }, { type: "null" }] });
      else expect(schema).toMatchObject("$ref" in schema ? {} : { type: expect.anything() });
    }
    expect(schemas.CreateCustomer?.required).toEqual(["email"]);
    expect(schemas.AddressUpdate?.required).toBeUndefined();
  });

  test("has one schema for the answers of an operation, whether it created something or not", () => {
    const schemaOf = (response: unknown) => JSON.stringify(response).match(/"schema":\{[^}]*\}/)?.[0];
    for (const { responses } of Object.values(file.paths).flatMap((it) => Object.values(it)))
      if ("201" in responses && "200" in responses) expect(schemaOf(responses["200"])).toBe(schemaOf(responses["201"]));
  });

  test("names every status that an operation can have, API Gateway's 429 too", () => {
    for (const { responses } of Object.values(file.paths).flatMap((it) => Object.values(it)))
      expect(Object.keys(responses)).toEqual(
        expect.arrayContaining(["200" in responses ? "200" : "201", "429", "500"]),
      );
    const described = Object.values(file.paths).flatMap((it) =>
      Object.values(it).flatMap(({ responses }) => Object.keys(responses)),
    );
    // A 405 is no operation's.
    const all = Object.values(errors).map(({ status }) => String(status));
    expect(all.filter((status) => !described.includes(status))).toEqual(["405"]);
  });
});

describe("an answer that is not as documented is noticed:", () => {
  const headers = new Headers({ "commet-version": guideGeneration.version });
  const answer = { status: 201, headers, body: { success: true, data: customerExample } as unknown };
  const problems = (changes: Partial<typeof answer>, path = "/api/customers") =>
    documentProblems("POST", path, { ...answer, ...changes });

  test("none of those that are", () => {
    expect(problems({})).toEqual([]);
  });

  test("a field of another type, one too few, one too many, a text that is no time", () => {
    const { email: _, ...fewer } = customerExample;
    for (const data of [
      { ...customerExample, isActive: "true" },
      fewer,
      { ...customerExample, phone: "1" },
      { ...customerExample, address: { line1: "1" } },
      { ...customerExample, createdAt: "today" },
    ])
      expect(problems({ body: { success: true, data } })).not.toEqual([]);
  });

  test("another envelope, another status, an error without a code", () => {
    expect(problems({ headers: new Headers({ "commet-version": current.version }) })).not.toEqual([]);
    expect(problems({ status: 202 })).toEqual(["createCustomer 202 is not documented"]);
    expect(problems({ status: 404, body: { message: "no" } }, "/api/nothing")).not.toEqual([]);
  });
});

// The client of a test looks into the document itself.
describe.each(documents)("real answers are what $name document says", ({ file, root, updates }) => {
  let client: Client;
  beforeAll(async () => {
    client = await api.newOrganization();
    await pushPlans(client.organizationId);
  });

  const customers = `${root}/customers`;
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
    const answers: Answer[] = [
      begun,
      await client.get(`${active}?customerId=${customerId}`),
      await client.post(cancel.replace("{id}", dataOf(begun).id), { immediate: true }),
      await client.get(`${active}?customerId=${customerId}`),
      await client.get(subscriptions),
      await client.get(`${subscriptions}?customerId=${customerId}&status=canceled`),
      await client.get(`${subscriptions}/${dataOf(begun).id}`),
      await client.get(plans),
      await client.get(`${plans}/pro`),
      await client.post(customers, full),
      await client.post(customers, full),
      await client.get(customers),
      await client.post(`${customers}/batch`, { customers: [full, { email: "no" }] }),
      await client.get(`${customers}/full`),
      await update(`${customers}/full`, { isActive: false }),
      await client.get(`${root}/me`),
      await client.get("/health"),
      await client.get(`${root}/openapi.json`),
      await client.get(`${root}/subscribers`),
      await client.get(`${root}/subscribers/audit/parked`),
      await client.post(`${root}/subscribers/audit/redrive`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, ...Array(8).fill(200), 201, ...Array(11).fill(200)]);
  });

  test("for every kind of failure", async () => {
    const reader = await api.newOrganization(["read"]);
    await client.post(customers, { ...full, id: "archived" });
    await update(`${customers}/archived`, { isActive: false });
    await client.post(customers, { ...full, id: "current" });
    const subscription = { customerId: "current", planCode: "pro" };
    await client.post(subscriptions, subscription);
    const answers: Answer[] = [
      await client.request("POST", customers, { raw: "{" }),
      await api.client(undefined).get(customers),
      await reader.post(customers, full),
      await client.get(`${customers}/nobody`),
      await update(`${customers}/archived`, { email: "new@acme.com" }),
      await update(`${customers}/current`, { email: "n@acme.com" }, { "if-match": '"9"' }),
      await client.post(customers, { email: "x".repeat(1_100_000) }),
      await client.post(customers, { email: "no", address: {} }),
      await client.get(`${plans}/nothing`),
      await client.post(subscriptions, subscription),
      await client.post(cancel.replace("{id}", "sub_1"), {}),
      await client.get(`${subscriptions}/sub_1`),
      await client.get(`${subscriptions}?customerId=nobody`),
      await client.get(`${subscriptions}?status=unknown`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([
      400, 401, 403, 404, 409, 412, 413, 422, 404, 409, 404, 404, 404, 422,
    ]);
  });

  test("and it is served as it is checked in, without a key", async () => {
    const answer = await api.client(undefined).get(`${root}/openapi.json`);

    expect(answer.body).toEqual(file);
  });
});
