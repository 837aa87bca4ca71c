/** The requests of the Go, PHP, Python and TypeScript SDKs 1.10, byte for byte, with all their oddities. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { strictBatch, strictCustomer, strictError, strictList } from "./strict-parsers.ts";
import { type Caller, caller, type Sdk, sdks } from "./wire.ts";

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

/** A new, empty organization for each test, and a caller that behaves like one of the SDKs. */
let client: Client;
beforeEach(async () => {
  client = await api.newOrganization();
});
const as = (sdk: Sdk): Caller => caller(api.url, sdk, client.key);

const austin = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };

/** A customer with a value in every field, which could be lost. */
const createFull = () =>
  client.post("/api/customers", {
    email: "billing@acme.com",
    id: "user_123",
    metadata: { plan: "pro" },
    address: austin,
  });

describe("Go sends its zero maps, metadata {} and address null, with every create and update", () => {
  test("create takes them as not given", async () => {
    const body = '{"address":null,"billingEmail":"billing@acme.com","externalId":"user_123","metadata":{}}';
    const answer = await as("go")("POST", "/api/customers", body);
    expect(answer.status).toBe(201);
    expect(strictCustomer(answer)).toMatchObject({ externalId: "user_123", address: null, metadata: null });
  });

  test("create with the same id and another automatic key returns the existing customer", async () => {
    const go = as("go");
    const body = '{"address":null,"billingEmail":"billing@acme.com","externalId":"user_123","metadata":{}}';
    const first = await go("POST", "/api/customers", body);
    const second = await go("POST", "/api/customers", body);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(strictCustomer(second)).toEqual(strictCustomer(first));
  });

  test("every item of a batch takes them as not given", async () => {
    const body =
      '{"customers":[{"address":null,"billingEmail":"a@acme.com","externalId":"a","metadata":{}},' +
      '{"address":null,"billingEmail":"b@acme.com","externalId":"b","metadata":{}}]}';
    const { successful, failed } = strictBatch(await as("go")("POST", "/api/customers/batch", body));
    expect(successful.map(({ externalId, address, metadata }) => [externalId, address, metadata])).toEqual([
      ["a", null, null],
      ["b", null, null],
    ]);
    expect(failed).toEqual([]);
  });

  test("update with them wipes neither metadata nor address", async () => {
    await createFull();
    const body = '{"address":null,"billingEmail":"new@acme.com","metadata":{}}';
    const updated = strictCustomer(await as("go")("PUT", "/api/customers/user_123", body));
    expect(updated).toMatchObject({ billingEmail: "new@acme.com", metadata: { plan: "pro" }, address: austin });
  });

  test("update with nothing else changes nothing", async () => {
    const created = await createFull();
    const answer = await as("go")("PUT", "/api/customers/user_123", '{"address":null,"metadata":{}}');
    expect(answer.status).toBe(200);
    expect(strictCustomer(answer)).toEqual(created.body.data);
    expect(answer.headers.get("etag")).toBe(created.headers.get("etag"));
  });

  test("update of an archived customer with nothing else is no change either", async () => {
    await createFull();
    await as("go")("PUT", "/api/customers/user_123", '{"isActive":false}');
    const answer = await as("go")("PUT", "/api/customers/user_123", '{"address":null,"metadata":{}}');
    expect(answer.status).toBe(200);
    expect(strictCustomer(answer).isActive).toBe(false);
  });

  test("update may give a customer its id, once and for good", async () => {
    const { body } = await client.post("/api/customers", { email: "billing@acme.com" });
    const path = `/api/customers/${body.data.id}`;
    const go = as("go");
    const give = (id: string) => go("PUT", path, `{"address":null,"externalId":"${id}","metadata":{}}`);
    const given = strictCustomer(await give("user_go"));
    expect([given.id, given.externalId]).toEqual([body.data.id, "user_go"]);
    expect(strictCustomer(await go("GET", "/api/customers/user_go")).id).toBe(body.data.id);
    expect(strictCustomer(await give("user_go"))).toEqual(given);
    expect(strictError(await give("another"))).toMatchObject({ status: 409, code: "external_id_immutable" });
  });

  test("create with an id that was given later returns that customer", async () => {
    const { body } = await client.post("/api/customers", { email: "billing@acme.com" });
    await client.put(`/api/customers/${body.data.id}`, { externalId: "user_go" });
    const again = await as("go")(
      "POST",
      "/api/customers",
      '{"address":null,"billingEmail":"x@acme.com","externalId":"user_go","metadata":{}}',
    );
    expect([again.status, strictCustomer(again).id]).toEqual([200, body.data.id]);
  });

  test("text escaped as \\u003c, \\u003e and \\u0026 is the text itself", async () => {
    const body =
      '{"address":null,"billingEmail":"a@acme.com","fullName":"\\u003cTom \\u0026 Jerry\\u003e","metadata":{}}';
    const answer = await as("go")("POST", "/api/customers", body);
    expect(strictCustomer(answer).fullName).toBe("<Tom & Jerry>");
  });

  test("archive is one body and may be repeated", async () => {
    await createFull();
    const go = as("go");
    const first = await go("PUT", "/api/customers/user_123", '{"isActive":false}');
    const second = await go("PUT", "/api/customers/user_123", '{"isActive":false}');
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(strictCustomer(second)).toEqual(strictCustomer(first));
    expect(strictCustomer(first)).toMatchObject({ isActive: false, metadata: { plan: "pro" } });
  });
});

