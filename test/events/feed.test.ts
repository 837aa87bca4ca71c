import { randomUUID } from "node:crypto";
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import type { LogEntry } from "../../core/events/event.ts";
import { readNewest } from "../../core/events/feed/store.ts";
import { type FeedQuery, readFeed } from "../../core/events/feed.ts";
import { appendToFeeds } from "../../core/events/feedAppend.ts";
import { archived, madeReadable, newCustomer, recordOf, unreadableRecord } from "./records.ts";
import { call, range, useEvents } from "./support.ts";

const events = useEvents();

const DAY_MS = 86_400_000;

const newOrganization = (): string => `org_${randomUUID().slice(0, 8)}`;

/** Publishes creations of new customers, as one batch of the stream. Returns their ids. */
async function publish(organizationId: string, count: number, fields = {}): Promise<string[]> {
  const customers = range(1, count).map(() => newCustomer({ organizationId, ...fields }));
  const { batchItemFailures } = await events.core.publishChanges(
    customers.map((customer) => recordOf(customer)),
    [],
  );
  expect(batchItemFailures).toEqual([]);
  return customers.map(({ id }) => id);
}

let filled = 0;

/** Fills pages with entries that are in no log, for reads that do not come to what they say. */
async function fill(organizationId: string, pages: number): Promise<void> {
  const entries = range(1, pages * 100).map((): LogEntry => {
    const event = { id: "", name: "customer.updated" as const, body: "" };
    return { organizationId, customerId: `cus_${++filled}`, sequence: 1, expiresAt: 0, event };
  });
  await appendToFeeds(call(), entries, new Map(entries.map((entry) => [entry, String(++filled)])));
}

const read = (organizationId: string, query: Partial<FeedQuery> = {}, now = new Date()) =>
  readFeed({ ...call(), organizationId, requestId: "reader", now: () => now }, { limit: 100, ...query });

/** The customers in the feed, over all pages. */
async function walk(organizationId: string, query: Partial<FeedQuery> = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = query.cursor; ; ) {
    const page = await read(organizationId, { ...query, cursor });
    ids.push(...page.events.map(({ data }) => data.id));
    if (!page.hasMore) return ids;
    cursor = page.nextCursor;
  }
}

/** Lets a page be from another time. */
async function setBegun(organizationId: string, sk: string, begunAt: Date): Promise<void> {
  const seconds = Math.floor(begunAt.getTime() / 1_000);
  const kept = seconds + events.core.config.eventRetentionSeconds() - 2 * 86_400;
  await dynamodbClient().send(
    new UpdateItemCommand({
      TableName: process.env.EVENTS_TABLE,
      Key: { pk: { S: `feed#${organizationId}` }, sk: { S: sk } },
      UpdateExpression: "SET begunAt = :begun, keptUntil = :kept",
      ExpressionAttributeValues: { ":begun": { N: String(seconds) }, ":kept": { N: String(kept) } },
    }),
  );
}

describe("a feed", () => {
  test("goes on from its cursor, which is there at the end too, and before the first event", async () => {
    const organizationId = newOrganization();
    const before = await read(organizationId);
    const first = await publish(organizationId, 3);
    const page = await read(organizationId, { cursor: before.nextCursor, limit: 2 });
    const rest = await read(organizationId, { cursor: page.nextCursor });
    const end = await read(organizationId, { cursor: rest.nextCursor });
    const second = await publish(organizationId, 1);
    const later = await read(organizationId, { cursor: end.nextCursor });

    expect([before.events, before.hasMore]).toEqual([[], false]);
    expect([page, rest].map(({ events }) => events.map(({ data }) => data.id))).toEqual([
      first.slice(0, 2),
      first.slice(2),
    ]);
    expect([page.hasMore, rest.hasMore, end.events.length]).toEqual([true, false, 0]);
    expect(later.events.map(({ data }) => data.id)).toEqual(second);
  });

  test("from now on has nothing of before, and all of after, also where nothing ever was", async () => {
    const organizationId = newOrganization();
    const empty = await read(organizationId, { cursor: "now" });
    const first = await publish(organizationId, 2);
    const now = await read(organizationId, { cursor: "now" });
    const second = await publish(organizationId, 130);

    expect([empty.events, now.events]).toEqual([[], []]);
    expect(await walk(organizationId, { cursor: now.nextCursor })).toEqual(second);
    expect(await walk(organizationId, { cursor: empty.nextCursor })).toEqual([...first, ...second]);
  });

  test("shows the events that subscribers get, and of all organizations its own alone", async () => {
    const [organizationId, other] = [newOrganization(), newOrganization()];
    const target = await events.newTarget();
    const customers = [organizationId, other].map((id) => newCustomer({ organizationId: id }));
    await events.core.publishChanges(
      customers.map((customer) => recordOf(customer)),
      [target],
    );

    const sent = (await events.drain(target)).map(({ event }) => event);
    for (const id of [organizationId, other])
      expect((await read(id)).events).toEqual(sent.filter((event) => event.organizationId === id));
  });

  test("with names has these alone; a read of many others ends early, empty, with a cursor that goes on", async () => {
    const organizationId = newOrganization();
    await fill(organizationId, 40);
    const names = ["customer.archived"] as const;
    const customer = newCustomer({ organizationId });
    await events.core.publishChanges([recordOf(customer), recordOf(archived(customer), customer)], []);

    const page = await read(organizationId, { names });

    expect([page.events, page.hasMore]).toEqual([[], true]);
    expect(await walk(organizationId, { names })).toEqual([customer.id]);
  });

  test("ends a page before its events are more than 4 MB", async () => {
    const organizationId = newOrganization();
    const metadata = JSON.stringify({ text: "ñ".repeat(60_000) });
    const ids = await publish(organizationId, 60, { metadata });

    const page = await read(organizationId);

    expect(JSON.stringify(page.events).length).toBeLessThan(4_000_000);
    expect(page.events.length).toBeGreaterThan(10);
    expect(await walk(organizationId)).toEqual(ids);
  });
});

