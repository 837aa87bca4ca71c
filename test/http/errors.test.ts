import { describe, expect, test } from "vitest";
import { toItem } from "../../core/customers/item.ts";
import type { Answer, Client } from "../support/api.ts";
import {
  archived,
  checked,
  create,
  expectErrorForm,
  newCustomer,
  outcome,
  pathOf,
  problemFields,
  putItems,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();

/** An answer without its request id and its date. */
const comparable = ({ status, headers, text, body }: Answer) => {
  const requestId = headers.get("x-request-id") ?? "";
  expect(body.error.request_id).toBe(requestId);
  return {
    status,
    headers: [...headers].filter(([name]) => name !== "x-request-id" && name !== "date"),
    text: text.replaceAll(requestId, "<request id>"),
  };
};

describe("unknown id, or another organization's", () => {
  const requests: [string, (client: Client, id: string) => Promise<Answer>][] = [
    ["GET", (client, id) => client.get(pathOf(id))],
    ["GET at the root", (client, id) => client.get(`/customers/${encodeURIComponent(id)}`)],
    ["PUT of a field", (client, id) => client.put(pathOf(id), { fullName: "No" })],
    ["PUT of metadata", (client, id) => client.put(pathOf(id), { metadata: { a: 1 } })],
    ["PUT of an external id", (client, id) => client.put(pathOf(id), { externalId: "some_id" })],
    ["PUT of nothing", (client, id) => client.put(pathOf(id))],
    ["PUT of an invalid field", (client, id) => client.put(pathOf(id), { email: "nonsense" })],
    ["PUT with If-Match", (client, id) => client.put(pathOf(id), { fullName: "No" }, { "if-match": '"1"' })],
    ["archive", (client, id) => client.put(pathOf(id), { isActive: false })],
  ];

  test.each(requests)("%s is 404 customer_not_found, byte for byte the same but the request id", async (_, request) => {
    const other = await stack.newOrganization();
    const [theirs, theirGone] = [await create(other, { id: unique() }), await archived(other, { id: unique() })];
    const { customer: theirLater } = await create(other);
    await other.put(pathOf(theirLater.id), { externalId: "given_later" });
    const unknown = await request(stack.client, "cus_000000000000000000000000");
    expect(outcome(unknown)).toBe("404 customer_not_found");
    const ids = [theirs, theirGone].flatMap(({ customer }) => [customer.id, customer.externalId]);
    for (const id of [...ids, theirLater.id, "given_later", "nobody", "a?b", "cus_x"])
      expect(comparable(await request(stack.client, id))).toEqual(comparable(unknown));
  });

  test("nothing of the other organization's customer changes", async () => {
    const other = await stack.newOrganization();
    const { customer } = await create(other, { id: unique() });
    for (const id of [customer.id, customer.externalId]) {
      await stack.client.put(pathOf(id), { fullName: "Mine" });
      await stack.client.put(pathOf(id), { isActive: false });
    }
    expect((await other.get(pathOf(customer.id))).body.data).toEqual(customer);
  });
});

describe("malformed JSON / not an object / over 1 MB / unknown route / method", () => {
  const bodies = async (): Promise<[method: string, path: string][]> => [
    ["POST", "/api/customers"],
    ["POST", "/api/customers/batch"],
    ["PUT", pathOf((await create(stack.client)).customer.id)],
  ];

  test.each([
    "{",
    "nonsense",
    "{'email':1}",
    '{"email":}',
    '{"a":1,}',
    '{"a":1} x',
    "undefined",
    '"open',
    "\u0000",
    "[1",
  ])("malformed JSON %j is 400 invalid_json", async (raw) => {
    for (const [method, path] of await bodies())
      expect(outcome(await stack.client.request(method, path, { raw }))).toBe("400 invalid_json");
  });

  test.each(["5", "true", "null", '"text"', "[1]", "[[]]", '[{"email":"a@acme.com"}]'])(
    "%s is no object: 422",
    async (raw) => {
      for (const [method, path] of await bodies())
        expect(problemFields(await stack.client.request(method, path, { raw }))).toContain("body");
    },
  );

  test("more than 1 MB is 413 payload_too_large, 1 MB is not, whatever the content type", async () => {
    const fits = `{"a":"${"x".repeat(1_048_576 - 8)}"}`;
    for (const [method, path] of await bodies())
      for (const type of ["application/json", "application/octet-stream"]) {
        const headers = { "content-type": type };
        const tooLarge = await stack.client.request(method, path, { raw: `${fits} `, headers });
        expect(outcome(tooLarge)).toBe("413 payload_too_large");
        const answer = await stack.client.request(method, path, { raw: fits, headers });
        expect(answer.status).not.toBe(413);
      }
  });

  test("1 MB is counted in bytes, not in characters", async () => {
    const raw = `{"a":"${"🎉".repeat(262_144)}"}`;
    expect(outcome(await stack.client.request("POST", "/api/customers", { raw }))).toBe("413 payload_too_large");
  });

  test.each([
    "/",
    "/api",
    "/api/",
    "/api/nothing",
    "/api/customers/",
    "/customers/",
    "/api/customers/a/b",
    "/api/customers/a/",
    "/api/customers/a%2Fb",
    "/api//customers",
    "/API/customers",
    "/api/Customers",
    "/api/v2/customers",
    "/api/v1",
    "/api/v1/customersX",
    "/api/customersX",
    "/%00",
    "/api/me/",
    "/favicon.ico",
    "/constructor",
  ])("%s is no route: 404 endpoint_not_available for every method, with and without a key", async (path) => {
    for (const client of [stack.client, checked(stack.api.client(undefined))])
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"])
        expect(outcome(await client.request(method, path))).toBe("404 endpoint_not_available");
  });

  test.each([
    ["/api/customers", ["GET", "POST"]],
    ["/customers", ["GET", "POST"]],
    ["/api/customers/batch", ["GET", "POST", "PUT"]],
    ["/api/customers/user_1", ["GET", "PUT"]],
    ["/customers/user_1", ["GET", "PUT"]],
    ["/api/me", ["GET"]],
    ["/api/openapi.json", ["GET", "HEAD"]],
    ["/health", ["GET", "HEAD"]],
  ])("%s answers other methods with 405 and Allow: %j", async (path, allowed) => {
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) => !allowed.includes(method));
    for (const client of [stack.client, checked(stack.api.client(undefined))])
      for (const method of methods) {
        const answer = await client.request(method, path);
        expect([method, outcome(answer)]).toEqual([method, "405 method_not_allowed"]);
        expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(allowed);
      }
  });

  test("a browser's preflight is answered with 200 and Allow, on paths that exist only", async () => {
    const answer = await stack.client.request("OPTIONS", "/api/customers/user_1");
    expect([outcome(answer), answer.headers.get("allow")?.split(", ").sort()]).toEqual(["200", ["GET", "PUT"]]);
    expect(outcome(await stack.client.request("OPTIONS", "/api/nothing"))).toBe("404 endpoint_not_available");
  });

  test("HEAD answers as a method that no route has, without a body", async () => {
    const response = await fetch(`${stack.api.url}/api/customers`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([405, ""]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test.each(["%zz", "%", "%E0%A4", "%ff", "%ED%A0%80"])(
    "a path with the malformed encoding %s is a 404, never a 405 that allows the very method",
    async (id) => {
      for (const method of ["GET", "PUT"])
        expect((await stack.client.request(method, `/api/customers/${id}`)).status).toBe(404);
    },
  );
});

describe("what every answer has in common", () => {
  test("each has a request id of its own", async () => {
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => stack.client.get("/api/customers")),
      ...Array.from({ length: 20 }, () => stack.client.get("/nothing")),
    ]);
    expect(new Set(answers.map(({ headers }) => headers.get("x-request-id"))).size).toBe(40);
  });

  test("health and the OpenAPI document, too, come as JSON that nobody stores", async () => {
    for (const path of ["/health", "/api/openapi.json"]) {
      const answer = await stack.api.client(undefined).get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("x-request-id")).toMatch(/^\S+$/);
    }
  });

  test("what is not an AppError is a 500 internal_error with the request id, and shows nothing of its cause", async () => {
    const { client } = stack;
    const now = new Date().toISOString();
    const broken = { id: "cus_broken", organizationId: client.organizationId, metadata: "leaked {" };
    const item = toItem({ ...broken, version: 1, email: "a@b.co", createdAt: now, updatedAt: now, requestId: "x" });
    await putItems([item]);
    const answer = await stack.api.client(client.key).get("/api/customers/cus_broken");
    expect([answer.status, answer.body.code]).toEqual([500, "internal_error"]);
    expectErrorForm(answer);
    expect(answer.text).not.toMatch(/leaked|JSON|SyntaxError|core\//);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("the Java SDK's answers say every name in snake_case as well, and the callers' own JSON as it was sent", async () => {
    const headers = { "user-agent": "commet-java/1.10.0" };
    const metadata = { planIntent: { innerName: 1 } };
    const { body } = await stack.client.post("/api/customers", newCustomer({ id: unique(), metadata }), headers);
    expect(body.data).toMatchObject({
      billing_email: body.data.billingEmail,
      external_id: body.data.externalId,
      is_active: true,
      created_at: body.data.createdAt,
    });
    expect(body.data.metadata).toEqual(metadata);
    const list = await stack.client.get("/api/customers?limit=1", headers);
    expect([list.body.has_more, list.body.next_cursor]).toEqual([list.body.hasMore, list.body.nextCursor]);
  });
});
