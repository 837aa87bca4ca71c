import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { storedActor } from "../../core/base/actor.ts";
import { budgetOf } from "../../core/base/context.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import { KeyUse } from "../../core/events/keyUse.ts";
import { createOrganization, issueKey, listKeys, revokeKey } from "../../core/organizations/administration.ts";
import { saveLastWrite } from "../../core/organizations/store.ts";
import { untilPublished } from "../support/pump.ts";
import { parallel } from "../support/service.ts";
import { newCustomer, recordOf } from "./records.ts";
import { useEvents } from "./support.ts";

const events = useEvents({ publishes: true });
const organizationId = "org_keyuse";

beforeAll(async () => void (await createOrganization(organizationId)));
afterEach(() => void vi.setSystemTime(Date.now()));

const newKey = async () => (await issueKey({ organizationId, name: "server", scopes: ["write"] })).key.id;
const lastWriteOn = async (keyId: string) =>
  (await listKeys(organizationId)).find(({ id }) => id === keyId)?.lastWriteOn;

/** The record of a change that was made with a key on a day. */
function changeOn(day: string, keyId: string, fields: object = {}): ChangeRecord {
  const requestId = `of ${keyId}`;
  const actor = storedActor({ requestId, actor: { keyId, name: "server" } }) ?? "";
  return recordOf(newCustomer({ organizationId, requestId, actor, updatedAt: `${day}T23:59:59.999Z`, ...fields }));
}

/** Counts, or breaks, the writes of days. */
function watchWrites(write: (proceed: () => Promise<object>) => Promise<object> = (proceed) => proceed()) {
  const writes = { count: 0 };
  events.hooks.dynamodb = async (_, input, proceed) => {
    if (!JSON.stringify(input).includes("lastWriteOn = :day")) return proceed();
    writes.count++;
    return { ...(await write(proceed)), $metadata: {} };
  };
  return writes;
}

const publish = (...records: ChangeRecord[]) => events.core.publishChanges(records, []);
const done = { batchItemFailures: [] };

test("a key has the day (UTC) of its last change, written once a key and day, however many changes there are", async () => {
  const writes = watchWrites();
  const [one, other] = [await newKey(), await newKey()];
  await publish(changeOn("2026-11-29", one), changeOn("2026-11-30", one), changeOn("2026-11-28", other));
  for (let i = 0; i < 3; i++) await publish(changeOn("2026-11-30", one), changeOn("2026-11-27", other));
  expect([await lastWriteOn(one), await lastWriteOn(other), writes.count]).toEqual(["2026-11-30", "2026-11-28", 2]);
  await publish(changeOn("2026-12-01", one));
  expect([await lastWriteOn(one), writes.count]).toEqual(["2026-12-01", 3]);
});

test("what was written by API shows in the list of keys, what was read does not", async () => {
  const writer = await events.api.newOrganization();
  const { body } = await writer.post("/api/api-keys", { name: "reader", scopes: ["read"] });
  await events.api.client(body.data.secret).get("/api/customers");
  const { updatedAt } = (await writer.post("/api/customers", { email: "a@acme.com" })).body.data;
  await untilPublished(events.api.dataDir);
  const keys: { name: string; lastWriteOn: string | null }[] = (await writer.get("/api/api-keys")).body.data;
  expect(Object.fromEntries(keys.map(({ name, lastWriteOn }) => [name, lastWriteOn]))).toEqual({
    reader: null,
    test: updatedAt.slice(0, 10),
  });
});

test("of publishers that write other days at once, the latest day stays", async () => {
  const keyId = await newKey();
  await parallel(20, (i) =>
    saveLastWrite(budgetOf(60_000), { keyId, organizationId, day: `2026-11-${10 + ((i * 7) % 20)}` }),
  );
  expect(await lastWriteOn(keyId)).toBe("2026-11-29");
});

test("nothing is written for a key of another organization, for none, or for what never was a key", async () => {
  const keyId = await newKey();
  await publish(changeOn("2026-11-30", keyId, { organizationId: "org_other" }), changeOn("2026-11-30", "key_never"));
  await publish(recordOf(newCustomer({ organizationId })));
  expect(await lastWriteOn(keyId)).toBeUndefined();
  expect((await listKeys(organizationId)).map(({ id }) => id)).not.toContain("key_never");
  const revoked = await newKey();
  await revokeKey(revoked);
  await publish(changeOn("2026-11-30", revoked));
  expect((await listKeys(organizationId)).find(({ id }) => id === revoked)).toMatchObject({
    revokedAt: expect.any(String),
    lastWriteOn: "2026-11-30",
  });
});

test("events are published although days cannot be written; that is tried again after a minute, and with no further change", async () => {
  const target = await events.newTarget();
  const keyId = await newKey();
  const writes = watchWrites(() => Promise.reject(Object.assign(new Error("no"), { name: "AccessDeniedException" })));
  const records = [1, 2, 3].map(() => changeOn("2026-11-30", keyId));
  for (const record of records) expect(await events.core.publishChanges([record], [target])).toEqual(done);
  expect((await events.drain(target)).length).toBe(3);
  expect([writes.count, await lastWriteOn(keyId)]).toEqual([1, undefined]);

  watchWrites();
  vi.setSystemTime(Date.now() + 60_000);
  await publish(recordOf(newCustomer({ organizationId })));
  expect(await lastWriteOn(keyId)).toBe("2026-11-30");
});

test("a write that is never answered costs a batch a moment, and the next ones nothing", async () => {
  const keyId = await newKey();
  const writes = watchWrites(() => new Promise(() => {}));
  const use = new KeyUse();
  const record = () => use.record(budgetOf(60_000), [changeOn("2026-11-30", keyId)]);
  expect(await record()).toBeDefined();
  expect([await record(), await record()]).toEqual([undefined, undefined]);
  expect(writes.count).toBe(1);
});
