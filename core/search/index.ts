/**
 * Applies a batch of the customers table's stream, as delivered by Lambda's event source mapping, to the search index.
 *
 * Changes of one customer arrive in order, and a failed one is retried with all that followed it, so the index always
 * ends in the state of the last one. Puts come before deletes, so that a word that stays never fails to find its
 * customer.
 */

import { type Item, keyOf, textIn } from "../aws/item.ts";
import { chunks } from "../base/chunks.ts";
import { config } from "../base/config.ts";
import type { Budget } from "../base/context.ts";
import { mapParallel } from "../base/parallel.ts";
import { consume } from "../changes/consume.ts";
import type { BatchResponse, ChangeRecord } from "../changes/record.ts";
import { isTombstone, readImage, tombstoneOf } from "../customers/item.ts";
import { customerKey, splitKey } from "../customers/keys.ts";
import { lastSequencesOfLate, type StreamedCustomer } from "../erasures/behind.ts";
import type { ErasedCustomer } from "../erasures/erasure.ts";
import { markPassed, removeCounted } from "../erasures/store.ts";
import { entriesOf, fingerprintOf, keyOfEntry } from "./entry.ts";
import { deleteEntry, INSERTS, insertEntries, putEntry } from "./store.ts";

const PARALLEL_WRITES = 50;

/** The writes for one customer in a batch. */
interface Work extends StreamedCustomer {
  /** What was erased, if the last change is that: then all entries go. */
  erased: ErasedCustomer | undefined;
  /** The index in the batch of the first change of this customer. */
  first: number;
  version: number;
  /** Whether the batch holds its creation and no later change. */
  isNew: boolean;
  puts: Item[];
  deletes: Item[];
}

/** Indexes the changes in a batch of records. Never throws: what could not be indexed is reported for a retry. */
export const indexChanges = (records: readonly ChangeRecord[]): Promise<BatchResponse> =>
  consume("indexCustomers", records, async (budget) => {
    const { works, unreadable } = workOf(records);
    const { failed, error } = await leaveOutErased(budget, works).then(
      () => write(budget, works),
      (error: unknown) => ({ failed: new Set(works), error }),
    );
    return {
      metrics: {
        customers: works.length,
        puts: works.reduce((sum, { puts }) => sum + puts.length, 0),
        deletes: works.reduce((sum, { deletes }) => sum + deletes.length, 0),
        unreadable,
        incomplete: failed.size,
      },
      error,
      firstUndone: failed.size === 0 ? undefined : Math.min(...Array.from(failed, ({ first }) => first)),
    };
  });

/** An indexer that is behind writes back no entry of a customer that was erased since. @throws AppError `service_unavailable` */
async function leaveOutErased(call: Budget, works: readonly Work[]): Promise<void> {
  const putting = works.filter(({ puts }) => puts.length > 0);
  const last = await lastSequencesOfLate(call, putting, new Date());
  for (const work of putting)
    if (work.version < (last.get(customerKey(work.organizationId, work.customerId)) ?? 0)) work.puts = [];
}

/** A record's customer before and after the change, when that was, and the record's index in the batch. */
interface StateChange {
  index: number;
  writtenAt: number | undefined;
  before: Item | undefined;
  after: Item | undefined;
}

/** The writes by customer, and how many customers have an unreadable last state: their entries stay as they are. */
function workOf(records: readonly ChangeRecord[]): { works: Work[]; unreadable: number } {
  const changes = records
    .map(({ dynamodb }, index): StateChange => {
      const { OldImage: before, NewImage: after, ApproximateCreationDateTime: writtenAt } = dynamodb ?? {};
      return { index, before, after, writtenAt };
    })
    .filter(({ before, after }) => before?.version || after?.version);
  const byCustomer = Map.groupBy(changes, ({ before, after }) => (after ?? before)?.pk?.S ?? "");
  const works = [...byCustomer].map(([key, those]) => customerWork(key, those));
  return { works: works.filter((work) => work !== undefined), unreadable: works.filter((work) => !work).length };
}

