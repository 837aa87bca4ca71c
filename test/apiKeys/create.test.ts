import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { revokeKey } from "../../core/organizations/administration.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import { logLines } from "../support/api.ts";
import { create, outcome, problemFields, unique, useStack } from "../support/service.ts";
import { clientOf, inDays, issued, listed, make, PATH, patch } from "./support.ts";

const stack = useStack();

describe("a new key", () => {
  test("works at once, with its scopes and for its organization", async () => {
    const { organizationId } = stack.client;
    const key = await make(stack.client, { name: " a\tserver ", scopes: ["write", "read", "read"] });
    expect(key).toEqual({
      id: expect.stringMatching(/^key_\w{24}$/),
      object: "api_key",
      name: " a server ",
      scopes: ["read", "write"],
      createdAt: expect.any(String),
      createdBy: (await stack.client.get("/api/me")).body.data.keyId,
      expiresAt: null,
      lastWriteOn: null,
      revokedAt: null,
      livemode: false,
      secret: expect.stringMatching(/^ck_\w{32}$/),
    });
    const client = clientOf(stack, key.secret, organizationId);
    expect((await client.get("/api/me")).body.data).toMatchObject({
      keyId: key.id,
      organizationId,
      scopes: ["read", "write"],
    });
    expect((await create(client)).customer.organizationId).toBe(organizationId);
    expect(outcome(await client.get(PATH))).toBe("403 forbidden");
  });

  test("shows its secret in that one answer: no table, list or log line has it", async () => {
    const headers = { "idempotency-key": unique("secret") };
    const { body } = await stack.client.post(PATH, { name: "server", scopes: ["read"] }, headers);
    const { secret } = body.data;
    const repeat = await stack.client.post(PATH, { name: "server", scopes: ["read"] }, headers);
    const tables = await Promise.all(
      Object.values(localTableNames).map((TableName) => dynamodb().send(new ScanCommand({ TableName }))),
    );
    const everything = JSON.stringify([tables, await listed(stack.client), repeat.text, logLines]);
    expect(everything).toContain(body.data.id);
    expect(everything).not.toContain(secret.slice("ck_".length));
  });

  test("expires at that very moment", async () => {
    const key = await make(stack.client, { expiresAt: "2099-12-31" });
    expect(key.expiresAt).toBe("2099-12-31T00:00:00.000Z");
    expect((await make(stack.client, { expiresAt: "2099-12-31T23:00:00+02:00" })).expiresAt).toBe(
      "2099-12-31T21:00:00.000Z",
    );
  });

  test.each([
    [{}, ["name", "scopes"]],
    [{ name: " ", scopes: [] }, ["name", "scopes"]],
    [{ name: "x".repeat(101), scopes: ["read"] }, ["name"]],
    [{ name: "a", scopes: ["admin"] }, ["scopes[0]"]],
    [{ name: "a", scopes: "read" }, ["scopes"]],
    [{ name: "a", scopes: ["read"], expiresAt: "2020-01-01" }, ["expiresAt"]],
    [{ name: "a", scopes: ["read"], expiresAt: "soon" }, ["expiresAt"]],
    [{ name: "a", scopes: ["read"], expiresAt: 1_800_000_000 }, ["expiresAt"]],
    [{ name: "a", scopes: ["read"], expires_at: "2099-01-01" }, ["expires_at"]],
  ])("is refused with every problem: %j", async (body, fields) => {
    expect(problemFields(await stack.client.post(PATH, body))).toEqual(fields);
  });
});

describe("a key makes none that is", () => {
  test("wider than itself", async () => {
    const maker = await issued(stack, stack.client.organizationId, { scopes: ["read", "keys"] });
    const ask = (scopes: string[]) => maker.post(PATH, { name: "child", scopes });
    expect(problemFields(await ask(["read", "write"]))).toEqual(["scopes"]);
    expect(outcome(await ask(["read", "keys"]))).toBe("201");
  });

  test("to live longer than itself, or for good", async () => {
    const expiresAt = inDays(1);
    const maker = await issued(stack, stack.client.organizationId, { expiresAt });
    const ask = (time?: string) => maker.post(PATH, { name: "child", scopes: ["read"], expiresAt: time });
    for (const time of [undefined, new Date(Date.parse(expiresAt) + 1).toISOString()])
      expect(problemFields(await ask(time))).toEqual(["expiresAt"]);
    expect((await ask(expiresAt)).body.data.expiresAt).toBe(expiresAt);
  });

  test("wider and longer, with both problems named at once", async () => {
    const maker = await issued(stack, stack.client.organizationId, { scopes: ["keys"], expiresAt: inDays(1) });
    expect(problemFields(await maker.post(PATH, { name: "child", scopes: ["read"] }))).toEqual(["scopes", "expiresAt"]);
  });

  test("any more once it is revoked: at once, although other requests are let through for 30 seconds", async () => {
    const { client } = stack;
    const maker = await issued(stack, client.organizationId);
    await make(maker);
    await revokeKey(maker.id);
    expect(outcome(await maker.post(PATH, { name: "child", scopes: ["read"] }))).toBe("401 unauthorized");
    expect(outcome(await maker.get("/api/me"))).toBe("200");
    expect((await listed(client)).filter(({ createdBy }) => createdBy === maker.id).length).toBe(1);
  });

  test("longer than its own life was made by another meanwhile", async () => {
    const maker = await issued(stack, stack.client.organizationId);
    await make(maker, { expiresAt: inDays(9) });
    expect(outcome(await patch(stack.client, maker.id, inDays(5)))).toBe("200");
    const answer = await maker.post(PATH, { name: "child", scopes: ["read"], expiresAt: inDays(9) });
    expect(problemFields(answer)).toEqual(["expiresAt"]);
  });
});

describe("with an Idempotency-Key", () => {
  const body = { name: "server", scopes: ["read", "write"] };

  test("a repeat makes no second key and says which one there is, since nobody can show its secret again", async () => {
    const client = await stack.newOrganization();
    const headers = { "idempotency-key": "lost" };
    const first = await client.post(PATH, body, headers);
    const repeat = await client.post(PATH, { ...body, scopes: ["write", "read"] }, headers);
    expect(outcome(repeat)).toBe("409 api_key_already_created");
    expect(repeat.body.error.details).toEqual({ apiKeyId: first.body.data.id });
    expect((await listed(client)).length).toBe(2);
  });

  test("the same key with another body is refused, in every organization by itself", async () => {
    const [one, other] = [await stack.newOrganization(), await stack.newOrganization()];
    const headers = { "idempotency-key": "shared" };
    expect(outcome(await one.post(PATH, body, headers))).toBe("201");
    expect(outcome(await one.post(PATH, { ...body, expiresAt: "2099-01-01" }, headers))).toBe(
      "409 idempotency_key_mismatch",
    );
    expect(outcome(await other.post(PATH, body, headers))).toBe("201");
  });
});
