/**
 * The index always ends in the customers' state, whatever is delivered twice, fails in the middle or runs in parallel.
 */

import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { toItem } from "../../core/customers/item.ts";
import { entriesOf } from "../../core/search/entry.ts";
import { indexChanges as index } from "../../core/search/index.ts";
import { rebuild } from "../../core/search/rebuild.ts";
import { putEntry } from "../../core/search/store.ts";
import {
  archived,
  changed,
  newCustomer,
  recordOf,
  recordOfItems,
  reservationRecord,
  unreadableRecord,
} from "../events/records.ts";
import { type Api, logLines, startApi } from "../support/api.ts";
import { scaled } from "../support/scale.ts";
import { putItems } from "../support/service.ts";
import { idsFound, indexOf, indexWanted } from "./support.ts";

let api: Api;
let organizationId: string;
beforeAll(async () => {
  api = await startApi({ publishes: false });
  await injectFailures();
});
afterAll(() => api.stop());
beforeEach(async () => {
  ({ organizationId } = await api.newOrganization());
});

const DONE = { batchItemFailures: [] };

/** The share of writes to the search table that fail: half before they take effect, half after. */
let failureRate = 0;
let random = Math.random;

/** The customer whose writes always fail. */
let refused: string | undefined;

/** Whether receipts of erasures cannot be read. */
let isBlind = false;

/** The same record of a change at another time. */
const writtenAt = ({ dynamodb }: ChangeRecord, ms: number): ChangeRecord => ({
  dynamodb: { ...dynamodb, ApproximateCreationDateTime: ms / 1_000 },
});

async function injectFailures(): Promise<void> {
  const dynamodb = dynamodbClient();
  const send = dynamodb.send.bind(dynamodb) as (command: object) => Promise<object>;
  vi.spyOn(dynamodb, "send").mockImplementation((async (command: { input: object }) => {
    const text = JSON.stringify(command.input);
    const isWrite = /^(Put|Delete|BatchExecute)/.test(command.constructor.name);
    if (isBlind && text.includes(process.env.ORGANIZATIONS_TABLE ?? ""))
      throw Object.assign(new Error("Injected"), { name: "ThrottlingException" });
    if (!isWrite || !text.includes(process.env.SEARCH_TABLE ?? "")) return send(command);
    const isRefused = refused !== undefined && text.includes(refused);
    if (!isRefused && random() >= failureRate) return send(command);
    if (!isRefused && random() < 0.5) await send(command);
    throw Object.assign(new Error("Injected"), { name: "ThrottlingException" });
  }) as never);
}

const make = (fields: Partial<Customer> = {}): Customer => newCustomer({ organizationId, ...fields });
const words = async (): Promise<string[]> => {
  const keys = Object.keys(await indexOf(organizationId)).map((place) => place.split(" "));
  return keys.map(([pk, word]) => `${pk?.replace(organizationId, "")} ${word}`).sort();
};
const withoutIds = (found: readonly string[]): string[] => found.filter((word) => !/ cus0|acmecom/.test(word));

/** Stores customers in their current state, as the table has them once their records are in the stream. */
async function store(...customers: readonly Customer[]): Promise<void> {
  await putItems(customers.map((customer) => toItem(customer)));
}

