/** A batch of the customers table's stream, as Lambda's event source mapping delivers it, turned into events. */
import { config } from "../base/config.ts";
import { log } from "../base/log.ts";
import type { BatchResponse, ChangeRecord } from "../changes/record.ts";
import { entryOf } from "./derive.ts";
import type { LogEntry } from "./event.ts";
import { publish, type Target } from "./publish.ts";

/** An invocation ends well before its function's time-out of 60 seconds. */
const DEADLINE_MS = 45_000;

/** Publishes the changes in a batch of records. Never throws: what could not be published is named to come again. */
export async function publishChanges(
  records: readonly ChangeRecord[],
  targets: readonly Target[],
): Promise<BatchResponse> {
  const startedAt = performance.now();
  const call = { signal: AbortSignal.timeout(DEADLINE_MS), units: 0, now: () => new Date() };
  const entries = records.map((record) => entryOf(record, config.eventRetentionSeconds));
  const changes = entries.filter((entry) => entry !== undefined);
  let error: unknown;
  const result = await publish(call, changes, targets).catch((thrown: unknown) => {
    error = thrown;
    return { incomplete: new Set<LogEntry>(changes), parked: 0, flagged: 0, troubles: {} };
  });
  // The mapping starts again at the lowest sequence number it is told, so the first one says all.
  const first = entries.findIndex((entry) => entry && result.incomplete.has(entry));
  const unreadable = changes.filter((entry) => entry.unreadable !== undefined).length;
  log(
    "publishChanges",
    {
      latencyMs: Math.round(performance.now() - startedAt),
      units: call.units,
      changes: changes.length,
      parked: result.parked,
      // What an alarm watches: it stays above 0 until a redrive has sent everything.
      subscribersWithParked: Math.max(result.flagged, result.parked > 0 ? 1 : 0),
      unreadable,
      incomplete: result.incomplete.size,
    },
    { troubles: result.troubles },
    error,
  );
  const itemIdentifier = records[first]?.dynamodb?.SequenceNumber;
  return { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] };
}
