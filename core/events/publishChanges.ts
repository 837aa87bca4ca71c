/** Turns a batch of the customers table's stream, as delivered by Lambda's event source mapping, into events. */
import { config } from "../base/config.ts";
import type { Budget, Call } from "../base/context.ts";
import { consume } from "../changes/consume.ts";
import type { BatchResponse, ChangeRecord } from "../changes/record.ts";
import { entryOf } from "./derive.ts";
import type { LogEntry } from "./event.ts";
import type { StreamNumbers } from "./feedAppend.ts";
import { KeyUse } from "./keyUse.ts";
import { type Published, publishEntries, type Target } from "./publish.ts";
import { entriesErasedSince, finishErasures } from "./publishErased.ts";

const keyUse = new KeyUse();

/** Publishes the changes in a batch of records. Never throws: what could not be published is reported for a retry. */
export const publishChanges = (records: readonly ChangeRecord[], targets: readonly Target[]): Promise<BatchResponse> =>
  consume("publishChanges", records, async (budget) => {
    const all = records.map((record) => entryOf(record, config.eventRetentionSeconds()));
    let error: unknown;
    const call = Object.assign(budget, { now: () => new Date() });
    const publishing = publish(call, records, all, targets).catch((thrown: unknown) => {
      error = thrown;
      const changes = all.filter((entry) => entry !== undefined);
      return { changes, incomplete: new Set(changes), parked: 0, flagged: 0, failures: {} };
    });
    const [{ changes, ...result }, lastWriteOn] = await Promise.all([publishing, keyUse.record(budget, records)]);
    return {
      metrics: {
        changes: changes.length,
        parked: result.parked,
        // For an alarm: stays above 0 until a redrive has sent everything.
        subscribersWithParked: Math.max(result.flagged, result.parked > 0 ? 1 : 0),
        unreadable: changes.filter((entry) => entry.unreadable !== undefined).length,
        incomplete: result.incomplete.size,
      },
      fields: { troubles: { ...result.failures, ...(lastWriteOn === undefined ? {} : { lastWriteOn }) } },
      error,
      firstUndone: firstIncomplete(all, result.incomplete),
    };
  });

/** Publishes a batch's entries, but for what is from before an erasure, and removes what is left of erased customers. */
async function publish(
  call: Budget & Pick<Call, "now">,
  records: readonly ChangeRecord[],
  all: readonly (LogEntry | undefined)[],
  targets: readonly Target[],
): Promise<Published & { changes: LogEntry[] }> {
  const erased = await entriesErasedSince(call, records, all);
  const entries = all.map((entry) => (entry && erased.has(entry) ? undefined : entry));
  const changes = entries.filter((entry) => entry !== undefined);
  const published = await publishEntries(call, changes, targets, { numbers: streamNumbers(records, entries) });
  const done = changes.filter((entry) => !published.incomplete.has(entry));
  const { left, failure } = await finishErasures(call, done);
  return {
    ...published,
    changes,
    incomplete: new Set([...published.incomplete, ...left]),
    failures: { ...published.failures, ...(failure === undefined ? {} : { erasures: failure }) },
  };
}

function streamNumbers(records: readonly ChangeRecord[], entries: readonly (LogEntry | undefined)[]): StreamNumbers {
  return new Map(
    entries.flatMap((entry, index) => {
      const number = records[index]?.dynamodb?.SequenceNumber;
      return entry && number !== undefined ? [[entry, number]] : [];
    }),
  );
}

/** The index of the first entry that is not published; undefined when all are. */
function firstIncomplete(
  entries: readonly (LogEntry | undefined)[],
  incomplete: ReadonlySet<LogEntry>,
): number | undefined {
  const index = entries.findIndex((entry) => entry && incomplete.has(entry));
  return index < 0 ? undefined : index;
}
