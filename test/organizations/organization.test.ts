import { expect, test } from "vitest";
import { hashOf, isKeyId, isSecret, isUsable, keyIdOf } from "../../core/organizations/apiKey.ts";
import {
  effectiveAfter,
  idKeyFrom,
  isOrganizationId,
  shardOf,
  shardsInUse,
} from "../../core/organizations/organization.ts";

test.each(["org_a", "org_A-b_9", `org_${"x".repeat(60)}`])("%s is an organization's id", (id) => {
  expect(isOrganizationId(id)).toBe(true);
});

test.each(["", "org_", "a", "xorg_a", "org_a#b", "org_a b", "org_ñ", "org_a\n", `org_${"x".repeat(61)}`])(
  "%j is no organization's id: keys of tables are parted at #",
  (id) => {
    expect(isOrganizationId(id)).toBe(false);
  },
);

test.each(["ck_a", `ck_${"x".repeat(200)}`, "ck_!~"])("%s can be an API key", (value) => {
  expect(isSecret(value)).toBe(true);
});

test.each(["", "ck_", "xck_a", "ck_a b", "ck_é", "ck_a\n", `ck_${"x".repeat(201)}`])(
  "%j can be none, and costs no read",
  (value) => {
    expect(isSecret(value)).toBe(false);
  },
);

test.each([
  [`key_${"aZ09".repeat(6)}`, true],
  [`key_${"a".repeat(23)}`, false],
  [`key_${"a".repeat(25)}`, false],
  [`xkey_${"a".repeat(24)}`, false],
  [`key_${"#".repeat(24)}`, false],
  ["ck_a", false],
])("%s is a key's id: %s", (id, isOne) => {
  expect(isKeyId(id)).toBe(isOne);
});

test("keys that were issued are found after a release: their hash and their id stay", () => {
  expect(hashOf("ck_secret")).toBe("ef0188b4e3733c6926351ad5484bcd2dddb4407ee3f4275d3a3a754ecb10fedd");
  expect(keyIdOf(hashOf("ck_secret"))).toBe("key_jWslBNZYBy9AeQ6beKQVNU4G");
});

test("a key that was revoked is refused, also when it would have expired later", () => {
  const key = { id: "key_a", organizationId: "org_a", name: "a", scopes: [], createdAt: "2020-01-01T00:00:00.000Z" };
  const revoked = { ...key, revokedAt: "2029-01-01T00:00:00.000Z", expiresAt: "2031-01-01T00:00:00.000Z" };

  expect(isUsable(revoked, new Date("2030-01-01T00:00:00.000Z"))).toBe(false);
});

test("the secret of an organization is read as base64: ids that were derived with it stay", () => {
  expect(idKeyFrom("AAECAw==").export()).toEqual(Buffer.from([0, 1, 2, 3]));
});

test("a customer's shard is the same in every release", () => {
  expect(["cus_a", "cus_b", "cus_c"].map((id) => shardOf(id, 16))).toEqual([0, 1, 14]);
  expect(["cus_a", "cus_b", "cus_c"].map((id) => shardOf(id, 1))).toEqual([0, 0, 0]);
});

test("a raise is in use from its very moment on, ten minutes after it was made", () => {
  const now = new Date("2026-01-01T00:00:00.000Z");
  const raised = { from: 2, effectiveAt: effectiveAfter(now) };
  const organization = { id: "org_a", name: "A", idSecret: "", shards: 8, raised };

  expect(raised.effectiveAt).toBe("2026-01-01T00:10:00.000Z");
  expect(shardsInUse(organization, new Date("2026-01-01T00:09:59.999Z"))).toBe(2);
  expect(shardsInUse(organization, new Date(raised.effectiveAt))).toBe(8);
});
