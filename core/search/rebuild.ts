/**
 * Rebuild: makes an organization's index match its customers while they are being changed. First it puts missing
 * entries, customer by customer, then it deletes entries that no customer has. It never touches what a later version
 * wrote.
 */

import { type Item, numberIn, textIn } from "../aws/item.ts";
import type { Context } from "../base/context.ts";
import { mapParallel } from "../base/parallel.ts";
import { withRetries } from "../base/retries.ts";
import type { Customer } from "../customers/customer.ts";
import { listKey } from "../customers/keys.ts";
import { getMany, queryCustomers } from "../customers/store.ts";
import { entriesOf, fingerprintOf, keyOfEntry } from "./entry.ts";
import { INDEX_VERSION, partitionKey, splitEntryKey } from "./keys.ts";
import {
  deleteEntry,
  putEntry,
  type Rebuild,
  readEntries,
  readPartition,
  readRebuild,
  saveIndexVersion,
  saveRebuild,
} from "./store.ts";

const NEW: Rebuild = { version: INDEX_VERSION, step: 0, customers: 0, entries: 0, put: 0, deleted: 0 };

export interface RebuildOptions {
  shards: number;
  /** The average limit in capacity units per second, reads and writes together. */
  unitsPerSecond: number;
  /** Starts over, ignoring the progress of a rebuild that was stopped. */
  restart?: boolean;
  onProgress: (rebuild: Rebuild) => void;
}

const CUSTOMERS_A_PAGE = 100;
const ENTRIES_A_PAGE = 500;
const PARALLEL_WRITES = 25;

/**
 * Rebuilds the index of the context's organization. After an interruption, the next call continues where it stopped.
 *
 * @throws AppError `service_unavailable` when DynamoDB refuses for half a minute
 */
export async function rebuild(context: Context, options: RebuildOptions): Promise<Rebuild> {
  const { shards, unitsPerSecond, restart = false, onProgress } = options;
  const stopped = restart ? undefined : await withRetries(() => readRebuild(context));
  let state = stopped?.version === INDEX_VERSION ? stopped : NEW;
  const startedAt = performance.now();
  const unitsBefore = context.units;
  while (state.step < PHASES.length * shards) {
    onProgress(state);
    const page = state;
    const next = await withRetries(() => rebuildPage(context, page));
    await withRetries(() => saveRebuild(context, withoutWord(next)));
    state = next;
    const dueAt = startedAt + ((context.units - unitsBefore) / unitsPerSecond) * 1_000;
    await sleep(dueAt - performance.now());
  }
  onProgress(state);
  await withRetries(() => saveIndexVersion(context, context.organizationId));
  return state;
}

/** For each shard: its customers, then all of its entries, then those of archived customers. */
const PHASES = ["customers", "all", "archived"] as const;
type Phase = (typeof PHASES)[number];

/** Steps are numbered across all shards, so that one number holds the progress. */
const shardAndPhase = (step: number): { shard: number; phase: Phase } => ({
  shard: Math.floor(step / PHASES.length),
  phase: PHASES[step % PHASES.length] ?? "customers",
});

/**
 * What is saved of the progress: of the word at which a walk through entries is, the first character alone, from which the next
 * call goes on. A rebuild may stay stopped for ever, and the word be the name of a customer that is erased meanwhile.
 */
function withoutWord(state: Rebuild): Rebuild {
  const [first] = state.after ?? "";
  return first === undefined || shardAndPhase(state.step).phase === "customers" ? state : { ...state, after: first };
}

/** Processes one page and returns where to continue. */
async function rebuildPage(context: Context, state: Rebuild): Promise<Rebuild> {
  const { shard, phase } = shardAndPhase(state.step);
  const { lastKey, ...done } = await (phase === "customers"
    ? putMissing(context, shard, state.after)
    : deleteStale(context, shard, phase, state.after));
  const { after: _, ...counts } = state;
  return {
    ...counts,
    ...(lastKey === undefined ? { step: state.step + 1 } : { after: lastKey }),
    customers: state.customers + (done.customers ?? 0),
    entries: state.entries + (done.entries ?? 0),
    put: state.put + (done.put ?? 0),
    deleted: state.deleted + (done.deleted ?? 0),
  };
}

type Done = Partial<Record<"customers" | "entries" | "put" | "deleted", number>> & { lastKey: string | undefined };

async function putMissing(context: Context, shard: number, after: string | undefined): Promise<Done> {
  const { items: customers, lastKey } = await queryCustomers(context, "all", shard, CUSTOMERS_A_PAGE, after);
  const partition = listKey(context.organizationId, shard);
  const wanted = customers.flatMap((customer) => entriesOf(customer, partition));
  const stored = new Map((await readEntries(context, wanted)).map((entry) => [keyOfEntry(entry), entry]));
  const missing = wanted.filter((entry) => {
    const found = stored.get(keyOfEntry(entry));
    return !found || (fingerprintOf(found) !== fingerprintOf(entry) && versionOf(found) <= versionOf(entry));
  });
  const put = await mapParallel(missing, PARALLEL_WRITES, (entry) => putEntry(context, entry));
  // One that was erased since it was read must not be left behind, not even until the index is cleared of what is stale.
  const present = await getMany(context, missing.map(customerOf));
  const erased = missing.filter((entry) => !present.has(customerOf(entry)));
  await mapParallel(erased, PARALLEL_WRITES, (entry) => deleteEntry(context, entry, versionOf(entry)));
  return { customers: customers.length, put: put.filter(Boolean).length, lastKey };
}

const versionOf = (entry: Item): number => numberIn(entry, "version");

async function deleteStale(
  context: Context,
  shard: number,
  filter: Exclude<Phase, "customers">,
  after: string | undefined,
): Promise<Done> {
  const partition = listKey(context.organizationId, shard);
  const pk = partitionKey(partition, filter);
  const { items: entries, lastKey } = await readPartition(context, pk, ENTRIES_A_PAGE, after);
  const customers = await getMany(context, entries.map(customerOf));
  const stale = entries.flatMap((entry) => {
    const customer = customers.get(customerOf(entry));
    return customer && hasEntry(customer, partition, entry) ? [] : [{ entry, version: customer?.version }];
  });
  const deleted = await mapParallel(stale, PARALLEL_WRITES, ({ entry, version }) =>
    // If the customer is gone, no later version can come.
    deleteEntry(context, entry, version ?? versionOf(entry)),
  );
  return { entries: entries.length, deleted: deleted.filter(Boolean).length, lastKey };
}

const customerOf = (entry: Item): string => splitEntryKey(textIn(entry, "sk")).customerId;

const hasEntry = (customer: Customer, partition: string, entry: Item): boolean =>
  entriesOf(customer, partition).some((it) => keyOfEntry(it) === keyOfEntry(entry));

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