describe("PHP sends every request to the root, without /api, and [] for an empty object", () => {
  test("create, get, update, archive, batch and list all work at the root", async () => {
    const php = as("php");
    const created = await php(
      "POST",
      "/customers",
      '{"billingEmail":"billing@acme.com","externalId":"user_123","metadata":[]}',
    );
    expect(created.status).toBe(201);
    expect(strictCustomer(created)).toMatchObject({ externalId: "user_123", metadata: null });
    const { id } = strictCustomer(created);
    expect(strictCustomer(await php("GET", `/customers/${id}`)).externalId).toBe("user_123");
    const updated = await php("PUT", "/customers/user_123", '{"billingEmail":"new@acme.com"}');
    expect(strictCustomer(updated).billingEmail).toBe("new@acme.com");
    const batch = await php("POST", "/customers/batch", '{"customers":[{"billingEmail":"b@acme.com","metadata":[]}]}');
    expect(strictBatch(batch).successful).toHaveLength(1);
    expect(strictList(await php("GET", "/customers?limit=25")).data).toHaveLength(2);
    const archived = await php("PUT", "/customers/user_123", '{"isActive":false}');
    expect(strictCustomer(archived)).toMatchObject({ id, isActive: false });
  });

  test("the root and /api are one API: same customer, same list", async () => {
    await createFull();
    const php = as("php");
    const [root, api] = await Promise.all([php("GET", "/customers/user_123"), php("GET", "/api/customers/user_123")]);
    expect(root.text).toBe(api.text);
    expect((await php("GET", "/customers")).text).toBe((await php("GET", "/api/customers")).text);
  });

  test.each(["[]", '{"metadata":[]}'])("update with the body %s changes nothing", async (body) => {
    const created = await createFull();
    const answer = await as("php")("PUT", "/customers/user_123", body);
    expect(answer.status).toBe(200);
    expect(strictCustomer(answer)).toEqual(created.body.data);
  });

  test("create with the body [] names the missing email", async () => {
    const { status, validationErrors } = strictError(await as("php")("POST", "/customers", "[]"));
    expect([status, Object.keys(validationErrors ?? {})]).toEqual([422, ["email"]]);
  });

  test("\\/ and \\uXXXX, surrogate pairs too, are the characters that they stand for", async () => {
    const body =
      '{"billingEmail":"a@acme.com","fullName":"Jos\\u00e9 \\ud83d\\ude80","website":"https:\\/\\/acme.com\\/a",' +
      '"metadata":{"\\u00f1":"\\u4f60\\/\\u597d"}}';
    expect(strictCustomer(await as("php")("POST", "/customers", body))).toMatchObject({
      fullName: "José 🚀",
      website: "https://acme.com/a",
      metadata: { ñ: "你/好" },
    });
  });

  test("isActive=1 and isActive=0 filter as true and false do", async () => {
    const php = as("php");
    await createFull();
    await client.post("/api/customers", { email: "old@acme.com", id: "old" });
    await php("PUT", "/customers/old", '{"isActive":false}');
    const ids = async (query: string) =>
      strictList(await php("GET", `/customers?${query}`)).data.map(({ externalId }) => externalId);
    expect(await ids("isActive=1")).toEqual(["user_123"]);
    expect(await ids("isActive=0")).toEqual(["old"]);
    expect(await ids("isActive=true")).toEqual(["user_123"]);
    expect(await ids("isActive=false")).toEqual(["old"]);
  });
});

describe("Python", () => {
  test("update with nothing has no body at all, and changes nothing", async () => {
    const created = await createFull();
    const answer = await as("python")("PUT", "/api/customers/user_123");
    expect(answer.status).toBe(200);
    expect(strictCustomer(answer)).toEqual(created.body.data);
  });

  test("create without any body names the missing email", async () => {
    const { status, validationErrors } = strictError(await as("python")("POST", "/api/customers"));
    expect([status, Object.keys(validationErrors ?? {})]).toEqual([422, ["email"]]);
  });

  test("the address of the guide's snippet arrives with postalCode and comes back so", async () => {
    await createFull();
    const body =
      '{"billingEmail":"new@acme.com","address":{"line1":"123 Main St","city":"Austin","postalCode":"78702","country":"US"}}';
    const answer = await as("python")("PUT", "/api/customers/user_123", body);
    expect(strictCustomer(answer)).toMatchObject({
      billingEmail: "new@acme.com",
      address: { ...austin, postalCode: "78702" },
    });
  });
});