describe("a cursor", () => {
  test("of the end stays good however long nothing happens, and then misses nothing", async () => {
    const organizationId = newOrganization();
    await publish(organizationId, 3);
    const { nextCursor } = await read(organizationId);
    await setBegun(organizationId, "newest", new Date(Date.now() - 800 * DAY_MS));
    const quiet = await read(organizationId, { cursor: nextCursor });
    const ids = await publish(organizationId, 1);

    expect(quiet).toEqual({ events: [], nextCursor, hasMore: false });
    expect(await walk(organizationId, { cursor: quiet.nextCursor })).toEqual(ids);
  });

  test("from before a quiet year is refused, not skipped; without one a walk begins at the oldest kept", async () => {
    const organizationId = newOrganization();
    await publish(organizationId, 1);
    const { nextCursor } = await read(organizationId);
    await fill(organizationId, 5);
    const yearAgo = new Date(Date.now() - 366 * DAY_MS);
    for (const number of range(1, 5)) await setBegun(organizationId, String(number).padStart(12, "0"), yearAgo);
    await setBegun(organizationId, "newest", yearAgo);
    const gone = { code: "history_expired", status: 422 };

    await expect(read(organizationId, { cursor: nextCursor })).rejects.toMatchObject(gone);
    expect((await read(organizationId)).events).toEqual([]);
    const ids = await publish(organizationId, 2);
    await expect(read(organizationId, { cursor: nextCursor })).rejects.toMatchObject(gone);
    expect(await walk(organizationId)).toEqual(ids);
    // Numbers do not begin again.
    expect((await readNewest(call(), organizationId, { isConsistent: true }))?.number).toBeGreaterThan(5);
  });

  test("whose pages are gone is refused, and so is one of a feed that was restored to before it", async () => {
    const [organizationId, other] = [newOrganization(), newOrganization()];
    await fill(organizationId, 1);
    const { nextCursor: early } = await read(organizationId, { limit: 50 });
    await fill(organizationId, 3);
    const { nextCursor: late } = await read(organizationId, { cursor: "now" });
    await dynamodbClient().send(
      new UpdateItemCommand({
        TableName: process.env.EVENTS_TABLE,
        Key: { pk: { S: `feed#${organizationId}` }, sk: { S: "newest" } },
        UpdateExpression: "SET pageNumber = :one, entryCount = :one, entries = :entries",
        ExpressionAttributeValues: { ":one": { N: "1" }, ":entries": { S: "cus_1#1c" } },
      }),
    );

    for (const cursor of [early, late])
      await expect(read(organizationId, { cursor })).rejects.toMatchObject({ code: "history_expired" });
    await expect(read(other, { cursor: late })).rejects.toMatchObject({ code: "validation_error" });
  });
});

describe("an event that comes afterwards", () => {
  test("published by a repair is at the end and marked, once however often it is tried", async () => {
    const organizationId = newOrganization();
    const ids = await publish(organizationId, 2);
    const entries = events.entriesOf([recordOf(newCustomer({ organizationId }))]);
    for (const _ of range(1, 2)) await events.core.publishEntries(call(), entries, []);
    const later = await publish(organizationId, 1);

    const { events: shown } = await read(organizationId);
    const repaired = entries[0]?.customerId;
    expect(shown.map(({ data }) => data.id)).toEqual([...ids, repaired, ...later]);
    expect(shown.filter((event) => event.repaired).map(({ data }) => data.id)).toEqual([repaired]);
  });

  test("from a record that could not be read is there once redrives have read it, marked", async () => {
    const organizationId = newOrganization();
    const targets = [await events.newTarget(), await events.newTarget()];
    const customer = newCustomer({ organizationId });
    const record = unreadableRecord(customer);
    await events.core.publishChanges([record], targets);
    const before = await read(organizationId);
    const [entry] = events.entriesOf([record]);
    if (!entry) throw new Error("There is no entry");
    await events.core.appendToLog(call(), [{ ...entry, unreadable: JSON.stringify(madeReadable(record)) }]);
    await Promise.all(targets.map((target) => events.redrive(target)));

    expect(before.events).toEqual([]);
    expect((await read(organizationId)).events).toMatchObject([{ data: { id: customer.id }, repaired: true }]);
  });
});
