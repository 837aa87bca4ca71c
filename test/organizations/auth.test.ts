import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { config } from "../../core/base/config.ts";
import * as administration from "../../core/organizations/administration.ts";
import { hashOf, keyIdOf, newSecret, type Scope, scopes } from "../../core/organizations/apiKey.ts";
import { revokeApiKey } from "../../core/organizations/store.ts";
import { requestsOf, routes } from "../../infra/routes.ts";
import type { Client } from "../support/api.ts";
import { checked, create, newCustomer, outcome, pathOf, stored, unique, useStack } from "../support/service.ts";

const stack = useStack();
afterEach(() => vi.useRealTimers());

const withKey = (key: string | undefined): Client => checked(stack.api.client(key));
const secured = routes
  .filter(({ scope }) => scope !== "none")
  .flatMap((route) => requestsOf(route).map((request) => ({ ...request, scope: route.scope })));

/** Every request that needs a key: each route at each of its paths. */
const requests = secured.map(({ method, path }): [string, string] => [method, path.replace("{id}", "user_1")]);

async function issueKey(organizationId: string, some: readonly Scope[] = scopes, expiresAt?: string) {
  return administration.issueKey({ organizationId, name: "test", scopes: some, ...(expiresAt ? { expiresAt } : {}) });
}

async function revokeKey(keyId: string) {
  return revokeApiKey({ signal: new AbortController().signal, units: 0 }, keyId, new Date());
}

const passTime = (seconds: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });

describe("a request without a valid key", () => {
  const keys: [string, string | undefined][] = [
    ["missing", undefined],
    ["empty", ""],
    ["without the prefix", "test00000000000000000000000000000"],
    ["the prefix alone", "ck_"],
    ["with a blank inside", "ck_a b"],
    ["beyond ASCII", "ck_\u00e9"],
    ["too long", `ck_${"x".repeat(5_000)}`],
    ["unknown", "ck_unknown0000000000000000000000000"],
    ["unknown with odd characters", "ck_#/../*%00'\";--"],
    ["two of them", "ck_test00000000000000000000000000000, ck_test00000000000000000000000000000"],
    ["in capitals", "CK_TEST00000000000000000000000000000"],
    ["cut short", "ck_test0000000000000000000000000000"],
  ];
  test.each(keys)("(%s) is 401 unauthorized on every route, whatever the body", async (_, key) => {
    for (const [method, path] of requests) {
      const options = method === "GET" ? {} : { raw: "{" };
      expect([path, outcome(await withKey(key).request(method, path, options))]).toEqual([path, "401 unauthorized"]);
    }
  });

  test("is 401 with the key anywhere but in x-api-key", async () => {
    const { key } = stack.client;
    const headers = { authorization: `Bearer ${key}`, "api-key": key, cookie: `x-api-key=${key}` };
    expect(outcome(await withKey(undefined).get(`/api/customers?x-api-key=${key}`, headers))).toBe("401 unauthorized");
  });

  test("is 401 for a key that has expired, and from the very moment on that one expires", async () => {
    const { organizationId } = stack.client;
    const past = await issueKey(organizationId, ["read"], new Date(Date.now() - 1_000).toISOString());
    expect(outcome(await withKey(past.secret).get("/api/me"))).toBe("401 unauthorized");
    const soon = await issueKey(organizationId, ["read"], new Date(Date.now() + 60_000).toISOString());
    expect(outcome(await withKey(soon.secret).get("/api/me"))).toBe("200");
    passTime(60);
    expect(outcome(await withKey(soon.secret).get("/api/me"))).toBe("401 unauthorized");
  });

  test("is 401 for a revoked key, within 30 seconds if the process knew the key", async () => {
    const { organizationId } = stack.client;
    const [known, unused] = [await issueKey(organizationId), await issueKey(organizationId)];
    expect(outcome(await withKey(known.secret).get("/api/me"))).toBe("200");
    await Promise.all([revokeKey(known.key.id), revokeKey(unused.key.id)]);
    expect(outcome(await withKey(unused.secret).get("/api/me"))).toBe("401 unauthorized");
    passTime(31);
    expect(outcome(await withKey(known.secret).get("/api/me"))).toBe("401 unauthorized");
    expect(outcome(await withKey(stack.client.key).get("/api/me"))).toBe("200");
  });

  test("is 401 for a key whose stored hash is another secret's", async () => {
    const { secret, key } = await issueKey(stack.client.organizationId);
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: config.organizationsTable(),
        Key: { pk: { S: `key#${key.id}` }, sk: { S: "key" } },
        UpdateExpression: "SET #hash = :other",
        ConditionExpression: "attribute_exists(#hash)",
        ExpressionAttributeNames: { "#hash": "hash" },
        ExpressionAttributeValues: { ":other": { S: hashOf(newSecret()) } },
      }),
    );
    expect(outcome(await withKey(secret).get("/api/me"))).toBe("401 unauthorized");
  });

  test("a revoked key stays revoked when it is issued again", async () => {
    const { organizationId } = stack.client;
    const { secret, key } = await issueKey(organizationId);
    await revokeKey(key.id);
    await administration.issueKey({ organizationId, name: "again", scopes: ["read"] }, secret);
    expect(outcome(await withKey(secret).get("/api/me"))).toBe("401 unauthorized");
  });

  test("a key that was unknown works within 30 seconds of being issued", async () => {
    const secret = "ck_issuedLater00000000000000000000";
    expect(outcome(await withKey(secret).get("/api/me"))).toBe("401 unauthorized");
    const { organizationId } = stack.client;
    await administration.issueKey({ organizationId, name: "later", scopes: ["read"] }, secret);
    passTime(31);
    expect(outcome(await withKey(secret).get("/api/me"))).toBe("200");
  });
});

