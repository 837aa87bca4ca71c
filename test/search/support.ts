/** What the tests of search share. Import it before the stack runs: it reads the environment late. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { dynamodb as dynamodbClient, queryPartition } from "../../core/aws/dynamodb.ts";
import type { Item } from "../../core/aws/item.ts";
import { fromItem } from "../../core/customers/item.ts";
import { entriesOf, fingerprintOf } from "../../core/search/entry.ts";
import { localTableNames } from "../../local/engine/tables.ts";
import type { Client } from "../support/api.ts";

/** All items of a table in one partition. */
async function itemsIn(TableName: string | undefined, pk: string): Promise<Item[]> {
  return queryPartition({ signal: new AbortController().signal, units: 0 }, TableName ?? "", pk);
}

const SHARDS = 3;

/** An organization's actual search index by key, without versions. */
export async function indexOf(organizationId: string): Promise<Record<string, string>> {
  const partitions = Array.from({ length: SHARDS }, (_, shard) => [
    `${organizationId}#${shard}`,
    `${organizationId}#${shard}#archived`,
  ]).flat();
  const items = (await Promise.all(partitions.map((pk) => itemsIn(process.env.SEARCH_TABLE, pk)))).flat();
  return sorted(items.map((item) => [keyOfEntry(item), fingerprintOf(item)]));
}

/** An organization's expected index: the entries of the customers in the table. */
export async function indexWanted(organizationId: string): Promise<Record<string, string>> {
  const dynamodb = dynamodbClient();
  const { Items = [] } = await dynamodb.send(
    new ScanCommand({
      TableName: process.env.CUSTOMERS_TABLE,
      ConsistentRead: true,
      FilterExpression: "begins_with(pk, :organization) AND attribute_exists(listKey)",
      ExpressionAttributeValues: { ":organization": { S: `${organizationId}#` } },
    }),
  );
  const entries = Items.flatMap((item) => entriesOf(fromItem(item), item.listKey?.S ?? ""));
  return sorted(entries.map((entry) => [keyOfEntry(entry), fingerprintOf(entry)]));
}

const keyOfEntry = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;
const sorted = (entries: [string, string][]): Record<string, string> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Writes thousands of entries straight into the engine's file, which takes milliseconds. The engine itself would be
 * slow.
 */
export function putEntries(dataDir: string, entries: readonly Item[]): void {
  const database = new DatabaseSync(join(dataDir, "dynamodb.sqlite"));
  try {
    database.exec("PRAGMA busy_timeout = 5000; BEGIN");
    const insert = database.prepare(
      `INSERT INTO "${localTableNames.search}" (pk, sk, item_json, item_size) VALUES (?, ?, ?, ?)`,
    );
    for (const entry of entries) {
      const size = Object.entries(entry).reduce((sum, [name, { S = "", N = "" }]) => sum + (name + S + N).length, 0);
      insert.run(`S:${entry.pk?.S}`, `S:${entry.sk?.S}`, JSON.stringify(entry), size);
    }
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}

/** One page of a search. */
export interface Page {
  ids: string[];
  hasMore: boolean;
}

/** Follows a search's cursors to the end, and calls `between` after each page. */
export async function walk(
  client: Client,
  query: Record<string, string>,
  between: (page: Page) => unknown = () => {},
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const parameters = new URLSearchParams({ ...query, ...(cursor ? { cursor } : {}) });
    const { status, body, text } = await client.get(`/api/customers?${parameters}`);
    if (status !== 200) throw new Error(text);
    const page = { ids: body.data.map(({ id }: { id: string }) => id), hasMore: body.hasMore };
    pages.push(page);
    if (pages.length > 1_000) throw new Error("The walk does not end");
    await between(page);
    cursor = body.nextCursor;
  }
  return pages;
}

/** The ids that a search finds on all its pages, in order. */
export const idsFound = async (client: Client, query: Record<string, string>): Promise<string[]> =>
  (await walk(client, query)).flatMap(({ ids }) => ids);
