/**
 * The cost of each operation in DynamoDB: requests, and capacity units of table and indexes. The same on every machine.
 */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Figure, Measure } from "../measure.ts";
import { type BundleOf, build, deployed } from "../support/build.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { type Counted, startCountingProxy } from "../support/proxy.ts";
import { buildPublisher, creations } from "../support/publisher.ts";
import { createEvent, customerIdOf, externalIdOf, getEvent, listEvent, updateEvent } from "../support/samples.ts";
import { startWorker } from "../support/worker.ts";

/** The number of customers at the start; new ones get serials from here on. */
const SEEDED = 110;
const CREATED = SEEDED + 1;

interface Operation {
  bundle: string;
  event: () => APIGatewayProxyEventV2;
  what: string;
  units?: number;
  requests?: number;
}

/** In the order in which they run. */
const operations: Record<string, Operation> = {
  create: { bundle: "createCustomer", event: () => createEvent(CREATED), what: "create", units: 3, requests: 1 },
  createWithoutId: {
    bundle: "createCustomer",
    event: () => createEvent(CREATED + 1, false),
    what: "create without an id",
    units: 2,
    requests: 1,
  },
  repeat: {
    bundle: "createCustomer",
    event: () => createEvent(CREATED),
    what: "the same create again",
    units: 1,
    requests: 1,
  },
  get: { bundle: "getCustomer", event: () => getEvent(customerIdOf(1)), what: "get", units: 1, requests: 1 },
  getByExternalId: {
    bundle: "getCustomer",
    event: () => getEvent(externalIdOf(CREATED)),
    what: "get by external id",
    units: 1,
    requests: 1,
  },
  update: {
    bundle: "updateCustomer",
    event: () => updateEvent(customerIdOf(1), { fullName: "Acme Incorporated, Sons and two Daughters!" }),
    what: "update",
    units: 2,
    requests: 1,
  },
  updateMetadata: {
    bundle: "updateCustomer",
    event: () => updateEvent(customerIdOf(2), { metadata: { plan: "one" } }),
    what: "update with metadata",
    requests: 2,
  },
  archive: {
    bundle: "updateCustomer",
    event: () => updateEvent(customerIdOf(3), { isActive: false }),
    what: "archive",
    units: 3,
    requests: 1,
  },
  list25: {
    bundle: "listCustomers",
    event: () => listEvent({ limit: "25" }),
    what: "page of 25",
    units: 2,
    requests: 1,
  },
  list100: { bundle: "listCustomers", event: () => listEvent({ limit: "100" }), what: "page of 100", units: 6.5 },
};

/** Puts the API key, and the organization's secret, into a bundle's cache. */
const warmUps: Record<string, () => APIGatewayProxyEventV2> = {
  createCustomer: () => createEvent(SEEDED),
  getCustomer: () => getEvent(externalIdOf(1)),
  updateCustomer: () => updateEvent(externalIdOf(1), {}),
  listCustomers: () => listEvent({ limit: "1" }),
};

const goals: Record<string, Figure> = {};
for (const [name, { what, units, requests }] of Object.entries(operations)) {
  if (units !== undefined) goals[`units.${name}`] = { what: `${what}: capacity units`, goal: { atMost: units } };
  if (requests !== undefined)
    goals[`requests.${name}`] = { what: `${what}: DynamoDB requests, key cached`, goal: { atMost: requests } };
}
goals["search.units.create"] = { what: "create: units in the search index, batches of 100", goal: "reported" };
goals["units.allIn.create"] = {
  what: "create: units with all that follows from it (event log and flags, search index, batches of 100)",
  goal: "reported",
};

goals["feed.units.alone"] = { what: "feed: units of an event alone", goal: { atMost: 1.5 } };
goals["feed.units.batched"] = { what: "feed: units of an event in batches of 100", goal: { atMost: 0.2 } };

/** Runs every operation once on bundles of any origin. */
export async function countOperations(bundleOf: BundleOf): Promise<Record<string, number>> {
  const engine = await startEngine(SEEDED);
  const proxy = await startCountingProxy(engine.endpoint);
  const bundles = Object.fromEntries(Object.keys(warmUps).map((name) => [name, bundleOf(name)]));
  const consumers = { publisher: await buildPublisher(0), indexer: await build("functions/indexCustomers") };
  const worker = await startWorker(
    { ...bundles, ...consumers },
    environmentOf(proxy.url, { SUBSCRIBER_QUEUE_URLS: "{}", EVENT_RETENTION_DAYS: "365" }),
  );
  const figures: Record<string, number> = {};
  try {
    for (const [name, { bundle, event, units, requests }] of Object.entries(operations)) {
      await worker.run({ bundle, inputs: [warmUps[bundle]?.()] });
      proxy.counted();
      await worker.run({ bundle, inputs: [event()] });
      const counted = proxy.counted();
      if (units !== undefined) figures[`units.${name}`] = sumOf(counted);
      if (requests !== undefined) figures[`requests.${name}`] = counted.length;
    }
    const created = creations(100);
    await worker.run({ bundle: "publisher", inputs: [created] });
    const published = sumOf(proxy.counted()) / 100;
    // Behind a full page, which is copied.
    await worker.run({ bundle: "publisher", inputs: [creations(100)] });
    figures["feed.units.batched"] = sumOf(ofFeed(proxy.counted())) / 100;
    await worker.run({ bundle: "publisher", inputs: [creations(1)] });
    proxy.counted();
    await worker.run({ bundle: "publisher", inputs: [creations(1)] });
    figures["feed.units.alone"] = sumOf(ofFeed(proxy.counted()));
    await worker.run({ bundle: "indexer", inputs: [created] });
    const indexed = sumOf(proxy.counted()) / 100;
    figures["search.units.create"] = indexed;
    figures["units.allIn.create"] = (figures["units.create"] ?? 0) + published + indexed;
    return figures;
  } finally {
    worker.stop();
    proxy.stop();
    await engine.stop();
  }
}

const ofFeed = (counted: readonly Counted[]): Counted[] =>
  counted.filter(({ input }) => JSON.stringify(input).includes('"feed#'));

export const sumOf = (counted: readonly Counted[]): number => counted.reduce((sum, { units }) => sum + units, 0);

export const units: Measure = {
  name: "units and requests",
  goals,
  take: async () => countOperations(await deployed()),
};