describe("scopes", () => {
  test.each([
    ["read", "write"],
    ["write", "read"],
    ["read", "keys"],
    ["write", "keys"],
    ["keys", "read"],
    ["keys", "write"],
  ] as const)(
    "a key that may %s alone is 403 forbidden wherever a route needs %s, and changes nothing",
    async (has, lacks) => {
      const { customer, etag } = await create(stack.client, { id: unique() });
      const { secret } = await issueKey(stack.client.organizationId, [has]);
      const client = withKey(secret);
      for (const { method, path, scope } of secured) {
        const json = method === "GET" ? undefined : { customers: [], email: "a@acme.com", fullName: "No" };
        const answer = await client.request(method, path.replace("{id}", customer.externalId), { json });
        if (scope === lacks) expect([path, outcome(answer)]).toEqual([path, "403 forbidden"]);
        // The request itself may be wrong, e.g. with a customer's id for a plan.
        else if (scope === has || scope === "any")
          expect([path, [401, 403].includes(answer.status)]).toEqual([path, false]);
      }
      if (has !== "write") expect((await stored(stack.client, customer.id)).etag).toBe(etag);
    },
  );

  test("403 does not tell whether the customer exists", async () => {
    const { customer } = await create(stack.client);
    const client = withKey((await issueKey(stack.client.organizationId, ["write"])).secret);
    for (const id of [customer.id, "cus_000000000000000000000000"])
      expect(outcome(await client.get(pathOf(id)))).toBe("403 forbidden");
  });

  test("a key without any scope may ask who it is", async () => {
    const client = withKey((await issueKey(stack.client.organizationId, [])).secret);
    expect((await client.get("/api/me")).body.data.scopes).toEqual([]);
    expect(outcome(await client.get("/api/customers"))).toBe("403 forbidden");
  });
});

describe("GET /api/me", () => {
  test.each([[["read", "write"]], [["read"]], [["write", "keys"]]] as [Scope[]][])(
    "tells a key with the scopes %j its id, organization and scopes, and nothing of its secret",
    async (scopes) => {
      const client = await stack.newOrganization(scopes);
      const answer = await client.get("/api/me");
      const keyId = keyIdOf(hashOf(client.key));
      expect(answer.body.data).toEqual({ keyId, organizationId: client.organizationId, stage: "local", scopes });
      expect(answer.text).not.toContain(client.key.slice(3));
    },
  );
});

describe("tenants", () => {
  test("another organization's customer is unknown to every route with an id, by either of its ids", async () => {
    const [mine, theirs] = [await stack.newOrganization(), await stack.newOrganization()];
    const { customer, etag } = await create(theirs, { id: unique("theirs") });
    const later = await create(theirs);
    await theirs.put(pathOf(later.customer.id), { externalId: "theirs_later" });
    for (const { method, path } of secured.filter(({ path }) => path.includes("{id}")))
      for (const id of [customer.id, customer.externalId, later.customer.id, "theirs_later"]) {
        const options = method === "GET" ? {} : { json: { fullName: "Mine", isActive: false } };
        const answer = await mine.request(method, path.replace("{id}", id), options);
        const unknown = expect.stringMatching(/^404 (customer|plan|subscription|api_key)_not_found$/);
        expect([path, outcome(answer)]).toEqual([path, unknown]);
      }
    expect(await stored(theirs, customer.id)).toEqual({ customer, etag });
  });

  test("lists, filters and cursors show an organization its own customers only", async () => {
    const [mine, theirs] = [await stack.newOrganization(), await stack.newOrganization()];
    const { customer } = await create(mine);
    for (let i = 0; i < 3; i++) await create(theirs, { id: `theirs_${i}` });
    for (const query of ["", "?isActive=true", `?organizationId=${theirs.organizationId}`, "?limit=100"])
      expect((await mine.get(`/api/customers${query}`)).body.data).toEqual([customer]);
    for (const query of ["externalId=theirs_0", "customerId=theirs_0"])
      expect((await mine.get(`/api/customers?${query}`)).body.data).toEqual([]);
    const { nextCursor } = (await theirs.get("/api/customers?limit=1")).body;
    expect((await mine.get(`/api/customers?cursor=${nextCursor}`)).status).toBe(422);
  });

  test("the same external ids and Idempotency-Keys in two organizations never meet, in single creates and batches", async () => {
    const clients = [await stack.newOrganization(), await stack.newOrganization()];
    const key = { "idempotency-key": "shared" };
    const made = await Promise.all(
      clients.map(async (client) => [
        (await client.post("/api/customers", newCustomer({ id: "shared" }))).body.data,
        (await client.post("/api/customers", newCustomer(), key)).body.data,
        ...(await client.post("/api/customers/batch", { customers: [newCustomer()] }, key)).body.data.successful,
      ]),
    );
    for (const [i, customers] of made.entries())
      for (const customer of customers) expect(customer.organizationId).toBe(clients[i]?.organizationId);
    expect(new Set(made.flat().map(({ id }) => id)).size).toBe(6);
  });

  test("an organization named in a body or a header is ignored", async () => {
    const [mine, theirs] = [await stack.newOrganization(), await stack.newOrganization()];
    const answer = await mine.post("/api/customers", newCustomer({ organizationId: theirs.organizationId }), {
      "x-organization-id": theirs.organizationId,
    });
    expect(answer.body.data.organizationId).toBe(mine.organizationId);
    expect((await theirs.get("/api/customers")).body.data).toEqual([]);
  });
});