describe("The index", () => {
  test("has a creation's words, a change's, and after an archive the archived ones too", async () => {
    const created = make({ fullName: "Ann Lee" });
    const renamed = changed(created, { fullName: "Ann Kim" });

    expect(await index([recordOf(created)])).toEqual(DONE);
    const first = withoutIds(await words());
    expect(await index([recordOf(renamed, created)])).toEqual(DONE);
    const second = withoutIds(await words());
    await index([recordOf(archived(renamed), renamed)]);

    expect(first).toEqual(["#0 ann", "#0 lee"]);
    expect(second).toEqual(["#0 ann", "#0 kim"]);
    expect(withoutIds(await words())).toEqual(["#0 ann", "#0 kim", "#0#archived ann", "#0#archived kim"]);
  });

  test("forgets a customer that somebody deletes from the table", async () => {
    const customer = make({ fullName: "Ann Lee", archivedAt: "2026-11-01T00:00:00.000Z" });
    await index([recordOf(customer)]);

    await index([recordOfItems(undefined, toItem(customer))]);

    expect(await indexOf(organizationId)).toEqual({});
  });

  test("has a customer once that was deleted and created again, in one batch or in two", async () => {
    const [ann, bob] = ["Ann", "Bob"].map((fullName) => make({ fullName, version: 5 })) as [Customer, Customer];
    const anew = (it: Customer) => ({ ...it, version: 1, createdAt: new Date().toISOString() });
    const deletion = (it: Customer) => recordOfItems(undefined, toItem(it));
    await index([recordOf(ann), recordOf(bob)]);

    await index([deletion(ann), recordOf(anew(ann)), deletion(bob)]);
    await index([recordOf(anew(bob))]);

    expect(withoutIds(await words())).toEqual(["#0 ann", "#0 bob"]);
  });

  test("has nothing of reservations, and stays as it was for what cannot be read, which holds up nobody", async () => {
    const [ann, bob] = [make({ fullName: "Ann" }), make({ fullName: "Bob" })];
    await index([recordOf(ann)]);

    const answer = await index([
      reservationRecord(),
      unreadableRecord(changed(ann, { fullName: "Eve" }), ann),
      recordOf(bob),
    ]);

    expect(answer).toEqual(DONE);
    expect(withoutIds(await words())).toEqual(["#0 ann", "#0 bob"]);
  });

  test("costs nothing when a change leaves the words as they are", async () => {
    const customer = make({ fullName: "Ann" });
    await index([recordOf(customer)]);
    const from = logLines.length;

    await index([recordOf(changed(customer, { metadata: '{"plan":"pro"}', timezone: "UTC" }), customer)]);

    expect(JSON.parse(logLines[from] ?? "")).toMatchObject({
      operation: "indexCustomers",
      units: 0,
      puts: 0,
      deletes: 0,
    });
  });

  test("costs a creation one unit a word, in one request for several customers", async () => {
    const from = logLines.length;

    const records = [recordOf(make({ fullName: "Ann Lee" })), recordOf(make({ fullName: "Bob Ray Kim" }))];
    await index(records.map((record) => writtenAt(record, Date.now())));

    expect(JSON.parse(logLines[from] ?? "")).toMatchObject({ customers: 2, puts: 11, units: 11 });
  });

  test("that is behind asks who was erased since; while it cannot, it changes nothing, and is given the batch again", async () => {
    const records = [recordOf(make({ fullName: "Ann" })), recordOf(make({ fullName: "Bob" }))];
    const late = records.map((record) => writtenAt(record, Date.now() - 60_000));
    isBlind = true;

    const answer = await index(late);
    isBlind = false;

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: late[0]?.dynamodb?.SequenceNumber }] });
    expect(await words()).toEqual([]);
    expect(await index(late)).toEqual(DONE);
    expect(withoutIds(await words())).toEqual(["#0 ann", "#0 bob"]);
  });
});

describe("A write that fails", () => {
  test("names the first record of its customer, and nothing before it", async () => {
    const [ann, bob, cid] = [make({ fullName: "Ann" }), make({ fullName: "Bob" }), make({ fullName: "Cid" })];
    await index([recordOf(ann), recordOf(bob), recordOf(cid)]);
    const records = [ann, bob, cid].map((it) => recordOf(changed(it, { fullName: `${it.fullName} Lee` }), it));
    refused = bob.id;

    const answer = await index(records);
    refused = undefined;

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }] });
    expect(withoutIds(await words())).toEqual(["#0 ann", "#0 bob", "#0 cid", "#0 lee", "#0 lee"]);
    expect(await index(records.slice(1))).toEqual(DONE);
    expect(withoutIds(await words())).toEqual(["#0 ann", "#0 bob", "#0 cid", "#0 lee", "#0 lee", "#0 lee"]);
  });

  test("is not followed by its customer's deletes: who is archived is never lost in between", async () => {
    const customer = make({ fullName: "Ann Lee" });
    await index([recordOf(customer)]);
    failureRate = 1;

    await index([recordOf(changed(customer, { fullName: "Bob" }), customer)]);
    failureRate = 0;

    // Half of the writes took effect; everything that was there still is.
    expect(withoutIds(await words())).toEqual(expect.arrayContaining(["#0 ann", "#0 lee"]));
  });
});

