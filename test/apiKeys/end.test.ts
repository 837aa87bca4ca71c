import { afterEach, describe, expect, test, vi } from "vitest";
import { scopes } from "../../core/organizations/apiKey.ts";
import { outcome, problemFields, useStack } from "../support/service.ts";
import { clientOf, inDays, issued, listed, make, patch, pathOf, remove } from "./support.ts";

const stack = useStack();
afterEach(() => vi.useRealTimers());

const passTime = (seconds: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });

describe("DELETE", () => {
  test("revokes a key for good: it is noticed within 30 seconds, and a repeat tells the first time", async () => {
    const { organizationId } = stack.client;
    const key = await make(stack.client);
    const client = clientOf(stack, key.secret, organizationId);
    expect(outcome(await client.get("/api/me"))).toBe("200");
    const { secret: _, ...shown } = key;

    const first = await remove(stack.client, key.id);
    expect(first.body.data).toEqual({ ...shown, revokedAt: expect.any(String) });
    expect((await remove(stack.client, key.id)).body.data).toEqual(first.body.data);

    expect((await listed(stack.client)).map(({ id }) => id)).not.toContain(key.id);
    expect(outcome(await patch(stack.client, key.id, inDays(1)))).toBe("404 api_key_not_found");
    passTime(31);
    expect(outcome(await client.get("/api/me"))).toBe("401 unauthorized");
  });

  test("leaves alive what the key made, and the list tells which those are", async () => {
    const maker = await issued(stack, stack.client.organizationId);
    const child = await make(maker, { scopes: ["read", "keys"] });
    const grandchild = await make(clientOf(stack, child.secret, stack.client.organizationId));
    await remove(stack.client, maker.id);
    const now = await listed(stack.client);
    expect(now.filter(({ createdBy }) => createdBy === maker.id).map(({ id }) => id)).toEqual([child.id]);
    passTime(31);
    for (const { secret } of [child, grandchild])
      expect(outcome(await clientOf(stack, secret, stack.client.organizationId).get("/api/me"))).toBe("200");
  });

  test("ends any key that cannot make keys, also a wider one that lives longer: what may be leaked is easy to end", async () => {
    const { organizationId } = stack.client;
    const leaked = await issued(stack, organizationId, { scopes: ["read", "write"] });
    const small = await issued(stack, organizationId, { scopes: ["keys"], expiresAt: inDays(1) });
    expect(outcome(await remove(small, leaked.id))).toBe("200");
  });

  test("of what is no key of the organization is 404", async () => {
    const other = await stack.newOrganization();
    const theirs = await make(other);
    const never = `key_${"0".repeat(24)}`;
    for (const id of [theirs.id, never, theirs.secret, "x", "key_", `${never}#`])
      expect(outcome(await stack.client.request("DELETE", pathOf(encodeURIComponent(id))))).toBe(
        "404 api_key_not_found",
      );
    expect((await listed(other)).map(({ id }) => id)).toContain(theirs.id);
  });
});

