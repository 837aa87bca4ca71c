/**
 * The promise under random faults: every committed change reaches every subscriber that wants it, at least once, first
 * deliveries in order per customer. Whatever crashes.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { ChangeRecord } from "../../core/changes/record.ts";
import type { Customer } from "../../core/customers/customer.ts";
import type { Target } from "../../core/events/publish.ts";
import { scaled } from "../support/scale.ts";
import {
  awsError,
  type Batch,
  conflict,
  PATIENCE_OVER_MS,
  type ProceedSending,
  sendExcept,
  skipTime,
  throttled,
  writeExcept,
} from "./faults.ts";
import { archived, changed, keyOf, newCustomer, recordOf, reservationRecord } from "./records.ts";
import { call, range, useEvents } from "./support.ts";

const events = useEvents();

const RUNS = scaled(20, 2_000);
/** Ends what hangs. */
const TIMEOUT_MS = scaled(600_000, 7_200_000);
const CUSTOMERS = 3;
const SLOW_MS = 4;

/** The fault of one request. "lost" loses the response after the request took effect; "slow" lets others overtake. */
type Fault = "none" | "slow" | "refused" | "lost" | "partly";
interface Trouble {
  fault: Fault;
  /** How many requests in a row it affects. */
  times: number;
  /** Which entries of a partly refused request are lost. */
  mask: number;
  /** How long the request takes; publishers stop retrying after a while. */
  ms: number;
}

const troubleOf = (faults: readonly Fault[], maxTimes: number): fc.Arbitrary<Trouble[]> =>
  fc.array(
    fc.record({
      fault: fc.constantFrom(...faults),
      times: fc.integer({ min: 1, max: maxTimes }),
      mask: fc.nat({ max: 0b1111111111 }),
      ms: fc.constantFrom(0, 700, PATIENCE_OVER_MS),
    }),
    { maxLength: 10, size: "max" },
  );
const queueTrouble = troubleOf(["none", "none", "slow", "refused", "lost", "partly"], 3);
// More faults than the log's write has retries.
const logTrouble = troubleOf(["none", "none", "slow", "refused", "lost", "partly"], 6);
// Mostly slow: the outcome of a race depends on who overtakes.
const tableTrouble = troubleOf(["none", "slow", "slow", "slow", "slow", "refused", "lost", "partly"], 3);

const OPERATIONS = ["BatchGetItem", "BatchWriteItem", "DeleteItem", "Query", "UpdateItem"] as const;

const scenario = fc.record({
  /** The changes in the order of the stream: customer and kind. */
  changes: fc.array(
    fc.record({
      customer: fc.nat({ max: CUSTOMERS - 1 }),
      kind: fc.constantFrom("change", "change", "change", "archive", "reservation", "nothing"),
    }),
    { minLength: 1, maxLength: 40, size: "max" },
  ),
  /** One or two publishers in parallel, each with its own customers, as with a parallelization factor. */
  publishers: fc.constantFrom(1, 2),
  batchSizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
  /** After how many requests the running publisher dies, once each. */
  deaths: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }),
  /** After each invocation: which subscriber's redrive is run, and whether the publisher continues meanwhile. */
  redrives: fc.array(fc.option(fc.record({ target: fc.nat({ max: 2 }), aside: fc.constantFrom(true, true, false) })), {
    maxLength: 20,
    size: "max",
  }),
  queueTroubles: fc.tuple(queueTrouble, queueTrouble, queueTrouble),
  tableTroubles: fc.record(
    Object.fromEntries(
      OPERATIONS.map((operation) => [operation, operation === "BatchWriteItem" ? logTrouble : tableTrouble]),
    ),
  ),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const queues: Target[] = [];
beforeAll(async () => {
  queues.push(
    await events.newTarget(),
    await events.newTarget(["customer.created", "customer.archived"]),
    await events.newTarget(["customer.updated"]),
  );
});

/** The subscribers of one run, so that what a failed run left parked is not counted. */
let targets: readonly Target[] = [];
let runs = 0;
function beginRun(): void {
  runs++;
  targets = queues.map((target) => ({ ...target, name: `${target.name}-${runs}` }));
  events.accepted.length = 0;
}

/** The publisher's remaining requests before it dies. */
const publisher = new AsyncLocalStorage<{ left: number }>();

/** Counts a request of the running publisher. @throws Error when the publisher is dead */
function live(): void {
  const life = publisher.getStore();
  if (!life || life.left-- > 0) return;
  // A dead publisher must not retry, so its time is up.
  skipTime(60_000);
  throw awsError("TimeoutError");
}

/** Splits faults into one per request. */
const oneByOne = (list: readonly Trouble[]) => list.flatMap((it) => range(1, it.times).map(() => it));

function strikeWith({ queueTroubles, tableTroubles }: Scenario): void {
  const atQueues = new Map(targets.map(({ queueUrl }, i) => [queueUrl, oneByOne(queueTroubles[i] ?? [])]));
  const atTables = new Map(
    OPERATIONS.map((operation) => [operation as string, oneByOne(tableTroubles[operation] ?? [])]),
  );
  events.hooks.sqs = (batch, proceed) => {
    live();
    return strikeQueue(atQueues.get(batch.queueUrl)?.shift(), batch, proceed);
  };
  events.hooks.dynamodb = async (operation, input, proceed) => {
    live();
    const { fault = "none", mask = 0 } = atTables.get(operation)?.shift() ?? {};
    if (fault === "slow") await sleep(SLOW_MS);
    if (fault === "none" || fault === "slow") return proceed();
    if (fault === "partly" && operation === "BatchWriteItem")
      return writeExcept(input, (_, index) => mask & (1 << (index % 10)), proceed);
    if (fault === "partly" && operation === "UpdateItem") throw conflict();
    if (fault === "lost") await proceed();
    throw throttled();
  };
}

