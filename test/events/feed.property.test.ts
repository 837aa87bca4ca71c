/**
 * The feed under what streams and publishers do: several shards, two batches of a shard at once, shards that are split,
 * publishers that are killed at any request or run twice, batches that come again with other bounds, and readers that are
 * killed. A walk is the log: nothing is missing, doubled or out of its customer's order, and every reader sees the same.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import { AppError } from "../../core/base/errors.ts";
import type { ChangeRecord } from "../../core/changes/record.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { readFeed } from "../../core/events/feed.ts";
import { scaled } from "../support/scale.ts";
import { awsError } from "./faults.ts";
import { changed, newCustomer, recordOf } from "./records.ts";
import { call, range, useEvents } from "./support.ts";

const events = useEvents({ realTime: true });

const CHANGES = scaled(400, 100_000);
const CUSTOMERS = scaled(40, 2_000);
const SHARDS = 4;
/** As Lambda's parallelization factor. With it 16 publishers run at once, and some of them twice. */
const LANES_A_SHARD = 4;
const READERS = 3;
/** Ends what hangs. */
const TIMEOUT_MS = scaled(600_000, 7_200_000);

const below = (limit: number): number => Math.floor(Math.random() * limit);

/** A shard of the stream: records in the order of their numbers, and where the records go on once it is closed. */
interface Shard {
  lanes: ChangeRecord[][];
  children: Shard[];
}

/** Numbers of different shards say nothing of each other, not even in their length. */
function numbersOfShard(): () => string {
  let number = 10n ** BigInt(18 + below(12)) * BigInt(1 + below(9));
  return () => {
    number += BigInt(1 + below(1_000));
    return String(number);
  };
}

/** The stream of many changes, whose shards are split halfway. */
function makeStream(organizationId: string): { shards: Shard[]; latest: Customer[] } {
  const customers = range(1, CUSTOMERS).map(() => newCustomer({ organizationId }));
  const latest = [...customers];
  const newShard = (): Shard & { next: () => string } => ({
    lanes: range(1, LANES_A_SHARD).map((): ChangeRecord[] => []),
    children: [],
    next: numbersOfShard(),
  });
  const shards = range(1, SHARDS).map(newShard);
  const children = range(1, SHARDS * 2).map(newShard);
  const created = new Set<number>();
  for (const change of range(1, CHANGES)) {
    const index = change <= CUSTOMERS ? change - 1 : below(CUSTOMERS);
    const of = change <= CHANGES / 2 ? shards : children;
    const shard = of[index % of.length];
    const before = latest[index];
    if (!shard || !before) throw new Error("There is no such customer");
    const after = created.has(index) ? changed(before) : before;
    const record = recordOf(after, created.has(index) ? before : undefined);
    created.add(index);
    latest[index] = after;
    if (record.dynamodb) record.dynamodb.SequenceNumber = shard.next();
    shard.lanes[Math.floor(index / of.length) % LANES_A_SHARD]?.push(record);
  }
  for (const [index, child] of children.entries()) shards[index % SHARDS]?.children.push(child);
  return { shards, latest };
}

/** How many more requests the running publisher makes before it is killed. */
const life = new AsyncLocalStorage<{ left: number; signal: AbortController }>();

function killSome(): void {
  events.hooks.dynamodb = async (_operation, _input, proceed) => {
    const current = life.getStore();
    if (current && current.left-- <= 0) {
      current.signal.abort();
      throw awsError("TimeoutError");
    }
    const output = await proceed();
    // Killed before it heard what became of its request.
    if (current?.left === 0 && Math.random() < 0.5) throw awsError("TimeoutError");
    return output;
  };
}

/** One invocation. Returns how many of the records, from the first on, are done. */
async function invoke(records: readonly ChangeRecord[]): Promise<number> {
  const signal = new AbortController();
  const left = Math.random() < 0.15 ? below(8) : Number.POSITIVE_INFINITY;
  return life.run({ left, signal }, async () => {
    const entries = events.entriesOf(records);
    const numbers = new Map(entries.map((entry, i) => [entry, records[i]?.dynamodb?.SequenceNumber ?? ""]));
    try {
      const { incomplete } = await events.core.publishEntries(call(signal.signal), entries, [], { numbers });
      // A killed one says nothing, whatever it has done.
      if (signal.signal.aborted) return 0;
      const first = entries.findIndex((entry) => incomplete.has(entry));
      return first < 0 ? records.length : first;
    } catch {
      return 0;
    }
  });
}

/** Delivers a lane's records as Lambda does: from where it was, in batches of any size, some of them twice at once. */
async function deliver(records: readonly ChangeRecord[]): Promise<void> {
  for (let at = 0; at < records.length; ) {
    const batch = (): ChangeRecord[] => records.slice(at, at + 1 + below(100));
    const twin = Math.random() < 0.1 ? invoke(batch()) : undefined;
    const done = await invoke(batch());
    await twin;
    // Or its answer was lost: all comes again.
    if (Math.random() > 0.1) at += done;
  }
}

/** A shard's children are read once it is read to its end. */
async function deliverShard({ lanes, children }: Shard): Promise<void> {
  await Promise.all(lanes.map(deliver));
  await Promise.all(children.map(deliverShard));
}

function unlessBusy(error: unknown): undefined {
  if (!(error instanceof AppError && error.code === "service_unavailable")) throw error;
}

const contextOf = (organizationId: string) => ({ ...call(), organizationId, requestId: "reader" });

/** Reads until it has so many events. What it has read is lost now and then, before it has written down the cursor. */
async function read(organizationId: string, isDone: (seen: number) => boolean): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  while (!isDone(seen.length)) {
    // A busy machine answers a reader with a 503 too, who asks again.
    const page = await readFeed(contextOf(organizationId), { limit: 1 + below(100), cursor }).catch(unlessBusy);
    if (!page) continue;
    expect(page.events.length > 0 || !page.hasMore).toBe(true);
    if (Math.random() < 0.2) continue;
    seen.push(...page.events.map(({ data, sequence }) => `${data.id}#${sequence}`));
    cursor = page.nextCursor;
    if (page.events.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return seen;
}

test(
  "a walk is the log, whatever publishers, shards and readers do: each event once, each customer's in order",
  async () => {
    const organizationId = "org_feed";
    const { shards, latest } = makeStream(organizationId);
    killSome();
    const readers = range(1, READERS).map(() => read(organizationId, (seen) => seen >= CHANGES));
    await Promise.all(shards.map(deliverShard));
    delete events.hooks.dynamodb;
    const walks = await Promise.all(readers);
    const late = await read(organizationId, (seen) => seen >= CHANGES);

    const [walk = []] = walks;
    expect(walk).toHaveLength(CHANGES);
    for (const other of [...walks, late]) expect(other).toEqual(walk);
    const sequences = Map.groupBy(walk, (text) => text.split("#")[0]);
    for (const { id, version } of latest)
      expect(sequences.get(id)).toEqual(range(1, version).map((sequence) => `${id}#${sequence}`));
    const end = await readFeed(contextOf(organizationId), { limit: 1, cursor: "now" });
    expect(end).toMatchObject({ events: [], hasMore: false });
  },
  TIMEOUT_MS,
);
