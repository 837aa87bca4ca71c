/** Turns a batch of the customers table's stream, as delivered by Lambda's event source mapping, into events. */
import { config } from "../base/config.ts";
import { consume } from "../changes/consume.ts";
import type { BatchResponse, ChangeRecord } from "../changes/record.ts";
import { entryOf } from "./derive.ts";
import type { LogEntry } from "./event.ts";
import type { StreamNumbers } from "./feedAppend.ts";
import { KeyUse } from "./keyUse.ts";
import { type Published, publishEntries, type Target } from "./publish.ts";

const keyUse = new KeyUse();

/** Publishes the changes in a batch of records. Never throws: what could not be published is reported for a retry. */
export const publishChanges = (records: readonly ChangeRecord[], targets: readonly Target[]): Promise<BatchResponse> =>
  consume("publishChanges", records, async (budget) => {
    const entries = records.map((record) => entryOf(record, config.eventRetentionSeconds()));
    const changes = entries.filter((entry) => entry !== undefined);
    let error: unknown;
    const call = Object.assign(budget, { now: () => new Date() });
    const publishing = publishEntries(call, changes, targets, streamNumbers(records, entries)).catch(
      (thrown: unknown): Published => {
        error = thrown;
        return { incomplete: new Set(changes), parked: 0, flagged: 0, failures: {} };
      },
    );
    const [result, lastWriteOn] = await Promise.all([publishing, keyUse.record(budget, records)]);
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
      firstUndone: firstIncomplete(entries, result.incomplete),
    };
  });

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
