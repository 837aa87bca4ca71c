/**
 * Whether requests become more expensive as customers increase: pages, gets and searches in a small and a large table.
 */

import { listSort } from "../../core/customers/keys.ts";
import { encodeCursor } from "../../core/pages/cursor.ts";
import type { Measure } from "../measure.ts";
import { type Block, interleave, medianRatio } from "../statistics.ts";
import { deployed } from "../support/build.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { startCountingProxy } from "../support/proxy.ts";
import { customerIdOf, getEvent, listEvent, ORGANIZATION, sampleCustomer } from "../support/samples.ts";
import { startWorker } from "../support/worker.ts";
import { sumOf } from "./units.ts";

const SMALL = 1_000;
const CALLS = 15;
const limit = "25";

/**
 * The cursor of the last page that has another customer behind it, so that as many entries are read as for the first.
 */
function lastCursor(): string {
  const { createdAt, id } = sampleCustomer(Number(limit) + 1);
  return encodeCursor(ORGANIZATION, "all", listSort(createdAt, id));
}

const requests = {
  first: { bundle: "listCustomers", event: () => listEvent({ limit }) },
  last: { bundle: "listCustomers", event: () => listEvent({ limit, cursor: lastCursor() }) },
  // A word that all customers have, and that sorts after most others, so that an engine that reads from the first is seen.
  search: { bundle: "listCustomers", event: () => listEvent({ limit, search: "two" }) },
  get: {
    bundle: "getCustomer",
    event: (customers: number) => getEvent(customerIdOf(Math.floor(Math.random() * customers))),
  },
};
type RequestName = keyof typeof requests;
const names = Object.keys(requests) as RequestName[];

/** A table with this many customers, a process to time and one whose units are counted. */
async function startTable(customers: number) {
  const engine = await startEngine(customers, { isIndexed: true });
  const proxy = await startCountingProxy(engine.endpoint);
  const bundleOf = await deployed();
  const bundles = { listCustomers: bundleOf("listCustomers"), getCustomer: bundleOf("getCustomer") };
  const timed = await startWorker(bundles, environmentOf(engine.endpoint));
  const counted = await startWorker(bundles, environmentOf(proxy.url));
  const inputsOf = (name: RequestName, count: number) =>
    Array.from({ length: count }, () => requests[name].event(customers));
  return {
    block: (name: RequestName) => (): Promise<Block> =>
      timed.run({ bundle: requests[name].bundle, inputs: inputsOf(name, CALLS) }),
    unitsOf: async (name: RequestName): Promise<number> => {
      const order = { bundle: requests[name].bundle, inputs: inputsOf(name, 1) };
      // The first request also reads the API key.
      await counted.run(order);
      proxy.counted();
      await counted.run(order);
      return sumOf(proxy.counted());
    },
    stop: async () => {
      timed.stop();
      counted.stop();
      proxy.stop();
      await engine.stop();
    },
  };
}

const spread = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);

export const depth: Measure = {
  name: "depth",
  goals: {
    "depth.units": {
      what: "page of 25 (first, last), get, search: units among 1,000 and 100,000 customers, largest / smallest",
      goal: { atMost: 1 },
    },
    "depth.p50": {
      what: "page of 25 (first, last) and get: time among 1,000 and 100,000 customers, largest / smallest",
      goal: { atMost: 1.25 },
    },
    "search.units": {
      what: "search for one word, page of 25: units, the records themselves included",
      goal: "reported",
    },
    "search.p50": {
      what: "search for one word, page of 25: time among 100,000 customers / among 1,000",
      goal: { atMost: 1.25 },
    },
  },
  take: async ({ long, progress }) => {
    const large = long ? 1_000_000 : 100_000;
    progress(`writing ${large.toLocaleString("en")} customers`);
    const tables = { small: await startTable(SMALL), large: await startTable(large) };
    try {
      const units = { small: await allUnits(tables.small), large: await allUnits(tables.large) };
      const variants = Object.fromEntries(
        Object.entries(tables).flatMap(([size, { block }]) =>
          names.map((name) => [`${size} ${name}`, block(name)] as const),
        ),
      );
      await interleave(10, variants, (round) => progress(`warming up ${round}/10`));
      const rounds = long ? 100 : 40;
      const taken = await interleave(rounds, variants, (round) => progress(`round ${round}/${rounds}`));
      // Each time as a ratio to the same round's request on the small table.
      const relative = (key: string, base: string) =>
        medianRatio(taken[key] ?? [], taken[base] ?? [], ({ p50 }) => p50);
      const pages = ["small first", "small last", "large first", "large last"];
      return {
        "depth.units": Math.max(
          spread([units.small.first, units.small.last, units.large.first, units.large.last]),
          spread([units.small.get, units.large.get]),
          spread([units.small.search, units.large.search]),
        ),
        "depth.p50": Math.max(
          spread(pages.map((page) => relative(page, "small first"))),
          spread([1, relative("large get", "small get")]),
        ),
        "search.units": Math.max(units.small.search, units.large.search),
        "search.p50": relative("large search", "small search"),
      };
    } finally {
      await Promise.all(Object.values(tables).map(({ stop }) => stop()));
    }
  },
};

const allUnits = async ({ unitsOf }: Awaited<ReturnType<typeof startTable>>) => ({
  first: await unitsOf("first"),
  last: await unitsOf("last"),
  get: await unitsOf("get"),
  search: await unitsOf("search"),
});
