import { readFileSync } from "node:fs";
import type { ConsumedCapacity } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { sampleCustomer } from "../../bench/support/samples.ts";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import type { Context } from "../../core/base/context.ts";
import { toItem } from "../../core/customers/item.ts";
import { listCustomers } from "../../core/customers/list.ts";
import { createCustomer } from "../../core/customers/service.ts";
import { updateCustomer } from "../../core/customers/update.ts";
import { createOrganization } from "../../core/organizations/administration.ts";
import { MAX_SHARDS, shardOf } from "../../core/organizations/organization.ts";
import { createOrganizationUnlessExists } from "../../core/organizations/store.ts";
import { units } from "../../scripts/costs.ts";
import { type Api, sharedApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";
import { putItems } from "../support/service.ts";

/** DynamoDB's limits per partition and second, from the pages that docs/scale.md names. */
const PARTITION = { read: 3_000, write: 1_000 };
/** One for the first read, ten pages of 25, and one more so that there is always a next page. */
const CUSTOMERS = 252;

const root = new URL("../../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, root), "utf8");
const documents = ["docs/scale.md", "docs/scale.es.md"] as const;

interface Output {
  ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
}

let api: Api;
/** The capacity consumed since it was last read. */
let consumed: ConsumedCapacity[] = [];
beforeAll(async () => {
  api = await sharedApi();
  const dynamodb = dynamodbClient();
  const send = dynamodb.send.bind(dynamodb) as (command: { input: object }) => Promise<Output>;
  vi.spyOn(dynamodb, "send").mockImplementation((async (command: { input: object }) => {
    Object.assign(command.input, { ReturnConsumedCapacity: "INDEXES" });
    const output = await send(command);
    consumed.push([output.ConsumedCapacity ?? []].flat()[0] ?? {});
    return output;
  }) as never);
});
afterAll(() => api.stop());

const contextOf = (organizationId: string): Context => ({
  organizationId,
  requestId: "request",
  now: () => new Date(),
  signal: new AbortController().signal,
  units: 0,
});

async function newOrganization(shards: number): Promise<string> {
  const organization = {
    id: `org_scale${shards}`,
    name: "Scale",
    idSecret: Buffer.alloc(32).toString("base64"),
    shards,
  };
  await createOrganizationUnlessExists(contextOf(organization.id), organization);
  return organization.id;
}

/** The average requests and units of a full page in a walk. */
async function averagePage(organizationId: string, limit: number): Promise<{ requests: number; units: number }> {
  // The first one fetches the organization, which is remembered for as long as the clock stands still.
  vi.useFakeTimers({ toFake: ["Date"] });
  const first = await listCustomers(contextOf(organizationId), { limit: 1, filter: "all" });
  consumed = [];
  const pages = Math.floor((CUSTOMERS - 2) / limit);
  for (let page = 1, cursor = first.nextCursor; page <= pages; page++)
    cursor = (await listCustomers(contextOf(organizationId), { limit, cursor, filter: "all" })).nextCursor;
  vi.useRealTimers();
  const sum = consumed.reduce((total, { CapacityUnits = 0 }) => total + CapacityUnits, 0);
  return { requests: consumed.length / pages, units: sum / pages };
}

/** The units that one change writes into the organization's partitions of an index. */
async function writtenTo(index: string, change: () => Promise<unknown>): Promise<number> {
  consumed = [];
  await change();
  return consumed.reduce((sum, it) => sum + (it.GlobalSecondaryIndexes?.[index]?.CapacityUnits ?? 0), 0);
}

const inWords = (number: number): string => number.toLocaleString("en");
const rounded = (number: number): string => String(Math.round(number * 10) / 10);
const hundreds = (number: number): string => inWords(Math.floor(number / 100) * 100);

test("the tables of what shards carry and cost are what the operations consume", async () => {
  const rows: string[] = [];
  for (const shards of [1, 4, 8, MAX_SHARDS]) {
    const organizationId = await newOrganization(shards);
    const customers = Array.from({ length: CUSTOMERS }, (_, i) => ({ ...sampleCustomer(i), organizationId }));
    await putItems(customers.map((customer) => toItem(customer, shardOf(customer.id, shards))));
    const [small, large] = [await averagePage(organizationId, 25), await averagePage(organizationId, 100)];
    if (shards === 1) expect(small).toEqual({ requests: 1, units: units.listCustomers.read });
    const pages = (PARTITION.read * shards) / small.units;
    const cells = [inWords(PARTITION.write * shards), hundreds(pages)];
    for (const { requests, units } of [small, large]) cells.push(rounded(requests), rounded(units));
    rows.push(`| ${[shards, ...cells].join(" | ")} |`);
  }
  for (const document of documents) expect(read(document)).toContain(`---:|\n${rows.join("\n")}\n\n`);
});

test("a create, an update and an archive each write one unit into the partition of a list", async () => {
  const context = contextOf(await newOrganization(2));
  const externalId = "user_1";
  const create = () => createCustomer(context, { email: "a@acme.com", externalId });
  const update = (change: object) => () => updateCustomer(context, externalId, change);
  expect(await writtenTo("byCreatedAt", create)).toBe(1);
  expect(units.createCustomer.write).toBe(3);
  expect(await writtenTo("byCreatedAt", update({ fullName: "Acme" }))).toBe(1);
  expect(await writtenTo("byCreatedAt", update({ isActive: false }))).toBe(1);
});

describe.each(documents)("%s", (name) => {
  const text = read(name);
  const matchesOf = (pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, it = ""]) => it);

  test("links to the same pages of AWS as the other language", () => {
    const pages = /\((https:[^)]+)\)/g;
    expect(matchesOf(pages)).toEqual(Array.from(read(documents[0]).matchAll(pages), ([, it]) => it));
  });

  test("raises shards with a command that runs as it is written", async () => {
    const [, words = ""] = /^npm run keys -- (.*)$/m.exec(text) ?? [];
    await createOrganization("org_x");
    const { code, stdout } = await runCommand("keys", words.split(" "), onlyDataDir(api.dataDir));
    expect([code, stdout]).toEqual([0, expect.stringContaining("org_x has 8 shards.")]);
  });

  test("says the most shards that there may be", () => {
    expect(text).toContain(`${MAX_SHARDS} shards`);
  });
});
