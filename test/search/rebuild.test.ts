/** `npm run search -- rebuild`: makes any index match the customers, even while they are being changed. */
import { beforeAll, expect, test } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import type { Context } from "../../core/base/context.ts";
import { indexChanges } from "../../core/search/index.ts";
import { INDEX_VERSION } from "../../core/search/keys.ts";
import type { RebuildOptions } from "../../core/search/rebuild.ts";
import { rebuild } from "../../core/search/rebuild.ts";
import { deleteEntry, readIndexVersion, readRebuild, saveRebuild } from "../../core/search/store.ts";
import { createSearchableOrganization, organizationsToRebuild } from "../../core/search/version.ts";
import { listShards, openStream, readShard, toStreamEvent } from "../../local/pump/streamReader.ts";
import type { Client } from "../support/api.ts";
import { onlyDataDir } from "../support/command.ts";
import { create, createMany, type Json, newCustomer, pathOf, useStack as runStack } from "../support/service.ts";
import { runWarmCommand } from "../support/warmCommand.ts";
import { idsFound, indexOf, indexWanted, putEntries } from "./support.ts";

// Only rebuilds index here, as on a table that existed before the index.
const stack = runStack();
const runSearch = (...args: string[]) => runWarmCommand("search", args, onlyDataDir(stack.api.dataDir));
const rebuildOf = (client: Client, ...args: string[]) => runSearch("rebuild", "--org", client.organizationId, ...args);

const contextOf = ({ organizationId }: Client): Context => ({
  organizationId,
  requestId: "test",
  now: () => new Date(),
  signal: new AbortController().signal,
  units: 0,
});

/** Rebuilds in this process, which is faster than starting a command. */
async function rebuildHere(options: Partial<RebuildOptions> = {}, context = contextOf(client)) {
  return rebuild(context, { shards: 1, unitsPerSecond: 1e6, onProgress: () => {}, ...options });
}

let client: Client;
beforeAll(async () => {
  client = await stack.newOrganization();
  await createMany(client, 120);
  const { customer } = await create(client, { fullName: "Ann Lee", id: "ann" });
  await client.put(pathOf(customer.id), { isActive: false });
});

test("says how it is used, and that an organization is not there", async () => {
  const [help, unknown] = await Promise.all([
    runSearch("rebuild", "--help"),
    runSearch("rebuild", "--org", "org_nobody"),
  ]);
  expect(help.stdout).toMatch(
    /Usage: npm run search -- rebuild [\s\S]*--org[\s\S]*--rate[\s\S]*--restart[\s\S]*--json/,
  );
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("no organization org_nobody")]);
});

test("makes the index of customers that were there before it, whom a search finds then, and of no other organization", async () => {
  const other = await stack.newOrganization();
  await create(other, { fullName: "Ann Lee" });
  expect(await idsFound(client, { search: "ann lee" })).toEqual([]);

  const { code, stdout, stderr } = await rebuildOf(client, "--json", "--rate", "100000");

  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ customers: 121, deleted: 0, resumed: false });
  expect(stderr).toMatch(/customers and entries/);
  expect(await indexOf(client.organizationId)).toEqual(await indexWanted(client.organizationId));
  expect(await idsFound(client, { search: "ann lee", isActive: "false" })).toHaveLength(1);
  expect(await indexOf(other.organizationId)).toEqual({});
});

test("puts back what is missing, deletes what nobody has, and a second time finds nothing to do", async () => {
  const wanted = await indexWanted(client.organizationId);
  const [first = ""] = Object.keys(wanted);
  const [pk = "", ...sk] = first.split(" ");
  await deleteEntry(contextOf(client), { pk: { S: pk }, sk: { S: sk.join(" ") } }, 9);
  const stale = [`${client.organizationId}#0`, `${client.organizationId}#0#archived`].map((pk) => ({
    pk: { S: pk },
    sk: { S: "nobody 8000000000000 cus_nobody" },
    version: { N: "3" },
    words: { S: " nobody" },
  }));
  putEntries(stack.api.dataDir, stale);

  const repaired = await rebuildHere();
  const again = await rebuildHere();

  expect(repaired).toMatchObject({ put: 1, deleted: 2 });
  expect(await indexOf(client.organizationId)).toEqual(wanted);
  expect(again).toMatchObject({ customers: 121, put: 0, deleted: 0 });
});

