/** The Java SDK reads only snake_case names, so it alone gets every camelCase key in snake_case too. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { strictBatch, strictCustomer, strictList } from "./strict-parsers.ts";
import { type Caller, caller, sdks } from "./wire.ts";

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

let client: Client;
let java: Caller;
beforeEach(async () => {
  client = await api.newOrganization();
  java = caller(api.url, "java", client.key);
});

const austin = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };
const create = () => client.post("/api/customers", { email: "billing@acme.com", id: "user_123" });

test("application/json; charset=utf-8 is JSON like any other", async () => {
  const body = '{"billingEmail":"a@acme.com","externalId":"user_123","fullName":"Peña"}';
  const answer = await java("POST", "/api/customers", body);
  expect(answer.status).toBe(201);
  expect(strictCustomer(answer, "java").fullName).toBe("Peña");
});

test("a list has has_more and next_cursor, which lead through all pages", async () => {
  const customers = Array.from({ length: 7 }, (_, i) => ({ email: `c${i}@acme.com`, id: `c${i}` }));
  await client.post("/api/customers/batch", { customers });
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await java("GET", `/api/customers?limit=3${cursor && `&cursor=${cursor}`}`);
    strictList(page, "java");
    const { data, has_more, next_cursor } = JSON.parse(page.text);
    seen.push(...data.map((item: { external_id: string }) => item.external_id));
    expect(has_more).toBe(next_cursor !== null);
    cursor = next_cursor ?? "";
  } while (cursor !== "");
  expect(seen.sort()).toEqual(customers.map(({ id }) => id));
});

test("every operation has both names: a customer, a page, a batch", async () => {
  const body = '{"billingEmail":"a@acme.com","externalId":"user_123","metadata":{"planIntent":"pro"}}';
  const created = await java("POST", "/api/customers", body);
  const got = await java("GET", "/api/customers/user_123");
  const updated = await java("PUT", "/api/customers/user_123", '{"fullName":"Acme"}');
  const archived = await java("PUT", "/api/customers/user_123", '{"isActive":false}');
  for (const answer of [created, got, updated, archived]) strictCustomer(answer, "java");
  expect(JSON.parse(updated.text).data).toMatchObject({
    full_name: "Acme",
    is_active: true,
    external_id: "user_123",
  });
  expect(JSON.parse(archived.text).data).toMatchObject({ is_active: false, billing_email: "a@acme.com" });
  const batch = await java("POST", "/api/customers/batch", '{"customers":[{"billingEmail":"b@acme.com"}]}');
  expect(strictBatch(batch, "java").successful).toHaveLength(1);
  expect(strictList(await java("GET", "/api/customers"), "java").data).toHaveLength(2);
});

test("what the caller wrote has one name: metadata, address, the echo of a failed item", async () => {
  const full = `{"billingEmail":"a@acme.com","externalId":"user_123","metadata":{"planIntent":{"nextStep":1}},"address":${JSON.stringify(austin)}}`;
  const { data } = JSON.parse((await java("POST", "/api/customers", full)).text);
  expect(data.metadata).toEqual({ planIntent: { nextStep: 1 } });
  expect(data.address).toEqual(austin);
  const batch = await java("POST", "/api/customers/batch", '{"customers":[{"billingEmail":"x","fullName":"Acme"}]}');
  expect(strictBatch(batch, "java").failed[0]?.data).toEqual({ billingEmail: "x", fullName: "Acme" });
});

test("versions 1.9 and 2.0 have both names as well", async () => {
  await create();
  for (const version of ["1.9.0", "2.0.0"]) {
    const headers = { "User-Agent": `commet-java/${version}` };
    const answer = await java("GET", "/api/customers/user_123", undefined, headers);
    expect(strictCustomer(answer, "java").externalId).toBe("user_123");
  }
});

test.each(sdks.filter((sdk) => sdk !== "java"))("the answers to %s have no snake_case names", async (sdk) => {
  await create();
  const call = caller(api.url, sdk, client.key);
  strictCustomer(await call("GET", "/api/customers/user_123"), "others");
  strictList(await call("GET", "/api/customers"), "others");
  const batch = await call("POST", "/api/customers/batch", '{"customers":[{"billingEmail":"b@acme.com"}]}');
  expect(strictBatch(batch, "others").successful).toHaveLength(1);
});
