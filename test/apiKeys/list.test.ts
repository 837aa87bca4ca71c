import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { config } from "../../core/base/config.ts";
import { listKeys } from "../../core/organizations/administration.ts";
import { keyEntry } from "../../core/organizations/store.ts";
import { outcome, problemFields, useStack } from "../support/service.ts";
import { inDays, issued, listed, make, PATH, remove } from "./support.ts";

const stack = useStack();

test("shows every key that is not revoked, newest first, on pages of any size: operators' and expired ones too", async () => {
  const client = await stack.newOrganization();
  const expired = await issued(stack, client.organizationId, { expiresAt: inDays(-1) });
  const made = [];
  for (let i = 0; i < 5; i++) made.unshift(await make(client));
  for (const { id } of [made[1], made[2]]) await remove(client, id);
  const all = await listed(client);
  expect(all.slice(0, 3).map(({ id }) => id)).toEqual([made[0], made[3], made[4]].map(({ id }) => id));
  expect(all.map(({ id }) => id).slice(3)).toContain(expired.id);
  expect(all.length).toBe(5);
  expect(JSON.stringify(all)).not.toContain("secret");
  for (const limit of [1, 2]) expect(await listed(client, limit)).toEqual(all);
});

test("is of its own organization alone, and for keys that may make keys alone", async () => {
  const [mine, theirs] = [await stack.newOrganization(), await stack.newOrganization()];
  await make(theirs);
  expect((await listed(mine)).length).toBe(1);
  const { nextCursor } = (await theirs.get(`${PATH}?limit=1`)).body;
  expect(problemFields(await mine.get(`${PATH}?cursor=${nextCursor}`))).toEqual(["cursor"]);
  const reader = await issued(stack, mine.organizationId, { scopes: ["read", "write"] });
  expect(outcome(await reader.get(PATH))).toBe("403 forbidden");
});

test("has what version 0.1.0 has made last, and goes on behind it", async () => {
  const client = await stack.newOrganization();
  const { organizationId } = client;
  const old = [await issued(stack, organizationId), await issued(stack, organizationId)];
  for (const key of await listKeys(organizationId)) {
    if (!old.some(({ id }) => id === key.id)) continue;
    const { pk, sk } = keyEntry(key);
    const TableName = config.organizationsTable();
    const formerEntry = { pk: { S: organizationId }, sk: { S: `key#${key.id}` } };
    await dynamodb().send(new PutItemCommand({ TableName, Item: formerEntry }));
    if (pk && sk) await dynamodb().send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
  }
  await make(client);
  const all = await listed(client);
  expect(new Set(all.slice(2).map(({ id }) => id))).toEqual(new Set(old.map(({ id }) => id)));
  expect(await listed(client, 1)).toEqual(all);
  expect((await listKeys(organizationId)).length).toBe(4);
});