describe("While the index is behind, the record decides:", () => {
  /** An indexed customer, and a function that changes it without updating the index. */
  async function indexedCustomer(fullName: string) {
    const client = await api.newOrganization();
    ({ organizationId } = client);
    const customer = make({ fullName });
    await store(customer);
    await index([recordOf(customer)]);
    const found = (query: Record<string, string>) => idsFound(client, query);
    return { customer, found, put: (body: object) => client.put(`/api/customers/${customer.id}`, body) };
  }

  test("nobody is found by a word that is no longer there, alone or with others", async () => {
    const { customer, found, put } = await indexedCustomer("Ann Bee");
    await put({ fullName: "Cee Bee" });

    expect(await found({ search: "ann" })).toEqual([]);
    expect(await found({ search: "bee ann" })).toEqual([]);
    expect(await found({ search: "bee" })).toEqual([customer.id]);
  });

  test("nobody is found with a status that it no longer has", async () => {
    const { customer, found, put } = await indexedCustomer("Ann");
    await put({ isActive: false });

    expect(await found({ search: "ann", isActive: "true" })).toEqual([]);
    expect(await found({ search: "ann" })).toEqual([customer.id]);
  });

  test("nobody is found twice, by an entry that is there already and one that is still there", async () => {
    const { customer, found, put } = await indexedCustomer("Aaron");
    await put({ fullName: "Abe" });
    const renamed = entriesOf({ ...customer, version: 2, fullName: "Abe" }, `${organizationId}#0`);
    for (const entry of renamed) await putEntry(contextOf(organizationId), entry);

    expect(await found({ search: "a" })).toEqual([customer.id]);
    expect(await found({ search: "a", limit: "1" })).toEqual([customer.id]);
  });

  test("an imported id that no request could name is found too, once", async () => {
    const { customer, found } = await indexedCustomer("Ann");
    const imported = make({ externalId: "x/z", version: 1 });
    await store(imported);
    await index([recordOf(imported)]);

    expect(await found({ search: "x/z" })).toEqual([imported.id]);
    expect(await found({ search: customer.id })).toEqual([customer.id]);
  });

  test("nobody is found who is gone", async () => {
    const { customer, found } = await indexedCustomer("Ann");
    const dynamodb = dynamodbClient();
    const Key = { pk: { S: `${organizationId}#${customer.id}` } };
    await dynamodb.send(new DeleteItemCommand({ TableName: process.env.CUSTOMERS_TABLE, Key }));

    expect(await found({ search: "ann" })).toEqual([]);
  });
});

/** Changes of a few customers, interleaved in the stream. */
const names = ["Ann", "Bob", "Ann Lee", "Bob Ann", "", "Lee-Ann", "Cid"];
const life = fc.array(
  fc.record({ fullName: fc.constantFrom(...names), email: fc.constantFrom("a@acme.com", "b@ann.com") }),
  { minLength: 1, maxLength: 6 },
);
const lives = fc.array(fc.tuple(life, fc.boolean()), { minLength: 1, maxLength: 4 });

/** The records of all customers, each customer's in order, and the customers' final states. */
function streamOf(given: readonly [{ fullName: string; email: string }[], boolean][], mix: (count: number) => number) {
  const queues = given.map(([changes, endsArchived]) => {
    const [first = {}, ...rest] = changes;
    const states = [make(first)];
    for (const change of rest) states.push(changed(states.at(-1) ?? make(), change));
    if (endsArchived) states.push(archived(states.at(-1) ?? make()));
    return { records: states.map((state, i) => recordOf(state, states[i - 1])), last: states.at(-1) ?? make() };
  });
  const records: ChangeRecord[] = [];
  for (let open = queues.filter((it) => it.records.length > 0); open.length > 0; ) {
    const next = open[mix(open.length)]?.records.shift();
    if (next) records.push(next);
    open = queues.filter((it) => it.records.length > 0);
  }
  // In stream order, which the sequence numbers follow.
  records.forEach((record, i) => {
    if (record.dynamodb) record.dynamodb.SequenceNumber = String(i + 1);
  });
  return { records, customers: queues.map(({ last }) => last) };
}

