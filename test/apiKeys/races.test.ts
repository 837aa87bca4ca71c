import { expect, test } from "vitest";
import { createOrganization, listKeys } from "../../core/organizations/administration.ts";
import { scaled } from "../support/scale.ts";
import { expectOneWinner, outcome, parallel, tally, useStack } from "../support/service.ts";
import { inDays, issued, listed, PATH, patch, remove } from "./support.ts";

const stack = useStack();
const ROUNDS = scaled(3, 50);

const child = { name: "child", scopes: ["read"] };

test("when a key is revoked while it makes others, all that it made are there when its end is answered: none comes later", async () => {
  const { client } = stack;
  for (let round = 0; round < ROUNDS; round++) {
    const maker = await issued(stack, client.organizationId);
    const ofMaker = async () => (await listed(client)).filter(({ createdBy }) => createdBy === maker.id).length;
    const making = parallel(12, () => maker.post(PATH, child));
    await Promise.race([making, maker.get("/api/me")]);
    expect(outcome(await remove(client, maker.id))).toBe("200");
    const atTheEnd = await ofMaker();
    const { 201: made = 0, "401 unauthorized": refused = 0 } = tally(await making);
    expect(made + refused).toBe(12);
    expect([atTheEnd, await ofMaker()]).toEqual([made, made]);
    expect(outcome(await maker.post(PATH, child))).toBe("401 unauthorized");
  }
});

test("of keys that revoke each other at once, one stays", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const organizationId = `org_mutual${process.pid}x${round}`;
    await createOrganization(organizationId);
    const keys = await Promise.all([0, 1, 2].map(() => issued(stack, organizationId)));
    await Promise.all(keys.flatMap((one) => keys.filter((it) => it !== one).map(({ id }) => remove(one, id))));
    const alive = (await listKeys(organizationId)).filter(({ revokedAt }) => revokedAt === undefined);
    expect(alive.length).toBe(1);
  }
});

test("20 creates with one Idempotency-Key at once make one key, whose secret one answer has", async () => {
  const client = await stack.newOrganization();
  const answers = await parallel(20, () => client.post(PATH, child, { "idempotency-key": "once" }));
  expectOneWinner(answers, "201", "409 api_key_already_created");
  const named = answers.map(({ status, body }) => (status === 201 ? body.data.id : body.error.details.apiKeyId));
  expect(new Set(named).size).toBe(1);
  const keys = await listed(client);
  expect([keys.length, keys.map(({ id }) => id).includes(named[0])]).toEqual([2, true]);
});

test("an expiry that is moved while it is shortened is never lengthened beyond the key that moves it", async () => {
  const { client } = stack;
  for (let round = 0; round < ROUNDS; round++) {
    const caller = await issued(stack, client.organizationId, { expiresAt: inDays(5) });
    const target = await issued(stack, client.organizationId, { scopes: ["read"], expiresAt: inDays(9) });
    // Sooner than the 9 days it has, but later than the caller expires: a longer life, once it is one day.
    const [shortened, moved] = await Promise.all([
      patch(client, target.id, inDays(1)),
      patch(caller, target.id, inDays(8)),
    ]);
    expect(outcome(shortened)).toBe("200");
    expect(["200", "422 validation_error"]).toContain(outcome(moved));
    const { expiresAt } = (await listed(client)).find(({ id }) => id === target.id);
    expect(expiresAt).toBe(shortened.body.data.expiresAt);
  }
});