/** Begins anew, and stops after so many pages. */
async function stopAfter(pages: number): Promise<void> {
  let seen = 0;
  const onProgress = () => {
    if (seen++ === pages) throw new Error("stopped");
  };
  await expect(rebuildHere({ restart: true, onProgress })).rejects.toThrow("stopped");
}

test("continues where it was stopped, and says so; with --restart it starts over", async () => {
  await stopAfter(1);
  const resumed = await rebuildOf(client, "--rate", "100000");
  await stopAfter(1);
  const starts: number[] = [];
  await rebuildHere({ restart: true, onProgress: ({ customers }) => starts.push(customers) });

  expect(resumed.stdout).toContain("This went on where an earlier run had stopped, after 100 customers.");
  expect(resumed.stdout).toMatch(/\n121 customers, \d+ entries: 0 put, 0 deleted\.\n$/);
  expect(starts[0]).toBe(0);
});

test("that is stopped among entries keeps no word of a customer, who may be erased meanwhile, and goes on at its first letter", async () => {
  const wanted = await indexWanted(client.organizationId);
  const putStale = (words: readonly string[]) =>
    putEntries(
      stack.api.dataDir,
      words.map((word) => ({
        ...{ pk: { S: `${client.organizationId}#0` }, sk: { S: `${word} 8000000000000 cus_nobody` } },
        ...{ version: { N: "3" }, words: { S: ` ${word}` } },
      })),
    );
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  putStale(letters.map((letter) => `${letter}obody`));
  // Two pages of customers, and the first one of entries.
  await stopAfter(3);
  const { step, after = "" } = (await readRebuild(contextOf(client))) ?? {};
  expect([step, letters.includes(after)]).toEqual([1, true]);
  putStale([`${after}0`]);

  expect(await rebuildHere()).toMatchObject({ customers: 121, deleted: 27 });
  expect(await indexOf(client.organizationId)).toEqual(wanted);
});

test("that an older version stopped begins anew, and the index is known to be of this version then", async () => {
  const context = contextOf(client);
  await saveRebuild(context, { ...(await rebuildHere()), version: INDEX_VERSION - 1, step: 1, customers: 1_000 });
  expect(await organizationsToRebuild()).toContain(client.organizationId);

  expect(await rebuildHere()).toMatchObject({ customers: 121, put: 0, deleted: 0 });

  expect(await organizationsToRebuild()).not.toContain(client.organizationId);
});

test("is asked for of an organization with customers whose index is of no known version; not of one made since, or empty", async () => {
  const { organizationId: empty } = await stack.newOrganization();
  const old = await stack.newOrganization();
  await create(old);
  await createSearchableOrganization("org_made_since");

  const organizations = await organizationsToRebuild();

  expect(organizations).toContain(old.organizationId);
  expect(organizations).not.toContain(empty);
  expect(await readIndexVersion(contextOf(old), "org_made_since")).toBe(INDEX_VERSION);
});

test("keeps to its rate, however fast the engine is", async () => {
  const context = contextOf(client);
  const startedAt = performance.now();
  await rebuildHere({ unitsPerSecond: 2_000 }, context);
  // A lower bound, which no slow machine can break.
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual((context.units / 2_000) * 1_000 * 0.8);
});

test("beside writes and the indexer ends with an index that misses nothing", async () => {
  const dynamodb = dynamodbClient();
  const stream = await openStream(dynamodb, process.env.CUSTOMERS_TABLE ?? "");
  const [shard] = await listShards(stream);
  let isOver = false;
  const indexing = (async () => {
    for await (const records of readShard(stream, shard?.ShardId ?? "", "latest")) {
      if (records.length > 0) await indexChanges(toStreamEvent(stream, records).Records as never);
      else if (isOver) return;
    }
  })();
  const writing = (async () => {
    const { body } = await client.get("/api/customers?limit=20&isActive=true");
    for (const [i, { id }] of (body.data as Json[]).entries()) {
      await client.put(pathOf(id), i % 4 === 3 ? { isActive: false } : { fullName: `Renamed ${i}` });
      await client.post("/api/customers", newCustomer({ fullName: `Created ${i}` }));
    }
  })();
  await rebuildHere();
  await writing;
  isOver = true;
  await indexing;

  expect(await indexOf(client.organizationId)).toMatchObject(await indexWanted(client.organizationId));
  expect(await idsFound(client, { search: "renamed" })).toHaveLength(15);
  expect(await idsFound(client, { search: "created" })).toHaveLength(20);
});
