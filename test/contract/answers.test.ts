/** Every kind of answer, read as strictly as each of the five SDKs reads it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { strictBatch, strictCustomer, strictError, strictList } from "./strict-parsers.ts";
import { type Caller, caller, type Sdk, sdks, type WireAnswer } from "./wire.ts";

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

const full = JSON.stringify({
  billingEmail: "full@acme.com",
  externalId: "full",
  fullName: "Acme",
  domain: "acme.com",
  website: "https://acme.com",
  timezone: "Europe/Madrid",
  language: "es",
  industry: "retail",
  employeeCount: "11-50",
  taxDocument: "B12345678",
  documentType: "nif",
  metadata: { planIntent: "pro", tags: [] },
  address: { line1: "1", line2: "2", city: "Madrid", state: "M", postalCode: "28013", country: "ES", region: "Centro" },
});

describe.each(sdks)("the answers to the %s SDK", (sdk: Sdk) => {
  const audience = sdk === "java" ? "java" : "others";
  let client: Client;
  let call: Caller;
  beforeAll(async () => {
    client = await api.newOrganization();
    call = caller(api.url, sdk, client.key);
    await call("POST", "/api/customers", full);
    await call("POST", "/api/customers", '{"billingEmail":"old@acme.com","externalId":"old"}');
    await call("PUT", "/api/customers/old", '{"isActive":false}');
  });

  test.each<[string, () => Promise<WireAnswer>, number]>([
    ["create", () => call("POST", "/api/customers", '{"billingEmail":"a@acme.com"}'), 201],
    ["create of an existing id", () => call("POST", "/api/customers", full), 200],
    ["get with all fields", () => call("GET", "/api/customers/full"), 200],
    ["get with the fewest fields", () => call("GET", "/api/customers/old"), 200],
    ["update", () => call("PUT", "/api/customers/full", '{"timezone":"America/Bogota"}'), 200],
    ["update that changes nothing", () => call("PUT", "/api/customers/full", "{}"), 200],
    ["archive, repeated", () => call("PUT", "/api/customers/old", '{"isActive":false}'), 200],
  ])("%s is a customer that every SDK reads", async (_, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(strictCustomer(answer, audience).organizationId).toBe(client.organizationId);
  });

  test.each(["", "?limit=1", "?isActive=true", "?isActive=0", "?externalId=full", "?customerId=nobody"])(
    "a list with %s is a page that every SDK reads",
    async (query) => {
      expect(strictList(await call("GET", `/api/customers${query}`), audience).data.length).toBeLessThanOrEqual(100);
    },
  );

  test("a batch is a result that every SDK reads, failures of every shape included", async () => {
    const customers = [{ billingEmail: "b@acme.com" }, { billingEmail: "x" }, {}, null, "text", 5, [], [1]];
    const answer = await call("POST", "/api/customers/batch", JSON.stringify({ customers }));
    const { successful, failed } = strictBatch(answer, audience);
    expect(successful).toHaveLength(1);
    expect(failed.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(failed.map(({ data }) => data)).toEqual([{ billingEmail: "x" }, {}, null, null, null, null, null]);
  });

  test.each<[number, string, string, () => Promise<WireAnswer>]>([
    [400, "invalid_json", "broken JSON", () => call("POST", "/api/customers", '{"billingEmail":')],
    [401, "unauthorized", "no key", () => caller(api.url, sdk, "")("GET", "/api/customers")],
    [401, "unauthorized", "an unknown key", () => caller(api.url, sdk, "ck_unknown")("GET", "/api/customers")],
    [404, "customer_not_found", "an unknown customer", () => call("GET", "/api/customers/nobody")],
    [404, "customer_not_found", "an update of nobody", () => call("PUT", "/api/customers/nobody", '{"email":"x"}')],
    [404, "endpoint_not_available", "an unknown path", () => call("GET", "/api/unknown")],
    [405, "method_not_allowed", "an unknown method", () => call("PATCH", "/api/customers/full", "{}")],
    [409, "customer_archived", "a change of the archived", () => call("PUT", "/api/customers/old", '{"fullName":"x"}')],
    [409, "customer_archived", "a reactivation", () => call("PUT", "/api/customers/old", '{"isActive":true}')],
    [409, "external_id_immutable", "another id", () => call("PUT", "/api/customers/full", '{"externalId":"other"}')],
    [413, "payload_too_large", "over 1 MB", () => call("POST", "/api/customers", `{"a":"${"x".repeat(1_048_576)}"}`)],
    [422, "validation_error", "a bad email", () => call("POST", "/api/customers", '{"billingEmail":"x"}')],
    [422, "validation_error", "no email", () => call("POST", "/api/customers", "{}")],
    [422, "validation_error", "many problems", () => call("PUT", "/api/customers/full", '{"email":1,"metadata":"x"}')],
    [422, "validation_error", "a list for a body", () => call("PUT", "/api/customers/full", "[1]")],
    [422, "validation_error", "a text for a body", () => call("POST", "/api/customers", '"text"')],
    [422, "validation_error", "a bad limit", () => call("GET", "/api/customers?limit=-1")],
    [422, "validation_error", "a bad cursor", () => call("GET", "/api/customers?cursor=bogus")],
    [422, "validation_error", "a batch of none", () => call("POST", "/api/customers/batch", '{"customers":null}')],
  ])("%i %s, for %s, is an error that every SDK reads", async (status, code, _, ask) => {
    const error = strictError(await ask(), audience);
    expect(error).toMatchObject({ status, code, message: expect.stringMatching(/\S/) });
    expect(error.validationErrors !== undefined).toBe(code === "validation_error");
  });

  test("403 forbidden is an error that every SDK reads", async () => {
    const reader = await api.newOrganization(["read"]);
    const answer = await caller(api.url, sdk, reader.key)("POST", "/api/customers", '{"billingEmail":"a@acme.com"}');
    expect(strictError(answer, audience)).toMatchObject({ status: 403, code: "forbidden" });
  });

  test("409 idempotency_key_mismatch is an error that every SDK reads", async () => {
    const headers = { "Idempotency-Key": "one" };
    await call("POST", "/api/customers", '{"billingEmail":"a@acme.com"}', headers);
    const answer = await call("POST", "/api/customers", '{"billingEmail":"b@acme.com"}', headers);
    expect(strictError(answer, audience)).toMatchObject({ status: 409, code: "idempotency_key_mismatch" });
  });

  test("409 external_id_taken is an error that every SDK reads", async () => {
    const { id } = strictCustomer(await call("POST", "/api/customers", '{"billingEmail":"c@acme.com"}'), audience);
    const answer = await call("PUT", `/api/customers/${id}`, '{"externalId":"full"}');
    expect(strictError(answer, audience)).toMatchObject({ status: 409, code: "external_id_taken" });
  });

  test("412 version_mismatch is an error that every SDK reads, with the current record in details", async () => {
    const answer = await call("PUT", "/api/customers/full", '{"fullName":"x"}', { "If-Match": '"999"' });
    const { status, code, details } = strictError(answer, audience);
    expect([status, code]).toEqual([412, "version_mismatch"]);
    expect(details).toMatchObject({ customer: { externalId: "full" } });
  });
});

test("a customer of another organization answers as an unknown one does, but for the request's id", async () => {
  const [mine, other] = [await api.newOrganization(), await api.newOrganization()];
  const { body } = await other.post("/api/customers", { email: "a@acme.com", id: "theirs" });
  const get = async (id: string) => {
    const answer = await caller(api.url, "typescript", mine.key)("GET", `/api/customers/${id}`);
    return answer.text.replaceAll(answer.headers.get("x-request-id") ?? "?", "");
  };
  const unknown = await get("cus_000000000000000000000000");
  expect(await get(body.data.id)).toBe(unknown);
  expect(await get("theirs")).toBe(unknown);
});