/**
 * The writes for one customer's changes. An earlier attempt that failed may have written any of the states in between.
 */
function customerWork(key: string, changes: readonly StateChange[]): Work | undefined {
  const [{ index: first = 0, before } = {}] = changes;
  const images = [before, ...changes.map(({ after }) => after)];
  const wanted = imageEntries(images.at(-1));
  if (!wanted) return undefined;
  const states = images.map((image) => byKey(imageEntries(image) ?? []));
  const [organizationId, customerId] = splitKey(key);
  return {
    organizationId,
    customerId,
    writtenAt: changes.at(-1)?.writtenAt,
    first,
    // The last state's version; for a customer that was deleted and created again, that of the deleted one.
    version: Math.max(...images.map((image) => Number(image?.version?.N ?? 0))),
    erased: erasedIn(images.at(-1)),
    isNew: before === undefined && changes.length === 1,
    puts: wanted.filter((entry) => !isInAll(states, entry)),
    deletes: entriesToDelete(states, wanted),
  };
}

function erasedIn(image: Item | undefined): ErasedCustomer | undefined {
  if (!image || !isTombstone(image)) return undefined;
  const { organizationId, id: customerId, sequence } = tombstoneOf(image);
  return { organizationId, customerId, sequence };
}

const byKey = (entries: readonly Item[]): Map<string, Item> =>
  new Map(entries.map((entry) => [keyOfEntry(entry), entry]));

/** Whether every state had this same entry: then it need not be written. */
const isInAll = (states: readonly ReadonlyMap<string, Item>[], entry: Item): boolean =>
  states.every((state) => {
    const had = state.get(keyOfEntry(entry));
    return had !== undefined && fingerprintOf(had) === fingerprintOf(entry);
  });

/** Entries that some state had and the last one does not have. */
function entriesToDelete(states: readonly ReadonlyMap<string, Item>[], wanted: readonly Item[]): Item[] {
  const kept = byKey(wanted);
  const known = new Map(states.flatMap((state) => [...state]));
  return [...known].flatMap(([key, entry]) => (kept.has(key) ? [] : [entry]));
}

/** The entries of a customer from an image; none for a reservation or no image. Undefined if it cannot be read. */
function imageEntries(image: Item | undefined): Item[] | undefined {
  if (!image?.version) return [];
  try {
    return entriesOf(readImage(image), textIn(image, "listKey"));
  } catch {
    return undefined;
  }
}

/** Makes all writes, and returns the customers for which some failed. */
async function write(call: Budget, works: readonly Work[]): Promise<{ failed: Set<Work>; error?: unknown }> {
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
  const deletes = works
    .filter(({ erased }) => !erased)
    .flatMap((work) => work.deletes.map((entry) => ({ work, entry })));
  await mapParallel(chunks(inserts, INSERTS), PARALLEL_WRITES, (some) => {
    const entries = some.map(({ entry }) => entry);
    return attempt(some, () => insertEntries(call, entries));
  });
  await mapParallel(puts, PARALLEL_WRITES, (one) => attempt([one], () => putEntry(call, one.entry)));
  await mapParallel(deletes, PARALLEL_WRITES, (one) =>
    attempt([one], () => deleteEntry(call, one.entry, one.work.version)),
  );
  await mapParallel(works, PARALLEL_WRITES, (work) => attempt([{ work }], () => removeErased(call, work)));
  return { failed, error };
}

interface Write {
  work: Work;
}

/** Removes the entries of a customer that was erased, which its receipt counts. */
async function removeErased(call: Budget, { erased, deletes }: Work): Promise<void> {
  if (!erased) return;
  await removeCounted(call, erased, "searchEntries", config.searchTable(), deletes.map(keyOf));
  await markPassed(call, erased, "indexerAt", new Date());
}