test("A creation that was indexed and comes again with the change behind it ends as the change says", async () => {
  const first = make({ fullName: "Ann" });
  const second = changed(first, { fullName: "Ann Lee" });
  await index([recordOf(first)]);

  await index([recordOf(first), recordOf(second, first)]);

  await store(second);
  expect(await indexOf(organizationId)).toEqual(await indexWanted(organizationId));
});

describe("A request that was given up, and takes effect after later changes,", () => {
  test("takes away no word that the customer has again", async () => {
    const first = make({ fullName: "Ann" });
    const second = changed(first, { fullName: "Bob" });
    const third = changed(second, { fullName: "Ann" });
    const late = recordOf(second, first);
    await index([recordOf(first), late, recordOf(third, second)]);

    await index([late]);

    await store(third);
    expect(await indexOf(organizationId)).toMatchObject(await indexWanted(organizationId));
  });

  test("brings no entry back to the words of an earlier version", async () => {
    const first = make({ fullName: "Ann" });
    const second = changed(first, { fullName: "Ann Lee" });
    const third = changed(second, { fullName: "Ann Lee Kim" });
    const [creation, late] = [recordOf(first), recordOf(second, first)];
    await index([creation]);
    await index([late]);
    await index([recordOf(third, second)]);

    await index([creation]);
    await index([late]);
    await index([creation, late]);

    await store(third);
    expect(await indexOf(organizationId)).toEqual(await indexWanted(organizationId));
  });
});

test("ends as the customers are, whatever batches come, come again, fail, run twice at once or beside rebuilds", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.integer(), fc.constantFrom(0, 0.05, 0.15), async (given, seed, rate) => {
      ({ organizationId } = await api.newOrganization());
      let state = seed >>> 0;
      const below = (count: number) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * count);
      };
      random = () => below(1_000) / 1_000;
      const { records, customers } = streamOf(given, below);
      await store(...customers);
      const rebuildOnce = () =>
        rebuild(contextOf(organizationId), { shards: 1, unitsPerSecond: 1e6, restart: true, onProgress: () => {} });
      failureRate = rate;
      let from = 0;
      while (from < records.length) {
        const batch = records.slice(from, from + 1 + below(5));
        const runs = below(4) === 0 ? 2 : 1;
        const rebuilding = below(5) === 0 ? rebuildOnce().catch(() => {}) : undefined;
        const answers = await Promise.all(Array.from({ length: runs }, () => index(batch)));
        await rebuilding;
        const failed = answers.flatMap(({ batchItemFailures }) => batchItemFailures);
        const places = failed.map(({ itemIdentifier }) => Number(itemIdentifier) - 1);
        from = Math.min(from + batch.length, ...places);
        // A timeout: some records count as not done although they are.
        if (below(5) === 0) from = Math.max(0, from - below(4));
        if (below(20) === 0) failureRate = 0;
      }
      failureRate = 0;
      // A write that timed out may take effect last of all.
      for (let late = below(3); late > 0; late--) await index([records[below(records.length)] ?? {}]);

      const [found, wanted] = [await indexOf(organizationId), await indexWanted(organizationId)];
      // A rebuild may put an entry that it read a moment before: no search shows it, and the next rebuild removes it.
      for (const place of Object.keys(wanted)) expect(found[place], place).toBe(wanted[place]);
      await rebuildOnce();
      expect(await indexOf(organizationId)).toEqual(wanted);
    }),
    { numRuns: scaled(5, 100) },
  );
});

const contextOf = (organization: string) => ({
  organizationId: organization,
  requestId: "test",
  now: () => new Date(),
  signal: new AbortController().signal,
  units: 0,
});
