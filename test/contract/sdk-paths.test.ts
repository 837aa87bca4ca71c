/** Ids that no SDK encodes, and the resulting paths. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { strictBatch, strictCustomer, strictError } from "./strict-parsers.ts";
import { type Caller, caller, send, sendBytes } from "./wire.ts";

let api: Api;
let client: Client;
let call: Caller;
const ids = ["a", "a b", "a@b.co", "a+b", "a:b", "batch", "josé", "a;b=c,d", "a&b", "A", "user_123", "123", "null"];
beforeAll(async () => {
  api = await sharedApi();
  client = await api.newOrganization();
  call = caller(api.url, "typescript", client.key);
  const customers = ids.map((id, i) => ({ email: `c${i}@acme.com`, id }));
  const { body } = await client.post("/api/customers/batch", { customers });
  expect(body.data.failed).toEqual([]);
});
afterAll(() => api.stop());

describe.each(["/api/customers", "/customers"])("an id in a path under %s", (base) => {
  test.each([
    ["a%20b", "a b"],
    ["a@b.co", "a@b.co"],
    ["a%40b.co", "a@b.co"],
    ["a+b", "a+b"],
    ["a%2Bb", "a+b"],
    ["a:b", "a:b"],
    ["a%3Ab", "a:b"],
    ["a;b=c,d", "a;b=c,d"],
    ["a&b", "a&b"],
    ["batch", "batch"],
    ["jos%C3%A9", "josé"],
    ["jos%c3%a9", "josé"],
    ["A", "A"],
    ["123", "123"],
    ["null", "null"],
    ["a?x", "a"],
    ["a?", "a"],
  ])("%s names the customer %s, on get and on update", async (sent, id) => {
    const got = strictCustomer(await call("GET", `${base}/${sent}`));
    const updated = strictCustomer(await call("PUT", `${base}/${sent}`, JSON.stringify({ fullName: `${base} ${id}` })));
    expect(got.externalId).toBe(id);
    expect([updated.id, updated.fullName]).toEqual([got.id, `${base} ${id}`]);
  });

  test.each([
    "a%2Fb",
    "a%2fb",
    "a%252Fb",
    "..%2Fcustomers",
    "%2E%2E",
    "%2e",
    "..",
    ".",
    "%00",
    "a%3Fx",
    "nobody",
    "%20",
  ])("%s names no customer: 404 in JSON, on get and on update", async (sent) => {
    const got = strictError(await call("GET", `${base}/${sent}`));
    const updated = strictError(await call("PUT", `${base}/${sent}`, '{"fullName":"x"}'));
    expect([got.status, updated.status]).toEqual([404, 404]);
  });

  test("an empty id is a path that does not exist, never the list", async () => {
    const got = strictError(await call("GET", `${base}/`));
    const updated = strictError(await call("PUT", `${base}/`, '{"isActive":false}'));
    const created = strictError(await call("POST", `${base}/`, '{"billingEmail":"a@acme.com"}'));
    for (const { status, code } of [got, updated, created])
      expect([status, code]).toEqual([404, "endpoint_not_available"]);
  });

  test("an id with a slash in it is a path that does not exist", async () => {
    for (const path of [`${base}/a/b`, `${base}/a/`, `${base}//a`])
      expect(strictError(await call("GET", path))).toMatchObject({ status: 404, code: "endpoint_not_available" });
  });

  test("batch is an operation on POST only; elsewhere it is a customer's id", async () => {
    const batch = strictBatch(await call("POST", `${base}/batch`, '{"customers":[]}'));
    expect(batch).toEqual({ successful: [], failed: [] });
    expect(strictCustomer(await call("GET", `${base}/batch`)).externalId).toBe("batch");
    expect(strictCustomer(await call("PUT", `${base}/batch`)).externalId).toBe("batch");
  });

  test.each(["%zz", "100%", "%C3", "%C3%28"])("%s, which no URL may hold, answers 404 in JSON", async (sent) => {
    expect(strictError(await call("GET", `${base}/${sent}`)).status).toBe(404);
  });

  test("a method that a path does not have answers 405 in JSON and names those it has", async () => {
    const answer = await call("DELETE", `${base}/a`);
    expect(strictError(answer)).toMatchObject({ status: 405, code: "method_not_allowed" });
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "PUT"]);
    const list = await call("PUT", base, "{}");
    expect(strictError(list).status).toBe(405);
    expect(list.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "POST"]);
  });
});

test("customers' ids are compared exactly: a and A are two", async () => {
  const [lower, upper] = [await call("GET", "/api/customers/a"), await call("GET", "/api/customers/A")];
  expect(strictCustomer(lower).id).not.toBe(strictCustomer(upper).id);
});

test.each([
  "/",
  "/api",
  "/api/",
  "/api/customer",
  "/API/customers",
  "//api/customers",
  "/api/v9/customers",
  "/*",
  "/?a=b",
])("the path %s does not exist: 404 in JSON, never a redirect", async (path) => {
  const { status, code } = strictError(await send(api.url, { method: "GET", path, headers: { "x-api-key": "ck_x" } }));
  expect([status, code]).toEqual([404, "endpoint_not_available"]);
});

test("a space that nobody encoded is refused, and the server goes on", async () => {
  const request = `GET /api/customers/a b HTTP/1.1\r\nHost: localhost\r\nx-api-key: ${client.key}\r\nConnection: close\r\n\r\n`;
  expect(await sendBytes(api.url, request)).toMatch(/^HTTP\/1\.1 400 /);
  expect((await call("GET", "/api/customers/a%20b")).status).toBe(200);
});
