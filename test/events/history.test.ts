import { BatchWriteItemCommand, DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import type { Answer, Client } from "../support/api.ts";
import {
  create,
  etagOf,
  type Json,
  outcome,
  pathOf,
  problemFields,
  unique,
  useStack,
  versionOf,
} from "../support/service.ts";

const stack = useStack({ publishes: true });
let client: Client;
beforeAll(async () => {
  client = await stack.newOrganization();
});

const eventsPath = (id: string) => `${pathOf(id)}/events`;

/** Polls until the pump has published the change that made this version. */
async function historyAt(of: Client, id: string, version: number): Promise<Json[]> {
  for (;;) {
    const { body } = await of.get(`${eventsPath(id)}?limit=100`);
    if (body.data[0]?.sequence >= version) return body.data;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A customer with this many published changes, including its creation, and each answer of the API. */
async function withChanges(of: Client, count: number): Promise<{ id: string; externalId: string; answers: Answer[] }> {
  const externalId = unique();
  const answers = [await of.post("/api/customers", { email: "v1@acme.com", id: externalId })];
  for (let version = 2; version <= count; version++)
    answers.push(await of.put(pathOf(externalId), { email: `v${version}@acme.com` }));
  const id = answers[0]?.body.data.id;
  await historyAt(of, id, count);
  return { id, externalId, answers };
}

const sequences = (events: Json[]): number[] => events.map(({ sequence }) => sequence);

/** Every page from the first to the last. */
async function walk(of: Client, id: string, limit: number): Promise<Json[][]> {
  const pages: Json[][] = [];
  for (let cursor = ""; ; ) {
    const { body } = await of.get(`${eventsPath(id)}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
    pages.push(body.data);
    expect(body.hasMore).toBe(body.nextCursor !== null);
    if (!body.hasMore) return pages;
    cursor = body.nextCursor;
  }
}

/** Writes log entries as given; entries may have no body. */
async function putLogEntries(customerId: string, entries: { sequence: number; expiresAt: number; body?: string }[]) {
  const dynamodb = dynamodbClient();
  const requests = entries.map(({ sequence, expiresAt, body }) => ({
    PutRequest: {
      Item: {
        pk: { S: `${client.organizationId}#${customerId}` },
        sk: { S: String(sequence).padStart(12, "0") },
        expiresAt: { N: String(expiresAt) },
        ...(body === undefined ? {} : { id: { S: "evt_1" }, name: { S: "customer.updated" }, body: { S: body } }),
      },
    },
  }));
  await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [process.env.EVENTS_TABLE ?? ""]: requests } }));
}

async function deleteLogEntry(customerId: string, sequence: number): Promise<void> {
  const dynamodb = dynamodbClient();
  const Key = { pk: { S: `${client.organizationId}#${customerId}` }, sk: { S: String(sequence).padStart(12, "0") } };
  await dynamodb.send(new DeleteItemCommand({ TableName: process.env.EVENTS_TABLE, Key }));
}

const nowSeconds = () => Math.floor(Date.now() / 1_000);

