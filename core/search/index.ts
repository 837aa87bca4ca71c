/**
 * A batch of the customers table's stream, as Lambda's event source mapping delivers it, brought into the search index.
 *
 * Changes of one customer come in order, and one that fails comes again with all that followed it. So the index ends as the
 * last one says, whatever is repeated. Puts come before deletes: what is found by a word that stays is never lost.
 */

import type { Item } from "../aws/item.ts";
import { chunks } from "../base/chunks.ts";
import type { Call } from "../base/context.ts";
import { log } from "../base/log.ts";
import { mapParallel } from "../base/parallel.ts";
import type { BatchResponse, ChangeRecord } from "../changes/record.ts";
import { readable } from "../customers/item.ts";
import { contentOf, entriesOf, placeOf } from "./entry.ts";
import { deleteEntry, INSERTS, insertEntries, putEntry } from "./store.ts";

type Timed = Pick<Call, "signal" | "units">;

/** An invocation ends well before its function's time-out of 60 seconds. */
const DEADLINE_MS = 45_000;
const PARALLEL_WRITES = 50;

/** What a batch does to the entries of one customer. */
interface Work {
  /** Of the batch's changes of this customer, the first one's place in the batch. */
  first: number;
  version: number;
  /** Whether the batch has its creation and nothing more. */
  isNew: boolean;
  puts: Item[];
  deletes: Item[];
}

/** Indexes the changes in a batch of records. Never throws: what could not be indexed is named to come again. */
export async function indexChanges(records: readonly ChangeRecord[]): Promise<BatchResponse> {
  const startedAt = performance.now();
  const call = { signal: AbortSignal.timeout(DEADLINE_MS), units: 0 };
  const { works, unreadable } = workOf(records);
  const { failed, error } = await write(call, works);
  log(
    "indexCustomers",
    {
      latencyMs: Math.round(performance.now() - startedAt),
      units: call.units,
      customers: works.length,
      puts: works.reduce((sum, { puts }) => sum + puts.length, 0),
      deletes: works.reduce((sum, { deletes }) => sum + deletes.length, 0),
      unreadable,
      incomplete: failed.size,
    },
    {},
    error,
  );
  const first = Math.min(...Array.from(failed, (work) => work.first));
  const itemIdentifier = records[first]?.dynamodb?.SequenceNumber;
  return { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] };
}

/** What is to be written, by customer, and how many customers' last state cannot be read: their entries stay as they are. */
function workOf(records: readonly ChangeRecord[]): { works: Work[]; unreadable: number } {
  const changes = records.map(({ dynamodb: { OldImage: old, NewImage: image } = {} }, place) => ({
    place,
    old,
    image,
  }));
  const byCustomer = Map.groupBy(
    changes.filter(({ old, image }) => old?.version || image?.version),
    ({ old, image }) => (image ?? old)?.pk?.S,
  );
  const works = [...byCustomer.values()].map(customerWork);
  return { works: works.filter((work) => work !== undefined), unreadable: works.filter((work) => !work).length };
}

type Change = { place: number; old: Item | undefined; image: Item | undefined };

/**
 * Puts the last state's entries, but those that every state had just so, and deletes what any state had and the last has
 * not: each change on its way may have been written before, by an attempt that failed later.
 */
function customerWork(changes: readonly Change[]): Work | undefined {
  const [{ place: first = 0, old } = {}] = changes;
  const last = changes.at(-1);
  const entries = imageEntries(last?.image);
  if (!entries) return undefined;
  const states = [old, ...changes.map(({ image }) => image)].map((image) => imageEntries(image) ?? []);
  const contents = states.map((state) => new Map(state.map((entry) => [placeOf(entry), contentOf(entry)])));
  const isSteady = (entry: Item) => contents.every((content) => content.get(placeOf(entry)) === contentOf(entry));
  const places = new Set(entries.map(placeOf));
  const known = new Map(states.flat().map((entry) => [placeOf(entry), entry]));
  const versions = [old, ...changes.map(({ image }) => image)].map((image) => Number(image?.version?.N ?? 0));
  return {
    first,
    // The last one's; but of a customer that was deleted and made anew, the one that was deleted.
    version: Math.max(...versions),
    isNew: old === undefined && changes.length === 1,
    puts: entries.filter((entry) => !isSteady(entry)),
    deletes: [...known.values()].filter((entry) => !places.has(placeOf(entry))),
  };
}

/** The entries of a customer as an image shows it; none of a reservation, or of nothing. Undefined if it cannot be read. */
function imageEntries(image: Item | undefined): Item[] | undefined {
  if (!image?.version) return [];
  try {
    return entriesOf(readable(image), image.listKey?.S ?? "");
  } catch {
    return undefined;
  }
}

/** Writes it all, and returns what could not be written whole. */
async function write(call: Timed, works: readonly Work[]): Promise<{ failed: Set<Work>; error?: unknown }> {
  const failed = new Set<Work>();
  let error: unknown;
  const attempt = async (writes: readonly Write[], run: () => Promise<unknown>) => {
    if (writes.every(({ work }) => failed.has(work))) return;
    await run().catch((thrown: unknown) => {
      for (const { work } of writes) failed.add(work);
      error ??= thrown;
    });
  };
  const all = works.flatMap((work) => work.puts.map((entry) => ({ work, entry })));
  const inserts = all.filter(({ work }) => work.isNew);
  const puts = all.filter(({ work }) => !work.isNew);
  const deletes = works.flatMap((work) => work.deletes.map((entry) => ({ work, entry })));
  await mapParallel(chunks(inserts, INSERTS), PARALLEL_WRITES, (some) => {
    const entries = some.map(({ entry }) => entry);
    return attempt(some, () => insertEntries(call, entries));
  });
  await mapParallel(puts, PARALLEL_WRITES, (one) => attempt([one], () => putEntry(call, one.entry)));
  await mapParallel(deletes, PARALLEL_WRITES, (one) =>
    attempt([one], () => deleteEntry(call, one.entry, one.work.version)),
  );
  return { failed, error };
}

interface Write {
  work: Work;
  entry: Item;
}