describe("every SDK", () => {
  test.each(sdks)("%s: a retried create without an id makes one customer when it keeps its key", async (sdk) => {
    const audience = sdk === "java" ? "java" : "others";
    const headers = { "Idempotency-Key": "sdk_0123456789abcdef0123456789abcdef" };
    const create = () => as(sdk)("POST", "/api/customers", '{"billingEmail":"a@acme.com"}', headers);
    const [first, second] = [await create(), await create()];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(strictCustomer(second, audience)).toEqual(strictCustomer(first, audience));
  });

  test.each(sdks)("%s: Content-Type on a GET without a body changes nothing", async (sdk) => {
    await createFull();
    const answer = await as(sdk)("GET", "/api/customers/user_123");
    expect(answer.status).toBe(200);
  });

  test("create takes email or billingEmail, id or externalId, and both with one value", async () => {
    const call = as("typescript");
    for (const body of [
      '{"billingEmail":"a@acme.com","externalId":"u1"}',
      '{"email":"a@acme.com","id":"u1"}',
      '{"email":"a@acme.com","externalId":"u1"}',
      '{"billingEmail":"a@acme.com","id":"u1"}',
      '{"email":"a@acme.com","billingEmail":"a@acme.com","id":"u1","externalId":"u1"}',
    ])
      expect(strictCustomer(await call("POST", "/api/customers", body)).externalId).toBe("u1");
    const { body } = await client.get("/api/customers");
    expect(body.data).toHaveLength(1);
  });

  test("id and externalId that differ are refused on id", async () => {
    const body = '{"billingEmail":"a@acme.com","id":"u1","externalId":"u2"}';
    const { status, validationErrors } = strictError(await as("typescript")("POST", "/api/customers", body));
    expect([status, Object.keys(validationErrors ?? {})]).toEqual([422, ["id"]]);
  });

  test("fields that the SDKs' models have come back as sent, unknown ones are ignored", async () => {
    const fields = { domain: "acme.com", website: "https://acme.com", language: "es", industry: "retail" };
    const body = JSON.stringify({ billingEmail: "a@acme.com", ...fields, subscriptionId: "sub_1", later: { a: 1 } });
    const created = strictCustomer(await as("typescript")("POST", "/api/customers", body));
    expect(created).toMatchObject(fields);
    expect(created).not.toHaveProperty("later");
  });

  test('an explicit "" clears a text, an explicit null leaves it', async () => {
    const call = as("typescript");
    await call(
      "POST",
      "/api/customers",
      '{"billingEmail":"a@acme.com","externalId":"u1","fullName":"A","domain":"a.b"}',
    );
    const updated = await call("PUT", "/api/customers/u1", '{"fullName":"","domain":null,"metadata":null}');
    expect(strictCustomer(updated)).toMatchObject({ fullName: null, domain: "a.b" });
  });

  test("metadata keys come back verbatim, whatever case an SDK gave them", async () => {
    const metadata = { planIntent: 1, plan_intent: 2, my_ID: { innerKey: [1, "2", null] }, is_active: "x" };
    const body = JSON.stringify({ billingEmail: "a@acme.com", externalId: "u1", metadata });
    expect(strictCustomer(await as("typescript")("POST", "/api/customers", body)).metadata).toEqual(metadata);
    expect(strictCustomer(await as("java")("GET", "/api/customers/u1"), "java").metadata).toEqual(metadata);
  });

  test("a list ignores unknown parameters and takes customerId as either id", async () => {
    const { body } = await createFull();
    await client.post("/api/customers", { email: "b@acme.com" });
    const call = as("go");
    const count = async (query: string) => strictList(await call("GET", `/api/customers?${query}`)).data.length;
    expect(await count(`customerId=${body.data.id}`)).toBe(1);
    expect(await count("customerId=user_123")).toBe(1);
    expect(await count("externalId=user_123")).toBe(1);
    expect(await count("startDate=2024-01-01&endDate=2025-01-01&anything=a+b&else=a%20b")).toBe(2);
  });

  test("an empty list is [], not null", async () => {
    const page = strictList(await as("go")("GET", "/api/customers"));
    expect(page).toEqual({ data: [], hasMore: false, nextCursor: null });
  });
});
