/** What a request may say of an API key, field by field, and what answers show of one. */
import { describe, expect, test } from "vitest";
import { presentApiKey } from "../../core/apiKeys/presenter.ts";
import {
  apiKeyJson,
  createApiKeyBody,
  createdApiKeyJson,
  inOrder,
  updateApiKeyBody,
} from "../../core/apiKeys/schemas.ts";
import { read } from "../../core/base/validation.ts";
import type { ApiKey } from "../../core/organizations/apiKey.ts";

process.env.LIVEMODE = "true";

const EXPIRY = "2099-12-31T21:00:00.000Z";

const create = (fields: unknown) => read(createApiKeyBody, fields);
const update = (fields: unknown) => read(updateApiKeyBody, fields);
const problems = (result: object): string[] =>
  "problems" in result && Array.isArray(result.problems)
    ? result.problems.map(({ field, message }) => `${field} ${message}`)
    : [];

describe("a new key", () => {
  test("says its name, in one line, its scopes, and when it expires if it does", () => {
    const scopes = ["read", "write", "keys", "erase"];
    expect(create({ name: "a\tserver", scopes })).toEqual({ value: { name: "a server", scopes } });
    expect(create({ name: "x".repeat(100), scopes, expiresAt: "2099-12-31T23:00:00+02:00" })).toEqual({
      value: { name: "x".repeat(100), scopes, expiresAt: new Date(EXPIRY) },
    });
    expect(create({ name: "a", scopes, expiresAt: null })).toEqual({ value: { name: "a", scopes, expiresAt: null } });
  });

  test.each<[unknown, string[]]>([
    [[], ["body must be a JSON object"]],
    [{}, ["name is required", "scopes is required"]],
    [{ name: " \n", scopes: [] }, ["name is required", "scopes must name at least one scope"]],
    [{ name: "x".repeat(101), scopes: ["read"] }, ["name must be at most 100 characters"]],
    [{ name: "a", scopes: ["admin"] }, ["scopes[0] must be one of read, write, keys, erase"]],
    [{ name: "a", scopes: "read" }, ["scopes must be a list of scopes"]],
    [{ name: "a", scopes: ["read"], expiresAt: "2020-01-01" }, ["expiresAt must be in the future"]],
  ])("is refused with every problem: %j", (body, told) => {
    expect(problems(create(body))).toEqual(told);
  });
});

describe("an update", () => {
  test("says when the key expires, and nothing else that would be ignored", () => {
    expect(update({ expiresAt: "2099-12-31T23:00:00+02:00", name: null })).toEqual({
      value: { expiresAt: new Date(EXPIRY), name: null },
    });
    const cannot = "cannot be changed: make another API key, and delete this one";
    expect(problems(update({ expiresAt: "2099-12-31", name: "b", scopes: ["read"] }))).toEqual([
      `name ${cannot}`,
      `scopes ${cannot}`,
    ]);
    expect(problems(update({}))).toEqual(["expiresAt is required"]);
    expect(problems(update([]))).toEqual(["body must be a JSON object"]);
  });
});

test("scopes are each named once, in one order", () => {
  expect(inOrder(["erase", "read", "write", "read"])).toEqual(["read", "write", "erase"]);
});

describe("an answer", () => {
  const key: ApiKey = {
    id: "key_1",
    organizationId: "org_a",
    name: "server",
    scopes: ["read", "keys"],
    createdAt: "2026-01-01T00:00:00.000Z",
  };
  const { organizationId: _, ...shown } = key;
  const more = {
    createdBy: "key_0",
    expiresAt: EXPIRY,
    lastWriteOn: "2026-03-01",
    revokedAt: "2026-03-01T12:00:00.000Z",
  };

  test("shows a key in the form that its schema says, null for what it has not", () => {
    const nothing = { createdBy: null, expiresAt: null, lastWriteOn: null, revokedAt: null };
    for (const [of, fields] of [
      [key, nothing],
      [{ ...key, ...more }, more],
    ] as const) {
      expect(presentApiKey(of)).toEqual({ ...shown, object: "api_key", ...fields, livemode: true });
      expect(apiKeyJson.parse(presentApiKey(of))).toEqual(presentApiKey(of));
    }
    const created = { ...presentApiKey(key), secret: "ck_secret" };
    expect(createdApiKeyJson.parse(created)).toEqual(created);
  });
});
