/** The publisher's part in erasing customers: nothing from before an erasure is written or sent once it is known. */
import type { Budget, Call } from "../base/context.ts";
import { AppError } from "../base/errors.ts";
import { mapParallel } from "../base/parallel.ts";
import type { ChangeRecord } from "../changes/record.ts";
import { lastSequencesOfLate } from "../erasures/behind.ts";
import { getErasure, markPassed } from "../erasures/store.ts";
import type { LogEntry } from "./event.ts";
import { orderKey } from "./log.ts";

type Publishing = Budget & Pick<Call, "now">;

const isErasure = ({ event }: LogEntry): boolean => event?.name === "customer.erased";

/**
 * The entries that are from before their customer's erasure: one that is in the same batch, or one of which there is a
 * receipt.
 *
 * @param entries by the index of their records
 * @throws AppError `service_unavailable`
 */
export async function entriesErasedSince(
  call: Publishing,
  records: readonly ChangeRecord[],
  entries: readonly (LogEntry | undefined)[],
): Promise<ReadonlySet<LogEntry>> {
  const changes = entries.flatMap((entry, index) => (entry ? [{ entry, record: records[index] }] : []));
  const streamed = changes.flatMap(({ entry, record }) =>
    isErasure(entry) ? [] : [{ ...entry, writtenAt: record?.dynamodb?.ApproximateCreationDateTime }],
  );
  const last = await lastSequencesOfLate(call, streamed, call.now());
  for (const { entry } of changes) if (isErasure(entry)) last.set(orderKey(entry), entry.sequence);
  return new Set(changes.flatMap(({ entry }) => (entry.sequence < (last.get(orderKey(entry)) ?? 0) ? [entry] : [])));
}

const PARALLEL_ERASURES = 8;

/** Erasures of a batch whose traces are not all removed. */
export interface Untraced {
  left: ReadonlySet<LogEntry>;
  /** The name of one error, if there were any. */
  failure?: string;
}

/**
 * Removes what is left of the customers whose erasures were just published: the log may have been written since the
 * request that erased them. Never throws; what is only a moment's trouble must come again.
 */
export async function finishErasures(call: Publishing, published: readonly LogEntry[]): Promise<Untraced> {
  const left = new Set<LogEntry>();
  let failure: string | undefined;
  await mapParallel(published.filter(isErasure), PARALLEL_ERASURES, async (entry) => {
    try {
      const { removeTraces } = await import("./traces.ts");
      const { shard = 0 } = (await getErasure(call, entry)) ?? {};
      await removeTraces(call, { ...entry, shard });
      await markPassed(call, entry, "publisherAt", call.now());
    } catch (error) {
      failure = error instanceof Error ? error.name : "unknown";
      // Anything else would hold up all that is behind it. Its receipt stays running, for a repeat by hand.
      if (error instanceof AppError && error.code === "service_unavailable") left.add(entry);
    }
  });
  return { left, ...(failure === undefined ? {} : { failure }) };
}