describe("a customer's history", () => {
  test("shows each change as its event, newest first, with the customer as the API answered after it, byte for byte", async () => {
    const externalId = unique();
    const metadata = { b: [1, { z: null }], a: "é\u2028\uFFFE", 7: true };
    const answers = [
      await client.post("/api/customers", { email: "a@acme.com", id: externalId, metadata }),
      await client.put(pathOf(externalId), { fullName: "Acme 😀 \uFFFF", metadata: { a: null, c: 1.5 } }),
      await client.put(pathOf(externalId), { isActive: false, email: "b@acme.com" }),
    ];
    const [created, updated, archived] = answers.map(({ body }) => body.data);

    const events = await historyAt(client, created.id, 3);

    const { organizationId } = client;
    const id = expect.stringMatching(/^evt_[A-Za-z0-9]{24}$/);
    const by = (answer: Answer | undefined) => ({
      ...{ id, organizationId },
      actor: { keyId: expect.any(String), name: "test", requestId: answer?.headers.get("x-request-id") },
    });
    expect(events).toEqual([
      {
        ...by(answers[2]),
        event: "customer.archived",
        timestamp: archived.updatedAt,
        sequence: 3,
        data: archived,
        previous: {
          email: "a@acme.com",
          billingEmail: "a@acme.com",
          isActive: true,
          archivedAt: null,
          updatedAt: updated.updatedAt,
        },
      },
      {
        ...by(answers[1]),
        event: "customer.updated",
        timestamp: updated.updatedAt,
        sequence: 2,
        data: updated,
        previous: { fullName: null, metadata: { a: metadata.a, c: null }, updatedAt: created.updatedAt },
      },
      {
        ...by(answers[0]),
        event: "customer.created",
        timestamp: created.createdAt,
        sequence: 1,
        data: created,
        previous: {},
      },
    ]);
    const shown = answers.map(({ body }) => JSON.stringify(body.data));
    expect(events.map(({ data }) => JSON.stringify(data)).reverse()).toEqual(shown);
    expect(sequences(events).reverse()).toEqual(answers.map((answer) => versionOf(etagOf(answer))));
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
  });

  test("is the same by either id, and at the root", async () => {
    const { id, externalId } = await withChanges(client, 2);

    const answers = await Promise.all(
      [id, externalId].flatMap((it) => [client.get(eventsPath(it)), client.get(eventsPath(it).replace("/api", ""))]),
    );

    for (const answer of answers) {
      expect(outcome(answer)).toBe("200");
      expect(answer.body).toEqual(answers[0]?.body);
    }
    expect(sequences(answers[0]?.body.data)).toEqual([2, 1]);
  });

  test("of an external id that was given later and of an imported customer is found by it too", async () => {
    const { customer } = await create(client);
    const given = unique();
    await client.put(pathOf(customer.id), { externalId: given });
    const imported = unique();
    const now = new Date().toISOString();
    await importCustomer(client.organizationId, "cus_imported", {
      externalId: imported,
      createdAt: now,
      updatedAt: now,
    });

    const events = [await historyAt(client, given, 2), await historyAt(client, imported, 1)];

    expect(events.map(sequences)).toEqual([[2, 1], [1]]);
  });

  test("has 25 events a page unless told otherwise, and at most 100", async () => {
    const { id } = await withChanges(client, 1);
    const body = JSON.stringify((await historyAt(client, id, 1))[0]);
    const expiresAt = nowSeconds() + 1_000;
    for (let from = 2; from <= 101; from += 25)
      await putLogEntries(
        id,
        Array.from({ length: 25 }, (_, i) => ({ sequence: from + i, expiresAt, body })),
      );

    const pages = await Promise.all(
      ["", "?limit=7", "?limit=100", "?limit=1000"].map((query) => client.get(`${eventsPath(id)}${query}`)),
    );
    const refused = await Promise.all(["0", "-1", "1.5", "x"].map((it) => client.get(`${eventsPath(id)}?limit=${it}`)));

    expect(pages.map(({ body }) => [body.data.length, body.hasMore])).toEqual([
      [25, true],
      [7, true],
      [100, true],
      [100, true],
    ]);
    expect(refused.map(problemFields)).toEqual([["limit"], ["limit"], ["limit"], ["limit"]]);
  });

  test("of big events comes in pages that end early and say so, and still shows each event once", async () => {
    const { id } = await withChanges(client, 1);
    const [event] = await historyAt(client, id, 1);
    const expiresAt = nowSeconds() + 1_000;
    for (let from = 2; from <= 41; from += 20) {
      const body = (sequence: number) =>
        JSON.stringify({ ...event, sequence, previous: { fullName: "x".repeat(40_000) } });
      const numbers = Array.from({ length: 20 }, (_, i) => from + i);
      await putLogEntries(
        id,
        numbers.map((sequence) => ({ sequence, expiresAt, body: body(sequence) })),
      );
    }

    const pages = await walk(client, id, 100);

    expect(pages.length).toBeGreaterThan(1);
    expect(sequences(pages.flat())).toEqual(Array.from({ length: 41 }, (_, i) => 41 - i));
  });

  test.each([1, 2, 3, 4, 6, 7])("walked by cursor in pages of %i shows each event once", async (limit) => {
    const { id } = await withChanges(client, 6);

    const pages = await walk(client, id, limit);

    expect(sequences(pages.flat())).toEqual([6, 5, 4, 3, 2, 1]);
    expect(pages.map(({ length }) => length)).toEqual(
      Array.from({ length: Math.ceil(6 / limit) }, (_, i) => Math.min(limit, 6 - i * limit)),
    );
  });

  test("does not show a change that is made during a walk twice, nor lose another for it", async () => {
    const { id } = await withChanges(client, 4);
    const first = await client.get(`${eventsPath(id)}?limit=2`);
    await client.put(pathOf(id), { email: "meanwhile@acme.com" });
    await historyAt(client, id, 5);

    const second = await client.get(`${eventsPath(id)}?limit=2&cursor=${first.body.nextCursor}`);

    expect(sequences([...first.body.data, ...second.body.data])).toEqual([4, 3, 2, 1]);
    expect(second.body).toMatchObject({ hasMore: false, nextCursor: null });
  });
});

