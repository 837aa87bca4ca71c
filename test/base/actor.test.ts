import { describe, expect, test } from "vitest";
import { type Actor, keyActor, readActor, storedActor } from "../../core/base/actor.ts";

const requestId = "JKJaXhPIPHcESTg=";
const key = (name: string) => ({ id: "key_7Hn2kQwXfB4rYtL9sVdE0aMz", name });

describe("an actor as stored", () => {
  test.each<Actor>([
    { keyId: "key_1", name: "server" },
    { keyId: "key_1", name: "" },
    { keyId: "key_1", name: "support desk", reason: "Asked for: by phone, 50 % off" },
    { command: "npm run import" },
    { command: "npm run erase", reason: "GDPR" },
  ])("%j is read back as it was, with its request", (actor) => {
    expect(readActor({ actor: storedActor({ actor, requestId }) ?? "", requestId })).toEqual({ ...actor, requestId });
  });

  test("is read as earlier releases have stored it: bound to the request, in 24 bits", () => {
    expect(storedActor({ actor: { keyId: "key_1", name: "server", reason: "by phone" }, requestId })).toBe(
      "8kBV\nkey_1\nserver\nby phone",
    );
    expect(readActor({ actor: "8kBV\n\nnpm run import", requestId })).toStrictEqual({
      command: "npm run import",
      requestId,
    });
  });

  test("is nobody's when a request without an actor has changed the item since, as an earlier version does", () => {
    const actor = storedActor({ actor: { keyId: "key_1", name: "server" }, requestId }) ?? "";
    expect(readActor({ actor, requestId: "JKNzYjWJvHcEJyA=" })).toBeUndefined();
    expect(readActor({ requestId })).toBeUndefined();
    expect(storedActor({ requestId })).toBeUndefined();
  });
});

test("the actor of a request with a key is the key, and why if the caller says so", () => {
  const { id: keyId, name } = key("server");
  expect(keyActor({ id: keyId, name })).toStrictEqual({ keyId, name });
  expect(keyActor({ id: keyId, name }, "asked for by phone")).toStrictEqual({
    keyId,
    name,
    reason: "asked for by phone",
  });
});

describe("of a key's name an actor has what fits into 40 bytes, in whole characters:", () => {
  test.each([
    ["x".repeat(40), "x".repeat(40)],
    ["x".repeat(41), "x".repeat(40)],
    [`${"x".repeat(39)}é`, "x".repeat(39)],
    ["日本語".repeat(5), `${"日本語".repeat(4)}日`],
    // A family is one character of 25 bytes, and a letter may have its accent behind it.
    ["👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"],
    [`${"x".repeat(38)}e\u0301`, "x".repeat(38)],
    ["two\nlines\tand\r\nmore", "two lines and more"],
  ])("%j", (name, kept) => {
    expect(keyActor(key(name))).toEqual({ keyId: "key_7Hn2kQwXfB4rYtL9sVdE0aMz", name: kept });
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(40);
  });
});