async function strikeQueue(trouble: Trouble | undefined, batch: Batch, proceed: ProceedSending) {
  const { fault = "none", mask = 0, ms = 0 } = trouble ?? {};
  if (fault === "slow") await sleep(SLOW_MS);
  if (fault === "none" || fault === "slow") return proceed();
  skipTime(ms);
  if (fault === "partly") return sendExcept(batch, (_, index) => mask & (1 << index), proceed);
  if (fault === "lost") await proceed();
  throw awsError("TimeoutError");
}

/** The scenario's changes as records, with the customers' states by version. */
function recordsOf(changes: Scenario["changes"]) {
  const histories: Customer[][] = range(1, CUSTOMERS).map(() => []);
  const records = changes.map(({ customer, kind }): { customer: number; record: ChangeRecord } => {
    const states = histories[customer] ?? [];
    const last = states.at(-1);
    if (kind === "reservation") return { customer, record: reservationRecord() };
    if (last && (kind === "nothing" || last.archivedAt !== undefined))
      return { customer, record: recordOf(last, last) };
    const next = last ? (kind === "archive" ? archived(last) : changed(last)) : newCustomer();
    states.push(next);
    return { customer, record: recordOf(next, last) };
  });
  return { records, histories: histories.filter((states) => states.length > 0) };
}

/** Delivers a shard's records like Lambda's event source mapping, retrying from the first failed one on. */
async function deliver(records: readonly ChangeRecord[], run: Run): Promise<void> {
  for (let from = 0, invocations = 0; from < records.length; invocations++) {
    expect(invocations).toBeLessThan(500);
    const size = run.batchSizes[invocations % run.batchSizes.length] ?? 1;
    const batch = records.slice(from, from + size);
    const life = { left: run.deaths.shift() ?? Number.POSITIVE_INFINITY };
    const { batchItemFailures } = await publisher.run(life, () => events.core.publishChanges(batch, targets));
    await run.afterInvocation();
    if (life.left < 0) continue;
    const failed = batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === batchItemFailures[0]?.itemIdentifier);
    from += failed < 0 ? batch.length : failed;
  }
}

interface Run {
  batchSizes: number[];
  deaths: number[];
  afterInvocation: () => Promise<void>;
}

/** A redrive that may meet any fault; the operator repeats it. */
const tryRedrive = (target: Target) =>
  events.redrive(target).catch((error: unknown) => {
    expect(error).toMatchObject({ code: "service_unavailable" });
  });

/** Plays a scenario to its end, and then does what an operator does after the faults. */
async function play(scenario: Scenario, records: ReturnType<typeof recordsOf>["records"]): Promise<void> {
  const redrives = [...scenario.redrives];
  const aside: Promise<unknown>[] = [];
  const run: Run = {
    batchSizes: scenario.batchSizes,
    deaths: [...scenario.deaths],
    afterInvocation: async () => {
      const next = redrives.shift();
      const target = next && targets[next.target];
      if (!target) return;
      aside.push(tryRedrive(target));
      if (!next.aside) await aside.at(-1);
    },
  };
  strikeWith(scenario);
  const shards = range(0, scenario.publishers - 1).map((shard) =>
    records.filter(({ customer }) => customer % scenario.publishers === shard).map(({ record }) => record),
  );
  const delivered = await Promise.allSettled(shards.map((shard) => deliver(shard, run)));
  const redriven = await Promise.allSettled(aside);
  expect([...delivered, ...redriven].filter(({ status }) => status === "rejected")).toEqual([]);
  delete events.hooks.sqs;
  delete events.hooks.dynamodb;
  for (const target of targets) expect((await events.redrive(target)).blocked).toEqual([]);
}

/** The events of a customer that a queue accepted, in the order in which each was first accepted. */
function firstDeliveries({ queueUrl }: Target, key: string): string[] {
  const taken = events.accepted.filter((it) => it.queueUrl === queueUrl && it.key === key);
  return [...new Set(taken.sort((a, b) => a.number - b.number).map(({ id }) => id))];
}

test(
  "every change reaches every subscriber that wants it, first deliveries in order, whatever fails and dies on the way",
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (scenario) => {
        beginRun();
        const { records, histories } = recordsOf(scenario.changes);

        await play(scenario, records);

        for (const states of histories) {
          const key = keyOf(states[0] ?? newCustomer());
          const entries = events.entriesOf(states.map((state, i) => recordOf(state, states[i - 1])));
          expect(await events.core.readLogFrom(call(), key, 0)).toEqual(entries);
          for (const target of targets) {
            const wanted = entries.filter((entry) => events.core.isWanted(target, entry));
            expect(firstDeliveries(target, key)).toEqual(wanted.map(({ event }) => event?.id));
          }
        }
        for (const target of targets)
          expect([await events.parked(target), await events.isFlagged(target)]).toEqual([{}, false]);
      }),
      // Shrinking a failing scenario takes long; the smallest one found in time is shown.
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
