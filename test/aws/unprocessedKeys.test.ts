/** Keys that DynamoDB leaves out of a batch read, which it may do at any time. */
import type { BatchGetItemCommandInput, BatchGetItemCommandOutput } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../core/aws/dynamodb.ts";
import type { Item } from "../../core/aws/item.ts";
import { chunks } from "../../core/base/chunks.ts";
import { getMany } from "../../core/customers/store.ts";
import { park, readMarkersAt } from "../../core/events/parking/store.ts";
import { planIdOf } from "../../core/plans/ids.ts";
import { compare, push } from "../../core/plans/push.ts";
import { getPlansById } from "../../core/plans/store.ts";
import { rebuild } from "../../core/search/rebuild.ts";
import { putEntry, readEntries } from "../../core/search/store.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import { type Api, startApi } from "../support/api.ts";
import { newCall } from "./support.ts";

let api: Api;
/** How many more responses are partial. */
let partialAnswers = 0;
let requests = 0;

beforeAll(async () => {
  api = await startApi({ publishes: false });
  dynamodb().middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== "BatchGetItemCommand") return next(args);
        requests++;
        if (partialAnswers <= 0) return next(args);
        partialAnswers--;
        return answerInPart(args.input as BatchGetItemCommandInput, async (input) => {
          const { output } = await next({ ...args, input });
          return output as BatchGetItemCommandOutput;
        });
      },
    { step: "initialize", name: "answerInPart" },
  );
  // Until then the client keeps the middleware of commands it has sent.
  dynamodb().destroy();
});
afterAll(() => api.stop());
beforeEach(() => {
  requests = 0;
  partialAnswers = 0;
});

/** Reads the first half of the keys and leaves out the others. */
async function answerInPart(
  { RequestItems = {} }: BatchGetItemCommandInput,
  proceed: (input: BatchGetItemCommandInput) => Promise<BatchGetItemCommandOutput>,
) {
  const [[table, read] = ["", { Keys: [] }]] = Object.entries(RequestItems);
  const { Keys = [] } = read;
  const half = Keys.length >> 1;
  const output =
    half === 0
      ? { $metadata: {} }
      : await proceed({ RequestItems: { [table]: { ...read, Keys: Keys.slice(0, half) } } });
  const UnprocessedKeys = { [table]: { ...read, Keys: Keys.slice(half) } };
  return { output: { ...output, UnprocessedKeys }, response: undefined };
}

const COUNT = 150;
const names = Array.from({ length: COUNT }, (_, i) => String(i).padStart(3, "0"));

/** Each place that reads in batches: writes something, and reads it. */
const places = {
  customers: async () => {
    const organizationId = "org_unprocessed";
    for (const name of names) await importCustomer(organizationId, `cus_${name}`);
    const context = { ...newCall(), organizationId, requestId: "r", now: () => new Date() };
    return async () =>
      [
        ...(
          await getMany(
            context,
            names.map((name) => `cus_${name}`),
          )
        ).keys(),
      ].map((id) => id.slice("cus_".length));
  },
  markers: async () => {
    await park(newCall(), "audit", new Map(names.map((name) => [`org_a#${name}`, 1])), new Date());
    return async () =>
      (
        await readMarkersAt(
          newCall(),
          "audit",
          names.map((name) => `org_a#${name}`),
        )
      ).map(({ key }) => key.slice(6));
  },
  plans: async () => {
    const organizationId = "org_unprocessed";
    // Compared before any is pushed: an organization has at most 100.
    const halves = chunks(names, COUNT / 2).map((codes) => codes.map((code) => ({ code, name: code })));
    for (const changes of await Promise.all(halves.map((plans) => compare(organizationId, plans)))) await push(changes);
    const ids = new Map(names.map((code) => [planIdOf(organizationId, code), code]));
    return async () => [...(await getPlansById(newCall(), organizationId, ids.keys())).keys()].map((id) => ids.get(id));
  },
  "entries of the search index": async () => {
    const entries = names.map((name): Item => ({ pk: { S: "p" }, sk: { S: name }, version: { N: "1" } }));
    for (const entry of entries) await putEntry(newCall(), entry);
    return async () => (await readEntries(newCall(), entries)).map(({ sk }) => sk?.S);
  },
};

describe.each(Object.entries(places))("A batch read of %s", (_place, prepare) => {
  let read: () => Promise<(string | undefined)[]>;
  beforeAll(async () => {
    read = await prepare();
  });

  test("asks again for what was left out, and misses nothing", async () => {
    partialAnswers = 3;
    expect((await read()).toSorted()).toEqual(names);
    expect([requests, partialAnswers]).toEqual([5, 0]);
  });

  test("is a 503 when something is left out again and again, after few requests", async () => {
    partialAnswers = 1_000;
    await expect(read()).rejects.toMatchObject({ code: "service_unavailable" });
    // The other batch of the two goes on until it gives up too, and must not do so in another test.
    await vi.waitFor(() => expect(requests).toBe(8), { timeout: 60_000 });
  });
});

test("A rebuild of the search index goes on when a batch read left something out for a while", async () => {
  const organizationId = "org_unprocessed";
  const context = { ...newCall(), organizationId, requestId: "r", now: () => new Date() };
  const options = { shards: 1, unitsPerSecond: 100_000, onProgress: () => {} };
  const { put } = await rebuild(context, { ...options, restart: true });
  partialAnswers = 10;
  const again = await rebuild(context, { ...options, restart: true });
  expect(put).toBeGreaterThan(0);
  expect([again.customers, again.put, partialAnswers]).toEqual([COUNT, 0, 0]);
});
