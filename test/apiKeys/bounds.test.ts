/** What a key may do to others. */
import { describe, expect, test } from "vitest";
import { anyKey, boundsOf, boundsToEnd, hasScopes, outlives } from "../../core/apiKeys/bounds.ts";
import type { ApiKey } from "../../core/organizations/apiKey.ts";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const [BEFORE, SOON, LATER] = ["2026-03-01T11:59:59.999Z", "2026-03-02T00:00:00.000Z", "2026-04-01T00:00:00.000Z"];
const key: ApiKey = {
  id: "key_1",
  organizationId: "org_a",
  name: "server",
  scopes: ["read", "write"],
  createdAt: "2026-01-01T00:00:00.000Z",
};

test.each([
  [[], true],
  [["read"], true],
  [["write", "read"], true],
  [["read", "keys"], false],
  [["erase"], false],
] as const)("a key with the scopes read and write has %j: %s", (some, has) => {
  expect(hasScopes(key, some)).toBe(has);
});

test.each([
  [undefined, undefined, true],
  [undefined, LATER, true],
  [LATER, undefined, false],
  [LATER, SOON, true],
  [SOON, SOON, true],
  [SOON, LATER, false],
])("a key that expires at %s lives until %s: %s", (expiresAt, until, does) => {
  expect(outlives(expiresAt === undefined ? {} : { expiresAt }, until)).toBe(does);
});

describe("what it takes to", () => {
  test("do what is allowed to every key is to be usable now", () => {
    expect(anyKey(NOW)).toEqual({ scopes: [], until: NOW.toISOString() });
  });

  test("make a key is to have its scopes for as long, or for good", () => {
    expect(boundsOf({ ...key, expiresAt: SOON })).toEqual({ scopes: ["read", "write"], until: SOON });
    expect(boundsOf(key)).toEqual({ scopes: ["read", "write"] });
  });

  const maker: ApiKey = { ...key, scopes: ["read", "keys"] };
  test.each<[string, ApiKey, object]>([
    ["one that makes no keys is any key, since it may be leaked", key, anyKey(NOW)],
    ["one that makes keys is all that it could do, for good", maker, { scopes: ["read", "keys"] }],
    ["one that makes keys until then", { ...maker, expiresAt: SOON }, { scopes: ["read", "keys"], until: SOON }],
    ["one that made keys and has expired is any key", { ...maker, expiresAt: BEFORE }, anyKey(NOW)],
    ["one that made keys and was revoked is any key", { ...maker, revokedAt: BEFORE }, anyKey(NOW)],
  ])("end %s", (_, ended, bounds) => {
    expect(boundsToEnd(ended, NOW)).toEqual(bounds);
  });
});
