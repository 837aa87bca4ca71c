import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import { generations } from "../../core/http/generations/generations.ts";
import type { Answer, Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { scaled } from "../support/scale.ts";
import { outcome, pathOf, unique, useStack } from "../support/service.ts";

const stack = useStack({ publishes: true });
let client: Client;
beforeAll(async () => {
  client = await stack.newOrganization();
  await pushPlans(client.organizationId);
});
afterEach(() => void vi.useRealTimers());

/** Every way to ask for a customer: the guide's, and one for each generation of /api/v1. */
const ways = [
  { prefix: "/api/customers", headers: {} },
  ...generations.map(({ versions: [version] }) => ({
    prefix: "/api/v1/customers",
    headers: { "commet-version": version },
  })),
];

/** What each way answers, with its ETag. */
const readAll = (id: string, asOf?: string): Promise<string[]> =>
  Promise.all(
    ways.map(async ({ prefix, headers }) => {
      const query = asOf === undefined ? "" : `?asOf=${asOf}`;
      const { status, text, headers: answered } = await client.get(`${prefix}/${id}${query}`, headers);
      return `${status} ${answered.get("etag")} ${text}`;
    }),
  );

/** Not repeated when it is a 503. */
const asOf = (id: string, moment: string): Promise<Answer> =>
  stack.api.client(client.key).request("GET", `${pathOf(id)}?asOf=${moment}`, { repeats503: false });

/** Waits until the log has this version. */
async function published(id: string, version: number): Promise<void> {
  for (;;) {
    const { body } = await client.get(`${pathOf(id)}/events?limit=1`);
    if (body.data[0]?.sequence >= version) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The key of an entry in the log. */
const keyOf = (id: string, sequence: number) => ({
  pk: { S: `${client.organizationId}#${id}` },
  sk: { S: String(sequence).padStart(12, "0") },
});
const forget = (id: string, sequence: number) =>
  dynamodb().send(new DeleteItemCommand({ TableName: process.env.EVENTS_TABLE, Key: keyOf(id, sequence) }));

const RETENTION_MS = 90 * 86_400_000;

/** As if the entry had been written when its change was made. */
const expireAt = (id: string, sequence: number, time: number) =>
  dynamodb().send(
    new UpdateItemCommand({
      TableName: process.env.EVENTS_TABLE,
      Key: keyOf(id, sequence),
      UpdateExpression: "SET expiresAt = :time",
      ExpressionAttributeValues: { ":time": { N: String(Math.floor(time / 1_000)) } },
    }),
  );

/** Sets the clock that the handlers see. */
const at = (time: number): void => void vi.useFakeTimers({ toFake: ["Date"], now: time });
const iso = (time: number): string => new Date(time).toISOString();

/** A change of some kind. */
function change(id: string, random: () => number): Promise<Answer> {
  const put = (json: object) => client.put(pathOf(id), json);
  const kinds = [
    () => put({ fullName: `Name ${random()}` }),
    () => put({ metadata: { [`k${Math.floor(random() * 3)}`]: random() < 0.3 ? null : random() } }),
    () => put({ address: { line1: "1", city: `C${random()}`, country: "ES", postalCode: "28001" } }),
    () => put({ taxDocument: random() < 0.5 ? "" : String(random()) }),
    () => client.post("/api/subscriptions", { customerId: id, planCode: "pro" }),
  ];
  return kinds[Math.floor(random() * kinds.length)]?.() ?? put({});
}

/** Reproducible chance: mulberry32. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test.each(Array.from({ length: scaled(1, 100) }, (_, seed) => seed))(
  "as of any moment a customer is what the API answered then, in every generation, whatever clocks did (seed %i)",
  async (seed) => {
    const random = chance(seed);
    const begin = Date.now() - 40 * 86_400_000;
    let clock = begin;
    at(clock);
    const id: string = (await client.post("/api/customers", { email: "a@acme.com" })).body.data.id;
    // The time of a change is the latest that any clock has shown up to it.
    const answered = [{ from: clock, texts: await readAll(id) }];
    for (let writes = 0; writes < scaled(6, 40); writes++) {
      clock += Math.floor(random() * 100_000) - 20_000;
      at(clock);
      await change(id, random);
      answered.push({ from: Math.max(answered.at(-1)?.from ?? 0, clock), texts: await readAll(id) });
    }
    vi.useRealTimers();
    await published(id, Number(/"(\d+)"/.exec(answered.at(-1)?.texts[0] ?? "")?.[1]));

    const moments = answered.flatMap(({ from }) => [from, from + 1, from - 1]);
    for (let more = 0; more < 10; more++) moments.push(begin + Math.floor(random() * (clock - begin)));
    for (const moment of moments.filter((it) => it >= begin)) {
      const expected = answered.findLast(({ from }) => from <= moment)?.texts;
      expect(await readAll(id, iso(moment)), iso(moment)).toEqual(expected);
    }
    expect(outcome(await asOf(id, iso(begin - 1)))).toBe("404 customer_not_found");
  },
);

describe("what cannot be told is never an older state:", () => {
  const begin = Date.now() - 40 * 86_400_000;
  /** A customer with a change on each of some days. */
  async function withDays(days: number): Promise<{ id: string; times: string[] }> {
    at(begin);
    const id: string = (await client.post("/api/customers", { email: "a@acme.com" })).body.data.id;
    const times = [iso(begin)];
    for (let day = 1; day < days; day++) {
      at(begin + day * 86_400_000);
      await client.put(pathOf(id), { fullName: `Day ${day}` });
      times.push(iso(begin + day * 86_400_000));
    }
    vi.useRealTimers();
    await published(id, days);
    await Promise.all(times.map((time, i) => expireAt(id, i + 1, Date.parse(time) + RETENTION_MS)));
    return { id, times };
  }

  test("before what the log keeps it is history_expired, by the entries' expiry, whether they are still there or not", async () => {
    const { id, times } = await withDays(4);
    const [first = "", second = "", third = "", fourth = ""] = times;
    for (const isGone of [false, true]) {
      if (isGone) await Promise.all([forget(id, 1), forget(id, 2)]);
      at(Date.parse(second) + RETENTION_MS + 1_000);
      const answers = await Promise.all(times.map((time) => asOf(id, time)));
      expect(answers.map(outcome)).toEqual([...Array(2).fill("422 history_expired"), "200", "200"]);
      expect(answers[0]?.body.details).toEqual([{ field: "asOf", message: expect.stringContaining(third) }]);
      expect([answers[2]?.body.data.fullName, answers[3]?.body.data.fullName]).toEqual(["Day 2", "Day 3"]);
      expect(outcome(await asOf(id, iso(Date.parse(first) - 1)))).toBe("404 customer_not_found");
    }
    // Once everything has expired, there is still the customer.
    for (const isGone of [false, true]) {
      if (isGone) await Promise.all([forget(id, 3), forget(id, 4)]);
      at(Date.parse(fourth) + RETENTION_MS + 1_000);
      const answers = await Promise.all([third, fourth, iso(Date.now())].map((time) => asOf(id, time)));
      expect(answers.map(outcome)).toEqual(["422 history_expired", "200", "200"]);
    }
  });

  test("while the log is behind it is a 503, also in its middle, and what comes before is told", async () => {
    const created = await client.post("/api/customers", { email: "a@acme.com" });
    const { id, createdAt } = created.body.data;
    const later = async (fullName: string) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return (await client.put(pathOf(id), { fullName })).body.data.updatedAt;
    };
    const times = [createdAt, await later("2"), await later("3"), await later("4")];
    await published(id, 4);

    await forget(id, 4);
    const behind = await Promise.all(times.map((time) => asOf(id, time)));
    await forget(id, 2);
    const within = await Promise.all(times.map((time) => asOf(id, time)));

    expect(behind.map(({ status }) => status)).toEqual([200, 200, 503, 503]);
    expect(within.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect(behind[2]?.headers.get("retry-after")).toBe("1");
  });

  test("an entry that cannot be read is not passed over", async () => {
    const { id, times } = await withDays(2);
    const Item = { ...keyOf(id, 2), unreadable: { S: "{}" }, expiresAt: { N: "4000000000" } };
    await dynamodb().send(new PutItemCommand({ TableName: process.env.EVENTS_TABLE, Item }));
    expect((await asOf(id, times[1] ?? "")).status).toBe(503);
  });
});

describe("the moment", () => {
  test.each([
    ["asOf=yesterday", "asOf", "must be a date"],
    ["asOf=2026-11-01T00:00:00", "asOf", "must be a date"],
    [`asOf=${iso(Date.now() + 3_600_000)}`, "asOf", "must not be in the future"],
    ["as_of=2026-11-01T00:00:00Z", "as_of", "send asOf"],
  ])("that is none, or none of the past, is refused: %s", async (query, field, message) => {
    const id = unique();
    await client.post("/api/customers", { email: "a@acme.com", id });
    const { status, body } = await client.get(`${pathOf(id)}?${query}`);
    expect([status, body.details]).toEqual([422, [{ field, message: expect.stringContaining(message) }]]);
  });

  test("may have an offset, and other parameters change nothing", async () => {
    const id = unique();
    const created = await client.post("/api/customers", { email: "a@acme.com", id });
    await published(id, 1);
    const time = created.body.data.createdAt;
    const offset = encodeURIComponent(iso(Date.parse(time) + 3_600_000).replace("Z", "+01:00"));
    for (const query of ["", "?verbose=1", `?asOf=${time}`, `?asOf=${offset}`])
      expect((await client.get(`${pathOf(id)}${query}`)).body.data).toEqual(created.body.data);
  });
});

describe("a history of some time", () => {
  test("has the events from a time on, before another, over pages of any size", async () => {
    const begin = Date.now() - 30 * 86_400_000;
    at(begin);
    const id: string = (await client.post("/api/customers", { email: "a@acme.com" })).body.data.id;
    const count = 12;
    for (let hour = 1; hour < count; hour++) {
      at(begin + hour * 3_600_000);
      await client.put(pathOf(id), { fullName: `Hour ${hour}` });
    }
    vi.useRealTimers();
    await published(id, count);
    const walk = async (query: string) => {
      const found: number[] = [];
      for (let cursor = ""; ; ) {
        const { body } = await client.get(`${pathOf(id)}/events?${query}${cursor && `&cursor=${cursor}`}`);
        found.push(...body.data.map(({ sequence }: { sequence: number }) => sequence));
        if (!body.hasMore) return found;
        cursor = body.nextCursor;
      }
    };
    const hour = (number: number) => iso(begin + number * 3_600_000);
    for (const limit of [1, 3, 100]) {
      expect(await walk(`limit=${limit}&from=${hour(3)}&to=${hour(6)}`)).toEqual([6, 5, 4]);
      expect(await walk(`limit=${limit}&from=${hour(9)}`)).toEqual([12, 11, 10]);
      expect(await walk(`limit=${limit}&to=${hour(2)}`)).toEqual([2, 1]);
      expect(await walk(`limit=${limit}&from=${hour(20)}`)).toEqual([]);
    }
    const { body } = await client.get(`${pathOf(id)}/events?limit=1&from=${hour(3)}`);
    const other = await client.get(`${pathOf(id)}/events?limit=1&cursor=${body.nextCursor}`);
    expect(other.body.details).toEqual([{ field: "cursor", message: expect.any(String) }]);
    const empty = await client.get(`${pathOf(id)}/events?from=${hour(3)}&to=${hour(3)}`);
    expect(empty.body.details).toEqual([{ field: "to", message: "must be after from" }]);
  });
});
