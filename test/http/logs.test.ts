import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { toItem } from "../../core/customers/item.ts";
import { requestsOf, routes } from "../../infra/routes.ts";
import { type Answer, type Client, logLines } from "../support/api.ts";
import { create, newAddress, putItems, useStack } from "../support/service.ts";

const stack = useStack();

/** Texts that a customer or a caller may send, recognizable wherever they appear. */
const SECRETS = {
  email: "secret-email@acme.example",
  fullName: "Secret Fullname",
  website: "https://secret-website.example",
  industry: "secret-industry",
  line1: "1 Secret Street",
  city: "Secretville",
  metadataKey: "secret-metadata-key",
  metadataValue: "secret-metadata-value",
  /** Metadata that is no JSON, and short enough for an error's message to quote it whole. */
  damagedMetadata: "secret-damaged",
  externalId: "secret-external-id",
  key: "secret-idempotency-key",
  path: "secret-path",
  query: "secret-query",
  header: "secret-user-agent",
  unknownKey: "ck_secretUnknownKey00000000000000000",
};

interface Line {
  operation: string;
  status: number;
  organizationId?: string;
  requestId: string;
  units: number;
  level: string;
  [field: string]: unknown;
}

const since = (start: number): Line[] => logLines.slice(start).map((line) => JSON.parse(line));

/** The one log line of an answer. */
function lineOf({ headers }: Answer): Line {
  const lines = since(0).filter(({ requestId }) => requestId === headers.get("x-request-id"));
  expect(lines).toHaveLength(1);
  return lines[0] as Line;
}

let others: string[] = [];
beforeAll(() => {
  // Output written anywhere else would escape the check of the log lines.
  const keep = (chunk: unknown) => {
    others.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  for (const method of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, method).mockImplementation((...parts) => void keep(parts.join(" ")));
});
afterAll(() => {
  vi.restoreAllMocks();
  others = [];
});

test("each request logs exactly one JSON line: operation, status, organization, request id, units", async () => {
  const { organizationId } = stack.client;
  const created = await stack.client.post("/api/customers", { email: "a@acme.com", id: "user_1" });
  const repeated = await stack.client.post("/api/customers", { email: "b@acme.com", id: "user_1" });
  const answers: [Answer, string, number][] = [
    [created, "createCustomer", 201],
    [repeated, "createCustomer", 200],
    [await stack.client.post("/api/customers", {}), "createCustomer", 422],
    [await stack.client.post("/api/customers/batch", { customers: [{}, {}] }), "createCustomers", 200],
    [await stack.client.get("/api/customers/user_1"), "getCustomer", 200],
    [await stack.client.get("/customers/nobody"), "getCustomer", 404],
    [await stack.client.put("/api/customers/user_1", { fullName: "New" }), "updateCustomer", 200],
    [await stack.client.put("/api/customers/user_1", { metadata: { a: 1 } }), "updateCustomer", 200],
    [await stack.client.put("/api/customers/user_1", { fullName: "No" }, { "if-match": '"9"' }), "updateCustomer", 412],
    [await stack.client.request("PUT", "/api/customers/user_1", { raw: "{" }), "updateCustomer", 400],
    [await stack.client.get("/api/customers"), "listCustomers", 200],
    [await stack.client.get("/api/customers?limit=x"), "listCustomers", 422],
    [await stack.client.get("/api/me"), "getMe", 200],
  ];
  for (const [answer, operation, status] of answers) {
    const line = lineOf(answer);
    expect(line).toMatchObject({ operation, status, organizationId, level: "info", stage: "local", failures: 0 });
    expect(typeof line.units).toBe("number");
    expect(line.latencyMs).toBeTypeOf("number");
    // DynamoDB does not report the units of a failed condition.
    const isMeasured = status === 200 || status === 201;
    if (isMeasured && !["createCustomers", "getMe"].includes(operation) && answer !== repeated)
      expect(line.units).toBeGreaterThan(0);
  }
});

test("requests without an organization log one line too, without one", async () => {
  const nobody = stack.api.client(undefined);
  const answers: [Answer, string, number][] = [
    [await nobody.get("/api/customers"), "listCustomers", 401],
    [await nobody.get("/nothing"), "unmatchedRequest", 404],
    [await nobody.request("DELETE", "/api/customers"), "unmatchedRequest", 405],
    [await nobody.get("/health"), "getHealth", 200],
    [await nobody.get("/api/openapi.json"), "getOpenApi", 200],
  ];
  for (const [answer, operation, status] of answers) {
    const line = lineOf(answer);
    expect(line).toMatchObject({ operation, status, units: expect.any(Number) });
    expect(line.organizationId).toBeUndefined();
  }
});

test("a hundred parallel requests log a hundred lines, each whole and on its own", async () => {
  const { key, organizationId } = stack.client;
  const start = logLines.length;
  const get = (i: number) =>
    stack.api.client(key, organizationId).request("GET", `/api/customers/u${i}`, { repeats503: false });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => get(i)));
  const ids = since(start).flatMap(({ operation, requestId }) => (operation === "getCustomer" ? [requestId] : []));
  expect(ids.toSorted()).toEqual(answers.map(({ headers }) => headers.get("x-request-id")).toSorted());
  for (const line of logLines.slice(start)) expect(line.match(/\n/g)).toHaveLength(1);
});

