import { beforeAll, expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import { create, createMany, problemFields, unique, useStack } from "../support/service.ts";

const stack = useStack();
let client: Client;
let cursors: Record<"" | "&isActive=true" | "&isActive=false", string>;

const nextCursor = async (of: Client, filter: string): Promise<string> =>
  (await of.get(`/api/customers?limit=2${filter}`)).body.nextCursor;
const list = (filter: string, cursor: string) =>
  client.get(`/api/customers?limit=2${filter}&cursor=${encodeURIComponent(cursor)}`);

beforeAll(async () => {
  client = await stack.newOrganization();
  for (const { id } of (await createMany(client, 10)).slice(0, 5))
    await client.put(`/api/customers/${id}`, { isActive: false });
  cursors = {
    "": await nextCursor(client, ""),
    "&isActive=true": await nextCursor(client, "&isActive=true"),
    "&isActive=false": await nextCursor(client, "&isActive=false"),
  };
});

test("cursors hold URL-safe characters only, so that curl need not encode them", async () => {
  for (const cursor of Object.values(cursors)) expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
});

test("cursors work with another limit, and with the other spelling of their filter", async () => {
  const answer = await client.get(`/api/customers?limit=9&isActive=1&cursor=${cursors["&isActive=true"]}`);
  expect(answer.body.data).toHaveLength(3);
  expect((await client.get(`/api/customers?limit=9&isActive=0&cursor=${cursors["&isActive=false"]}`)).status).toBe(200);
});

test.each([
  "",
  " ",
  "x",
  "cursor",
  "null",
  "undefined",
  "0",
  "🎉",
  "__proto__",
  "x".repeat(100),
  "x".repeat(5_000),
  "a/b+c==",
  "\u0000",
  "eyJwayI6eyJTIjoib3JnIn19",
])("garbage (%j) is a 422 on cursor", async (cursor) => {
  for (const filter of ["", "&isActive=true", "&isActive=false"])
    expect(problemFields(await list(filter, cursor))).toEqual(["cursor"]);
});

test("a truncated cursor is a 422 on cursor, whatever its length", async () => {
  const accepted: number[] = [];
  for (const cursor of Object.values(cursors).slice(0, 1))
    for (let length = 0; length < cursor.length; length++) {
      const answer = await list("", cursor.slice(0, length));
      if (answer.status === 200) accepted.push(cursor.length - length);
      else expect(problemFields(answer)).toEqual(["cursor"]);
    }
  expect(accepted, "accepted with so many characters cut off").toEqual([]);
});

test("a cursor with something added, or written in standard base64, is a 422 on cursor", async () => {
  const cursor = cursors[""];
  for (const other of [`${cursor}xxxxxxxxxxxx`, `x${cursor}`, ` ${cursor}`, `${cursor}=`, `${cursor}${cursor}`])
    expect(problemFields(await list("", other))).toEqual(["cursor"]);
});

test("a cursor of another filter is a 422 on cursor", async () => {
  for (const [filter, cursor] of Object.entries(cursors))
    for (const other of Object.keys(cursors))
      if (other !== filter) expect(problemFields(await list(other, cursor))).toEqual(["cursor"]);
});

test("a cursor of another organization is a 422 on cursor, of the organization's own customers or not", async () => {
  const other = await stack.newOrganization();
  await createMany(other, 5);
  expect(problemFields(await list("", await nextCursor(other, "")))).toEqual(["cursor"]);
});

test("no cursor goes with the filters externalId and customerId: 422 on cursor", async () => {
  const id = unique();
  await create(client, { id });
  for (const [filter, cursor] of Object.entries(cursors))
    for (const name of ["externalId", "customerId"])
      expect(problemFields(await list(`${filter}&${name}=${id}`, cursor))).toEqual(["cursor"]);
});