describe("PATCH", () => {
  test("sets when a key expires, sooner or later, which is noticed within 30 seconds", async () => {
    const key = await make(stack.client, { expiresAt: inDays(9) });
    const client = clientOf(stack, key.secret, stack.client.organizationId);
    for (const expiresAt of [inDays(1), inDays(20), inDays(20)]) {
      const answer = await patch(stack.client, key.id, expiresAt);
      expect(answer.body.data).toMatchObject({ id: key.id, expiresAt });
      expect("secret" in answer.body.data).toBe(false);
    }
    expect(outcome(await client.get("/api/me"))).toBe("200");
    await patch(stack.client, key.id, new Date(Date.now() + 31_000).toISOString());
    passTime(32);
    expect(outcome(await client.get("/api/me"))).toBe("401 unauthorized");
  });

  test("gives the old key of a rotation some days more, at the word of the new one", async () => {
    const { organizationId } = stack.client;
    const old = await issued(stack, organizationId);
    const { secret } = await make(old, { scopes });
    const expiresAt = inDays(2);
    const answer = await patch(clientOf(stack, secret, organizationId), old.id, expiresAt);
    expect(answer.body.data.expiresAt).toBe(expiresAt);
  });

  test("lets no key live longer than the one that asks; a shorter life may be longer than that", async () => {
    const { organizationId } = stack.client;
    const caller = await issued(stack, organizationId, { expiresAt: inDays(5) });
    const [short, endless] = [await make(caller, { expiresAt: inDays(1) }), await make(stack.client)];
    expect(problemFields(await patch(caller, short.id, inDays(6)))).toEqual(["expiresAt"]);
    expect(outcome(await patch(caller, short.id, inDays(4)))).toBe("200");
    expect(outcome(await patch(caller, endless.id, inDays(9)))).toBe("200");
    expect(problemFields(await patch(caller, endless.id, inDays(10)))).toEqual(["expiresAt"]);
  });

  test("lengthens no life of a key that is wider than the one that asks", async () => {
    const caller = await issued(stack, stack.client.organizationId, { scopes: ["read", "keys"] });
    const wider = await make(stack.client, { scopes: ["read", "write"], expiresAt: inDays(1) });
    expect(outcome(await patch(caller, wider.id, inDays(2)))).toBe("403 api_key_protected");
    expect(outcome(await patch(caller, wider.id, inDays(0.5)))).toBe("200");
  });

  test.each([
    [{}, ["expiresAt"]],
    [{ expiresAt: null }, ["expiresAt"]],
    [{ expiresAt: "2020-01-01" }, ["expiresAt"]],
    [{ expiresAt: "2099-01-01", name: "other", scopes: ["read"] }, ["name", "scopes"]],
    [{ expires_at: "2099-01-01" }, ["expires_at"]],
  ])("is refused with every problem: %j", async (json, fields) => {
    const { id } = await make(stack.client);
    const answer = await stack.client.request("PATCH", pathOf(id), { json });
    expect(problemFields(answer).filter((field) => field !== "expiresAt" || !("expires_at" in json))).toEqual(fields);
    expect((await listed(stack.client)).find((key) => key.id === id).expiresAt).toBeNull();
  });

  test("of what is no key of the organization is 404, whatever the body says", async () => {
    const theirs = await make(await stack.newOrganization());
    for (const id of [theirs.id, `key_${"0".repeat(24)}`, "x"])
      for (const json of [{ expiresAt: inDays(1) }, {}])
        expect(outcome(await stack.client.request("PATCH", pathOf(id), { json }))).toBe("404 api_key_not_found");
  });
});

describe("no organization is left without a key that makes keys: ", () => {
  const ends: [string, (client: Awaited<ReturnType<typeof issued>>, id: string) => ReturnType<typeof remove>][] = [
    ["revokes", remove],
    ["expires", (client, id) => patch(client, id, inDays(0.1))],
  ];

  test.each(ends)("a key never %s itself", async (_, end) => {
    const alone = await issued(stack, (await stack.newOrganization()).organizationId);
    expect(outcome(await end(alone, alone.id))).toBe("403 api_key_protected");
    expect(outcome(await alone.get("/api/me"))).toBe("200");
  });

  test.each(ends)("nobody %s one that lives longer, or has more scopes", async (_, end) => {
    const { organizationId } = await stack.newOrganization();
    const owner = await issued(stack, organizationId);
    const [shorter, narrower] = [
      await issued(stack, organizationId, { expiresAt: inDays(30) }),
      await issued(stack, organizationId, { scopes: ["read", "keys"] }),
    ];
    for (const client of [shorter, narrower])
      expect(outcome(await end(client, owner.id))).toBe("403 api_key_protected");
    for (const { id } of [shorter, narrower]) expect(outcome(await end(owner, id))).toBe("200");
  });

  test("one that has expired makes none any more, and may be revoked by any", async () => {
    const { organizationId } = stack.client;
    const past = await issued(stack, organizationId, { expiresAt: new Date(Date.now() - 1_000).toISOString() });
    const small = await issued(stack, organizationId, { scopes: ["keys"], expiresAt: inDays(1) });
    expect(outcome(await remove(small, past.id))).toBe("200");
  });
});
