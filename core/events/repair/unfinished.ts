/**
 * Repairs in progress. What a repair publishes is noted first, and the note goes once the log, the feed and the queues, or
 * what is parked for them, have it. A repair that was killed in between leaves the note: its event is in the log then, where
 * a verification would miss nothing. Only who has seen an event published everywhere removes its note, so it makes no
 * difference who else is at it.
 */
import { chunks } from "../../base/chunks.ts";
import type { Budget, Call } from "../../base/context.ts";
import { mapParallel } from "../../base/parallel.ts";
import { lastSequences } from "../../erasures/behind.ts";
import type { LogEntry } from "../event.ts";
import { appendUnlessErased, orderKey, readEntries } from "../log.ts";
import { type Published, publishEntries, type Target } from "../publish.ts";
import { forgetRepair, notedRepairs, noteRepair } from "./runs.ts";

const PARALLEL_NOTES = 20;
const BATCH = 100;

/**
 * Publishes entries that no batch of the stream brings, so that whatever ends it in the middle, `unfinishedRepairs` has what is
 * left to do.
 *
 * @throws AppError `service_unavailable` when it cannot note them; then nothing was published
 */
export async function publishRepair(
  call: Budget & Pick<Call, "now">,
  entries: readonly LogEntry[],
  targets: readonly Target[],
): Promise<Repairing> {
  await mapParallel(entries, PARALLEL_NOTES, (entry) => noteRepair(call, entry));
  const logged = await appendUnlessErased(call, entries);
  const { incomplete } = await publishEntries(call, logged, targets, {
    append: async () => ({ logged: new Set(logged) }),
    findErased: (some) => findErased(call, some),
  });
  const done = entries.filter((entry) => !incomplete.has(entry));
  await mapParallel(done, PARALLEL_NOTES, (entry) => forgetRepair(call, entry));
  return { published: logged.length - incomplete.size, incomplete };
}

/** Those of customers that were erased after them. */
async function findErased(call: Budget, entries: readonly LogEntry[]): Promise<LogEntry[]> {
  const last = await lastSequences(call, entries);
  return entries.filter((entry) => entry.sequence < (last.get(orderKey(entry)) ?? 0));
}

/** The result of publishing entries. Those of a customer that was erased since are neither published nor incomplete. */
interface Repairing extends Pick<Published, "incomplete"> {
  published: number;
}

/**
 * What repairs have put into the log and nobody has seen published to its end, in each customer's order. A repair that is
 * still running is among them. What is not in the log is missing for every verification anyway.
 */
export async function unfinishedRepairs(call: Budget): Promise<LogEntry[]> {
  const entries = await readEntries(call, await notedRepairs(call));
  return entries.flatMap((entry) => (entry?.event ? [entry] : []));
}

/**
 * Publishes these anew: the log and the feed stay as they are where they have them, and queues get them again. Returns how
 * many of them are published to their end.
 */
export async function finishRepairs(
  call: Budget & Pick<Call, "now">,
  entries: readonly LogEntry[],
  targets: readonly Target[],
): Promise<number> {
  let finished = 0;
  for (const batch of chunks(entries, BATCH)) {
    const { incomplete } = await publishRepair(call, batch, targets);
    finished += batch.length - incomplete.size;
  }
  return finished;
}