describe("what is left out", () => {
  test("is what has expired, on every page of a walk", async () => {
    const { id } = await withChanges(client, 2);
    const [newest] = await historyAt(client, id, 2);
    const past = nowSeconds() - 1;
    const bodyOf = (sequence: number) => JSON.stringify({ ...newest, sequence });
    const entries = [3, 4, 5, 6, 7, 8].map((sequence) => ({
      sequence,
      expiresAt: sequence % 2 === 0 ? past : nowSeconds() + 1_000,
      body: bodyOf(sequence),
    }));
    await putLogEntries(id, entries);

    const walks = [await walk(client, id, 100), await walk(client, id, 2), await walk(client, id, 1)];

    for (const pages of walks) expect(sequences(pages.flat())).toEqual([7, 5, 3, 2, 1]);
  });

  test("is what could not be read when it was published", async () => {
    const { id } = await withChanges(client, 2);
    await putLogEntries(id, [{ sequence: 3, expiresAt: nowSeconds() + 1_000 }]);

    const pages = await walk(client, id, 1);

    expect(sequences(pages.flat())).toEqual([2, 1]);
  });

  test("may be everything: then it is an empty list, without an end to wait for", async () => {
    const { id } = await withChanges(client, 1);
    await deleteLogEntry(id, 1);

    const answer = await client.get(eventsPath(id));

    expect(outcome(answer)).toBe("200");
    expect(answer.body).toEqual({ success: true, data: [], hasMore: false, nextCursor: null });
  });
});

describe("whose history it is", () => {
  test("an unknown customer's and another organization's are the same 404", async () => {
    const other = await stack.newOrganization();
    const foreign = await withChanges(other, 2);

    const answers = await Promise.all(
      ["cus_unknown", unique(), foreign.id, foreign.externalId].map((id) => client.get(eventsPath(id))),
    );

    const shown = answers.map(({ headers, text }) => text.replaceAll(headers.get("x-request-id") ?? "", ""));
    expect(answers.map(outcome)).toEqual(Array.from({ length: 4 }, () => "404 customer_not_found"));
    expect(new Set(shown).size).toBe(1);
  });

  test("a customer of the same external id in another organization has its own", async () => {
    const other = await stack.newOrganization();
    const { externalId } = await withChanges(client, 3);
    await other.post("/api/customers", { email: "other@acme.com", id: externalId });

    const events = await historyAt(other, externalId, 1);

    expect(sequences(events)).toEqual([1]);
    expect(events[0].data.email).toBe("other@acme.com");
  });

  test("a cursor of another customer, organization or list, and one that is none, is a 422 on cursor", async () => {
    const other = await stack.newOrganization();
    const [mine, sibling, foreign] = [
      await withChanges(client, 3),
      await withChanges(client, 3),
      await withChanges(other, 3),
    ];
    await create(client);
    const cursorOf = async (of: Client, path: string) => (await of.get(`${path}?limit=1`)).body.nextCursor;
    const own = await cursorOf(client, eventsPath(mine.id));
    const cursors = [
      await cursorOf(client, eventsPath(sibling.id)),
      await cursorOf(other, eventsPath(foreign.id)),
      await cursorOf(client, "/api/customers"),
      own.slice(0, -1),
      `${own}A`,
      "2",
      "",
    ];

    const answers = await Promise.all(cursors.map((it) => client.get(`${eventsPath(mine.id)}?cursor=${it}`)));
    const list = await client.get(`/api/customers?cursor=${own}`);
    const byExternalId = await client.get(`${eventsPath(mine.externalId)}?cursor=${own}`);

    expect([...answers, list].map(problemFields)).toEqual(Array.from({ length: 8 }, () => ["cursor"]));
    expect(sequences(byExternalId.body.data)).toEqual([2, 1]);
  });

  test("it needs a key with the scope read, and no other", async () => {
    const writer = await stack.newOrganization(["write"]);
    const reader = await stack.newOrganization(["read"]);
    const { api } = stack;

    const answers = [
      await writer.get(eventsPath("user_1")),
      await reader.get(eventsPath("user_1")),
      await api.client(undefined).get(eventsPath("user_1")),
    ];

    expect(answers.map(outcome)).toEqual(["403 forbidden", "404 customer_not_found", "401 unauthorized"]);
  });
});