test("no line ever holds a path, a query, a key, a header, or a field of a customer", async () => {
  const start = logLines.length;
  await everyKindOfRequest(stack.client);
  const lines = [...logLines.slice(start), ...others].join("");
  for (const [name, secret] of Object.entries(SECRETS)) expect([name, lines.includes(secret)]).toEqual([name, false]);
  expect(lines).not.toContain(stack.client.key);
  expect(lines).not.toContain(stack.client.key.slice(3));
  for (const { path } of routes.flatMap(requestsOf)) expect(lines).not.toContain(`"${path}`);
  expect(lines).not.toMatch(/acme|@|127\.0\.0\.1|::1|localhost/);
});

test("nor does the line of a 5xx, which names the place of the error instead of its message", async () => {
  const { organizationId, key } = stack.client;
  const now = new Date().toISOString();
  const metadata = SECRETS.damagedMetadata;
  expect(() => JSON.parse(metadata)).toThrow(metadata);
  const broken = { id: "cus_broken", organizationId, metadata };
  const times = { createdAt: now, updatedAt: now, requestId: "x" };
  await putItems([toItem({ ...broken, ...times, version: 1, email: SECRETS.email })]);
  const client = stack.api.client(key, organizationId);
  const start = logLines.length;
  const answer = await client.get("/api/customers/cus_broken");
  expect(answer.status).toBe(500);
  const line = lineOf(answer);
  expect(line).toMatchObject({
    level: "error",
    failures: 1,
    status: 500,
    organizationId,
    cause: { name: "SyntaxError" },
  });
  const lines = [...logLines.slice(start), ...others].join("");
  for (const secret of Object.values(SECRETS)) expect(lines).not.toContain(secret);
  expect(lines).not.toContain("not valid JSON");
});

/** Requests with every outcome, with the secrets wherever a caller can put one. */
async function everyKindOfRequest(client: Client): Promise<void> {
  const { email, fullName, website, industry, line1, city, metadataKey, metadataValue, externalId } = SECRETS;
  const fields = {
    email,
    fullName,
    website,
    industry,
    address: newAddress({ line1, city }),
    metadata: { [metadataKey]: metadataValue },
  };
  const headers = { "idempotency-key": SECRETS.key, "user-agent": SECRETS.header, "x-request-id": SECRETS.header };
  const query = `?${SECRETS.query}=${SECRETS.query}`;
  const post = (json: object, path = "/api/customers") => client.post(`${path}${query}`, json, headers);
  await post({ ...fields, id: externalId });
  await post(fields);
  await post({ ...fields, fullName: `${fullName} 2` });
  await post({ ...fields, timezone: fullName, metadata: { [metadataKey]: [2 ** 60, "\ud800"] } });
  await post({ customers: [fields, { ...fields, email: fullName }, fields] }, "/api/customers/batch");
  for (const id of [externalId, SECRETS.path, `${SECRETS.path}%2F`, `${SECRETS.path}%zz`]) {
    const path = `/api/customers/${id}${query}`;
    await client.get(path, headers);
    for (const json of [fields, { metadata: { [`${metadataKey}2`]: metadataValue } }, { email: fullName }])
      await client.put(path, json, headers);
    await client.put(path, { externalId: `${externalId}2` }, headers);
    await client.put(path, { fullName }, { ...headers, "if-match": `"${SECRETS.key}"` });
    await client.request("PUT", path, { raw: `{"email":"${email}"`, headers });
    await client.request("PUT", path, { raw: Buffer.from([...Buffer.from(`{"email":"${email}`), 0xff]), headers });
    await client.request("DELETE", path, { headers });
  }
  const { customer } = await create(client);
  await client.put(`/api/customers/${customer.id}`, { externalId, fullName }, headers);
  await client.put(`/api/customers/${customer.id}`, { externalId: `${externalId}3` }, headers);
  for (const list of [
    `externalId=${externalId}`,
    `customerId=${SECRETS.path}`,
    `cursor=${SECRETS.query}`,
    `limit=${fullName}`,
  ])
    await client.get(`/api/customers?${list}&${SECRETS.query}`, headers);
  await client.get(`/${SECRETS.path}${query}`, headers);
  const stranger = stack.api.client(SECRETS.unknownKey);
  await stranger.get(`/api/customers/${SECRETS.path}`, headers);
}
