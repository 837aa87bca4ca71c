/**
 * Publishing: every entry goes to the log, then to the queue of every subscriber that wants it, in order for each customer.
 * What a queue does not take within moments is parked beside the log, so that no subscriber holds up another.
 */

import { backOff } from "../aws/dynamodb.ts";
import { type Message, sendMessages } from "../aws/sqs.ts";
import type { Call } from "../base/context.ts";
import type { LogEntry } from "./event.ts";
import { appendToLog, orderKey } from "./log.ts";
import { park, raiseMarker, readFlags, readMarkersAt } from "./parking/store.ts";

/** A subscriber and where its queue is. */
export interface Target {
  name: string;
  /** The events wanted: all of them, or those listed. */
  events: "all" | readonly string[];
  queueUrl: string;
}

/** How long one subscriber's trouble may hold up an invocation. */
const PATIENCE_MS = 1_500;

/** What became of a batch. */
export interface Published {
  /** Entries that are not in the log, or neither sent nor parked somewhere: they must come again. */
  incomplete: ReadonlySet<LogEntry>;
  /** Entries parked by this call, counted once for each subscriber. */
  parked: number;
  /** Subscribers that had parked events when it began. */
  flagged: number;
  /** The name of an error by subscriber whose queue did not take everything, and for `log`. */
  troubles: Readonly<Record<string, string>>;
}

type Publishing = Pick<Call, "signal" | "units" | "now">;

/**
 * Publishes entries that are in the order of their changes.
 *
 * @throws AppError `service_unavailable` when it cannot be known what is parked; then nothing was sent
 */
export async function publish(
  call: Publishing,
  entries: readonly LogEntry[],
  targets: readonly Target[],
): Promise<Published> {
  const [{ logged, trouble }, flags] = await Promise.all([appendToLog(call, entries), readFlags(call, call.now())]);
  const incomplete = withoutLog(entries, logged);
  const ready = entries.filter((entry) => !incomplete.has(entry));
  const troubles: Record<string, string> = trouble === undefined ? {} : { log: trouble };
  const isParked = (target: Target) => flags.parked.has(target.name);
  const listening = flags.taps.map((queueUrl) => {
    const tap: Target = { name: queueUrl, events: "all", queueUrl };
    return sendInOrder(tap, pendingOf(ready, tap), 0);
  });
  const results = await Promise.all(
    targets.map(async (target) => {
      const pending = pendingOf(ready, target);
      try {
        if (isParked(target)) await leaveParked(call, target, pending);
        const trouble = await sendInOrder(target, pending, isParked(target) ? 0 : PATIENCE_MS);
        if (trouble !== undefined) troubles[target.name] = trouble;
        const from = [...pending].flatMap(([key, [first]]) => (first ? [[key, first.sequence] as const] : []));
        await park(call, target.name, new Map(from), call.now());
        return [...pending.values()].flat().length;
      } catch {
        for (const left of pending.values()) for (const entry of left) incomplete.add(entry);
        return 0;
      }
    }),
  );
  await Promise.all(listening);
  return { incomplete, parked: results.reduce((sum, count) => sum + count, 0), flagged: flags.parked.size, troubles };
}

/** Entries that are not in the log, and those of the same customers behind them: none may overtake another. */
function withoutLog(entries: readonly LogEntry[], logged: ReadonlySet<LogEntry>): Set<LogEntry> {
  const ended = new Set<string>();
  return new Set(
    entries.filter((entry) => {
      if (!logged.has(entry)) ended.add(orderKey(entry));
      return ended.has(orderKey(entry));
    }),
  );
}

/** What is to be sent to a target, by customer, in order. */
type Pending = Map<string, LogEntry[]>;

const pendingOf = (entries: readonly LogEntry[], target: Target): Pending =>
  Map.groupBy(
    entries.filter((entry) => isWanted(target, entry)),
    orderKey,
  );

/** What could not be read may be anything, so everybody wants it. */
export const isWanted = ({ events }: Pick<Target, "events">, { event }: LogEntry): boolean =>
  events === "all" || event === undefined || event.name === "customer.snapshot" || events.includes(event.name);

/** Customers with a marker stay parked: their entries are behind it in the log, and the marker is told so. */
async function leaveParked(call: Publishing, target: Target, pending: Pending): Promise<void> {
  const markers = await readMarkersAt(call, target.name, [...pending.keys()]);
  await Promise.all(
    markers.map(async (marker) => {
      const [first] = pending.get(marker.key) ?? [];
      // Gone since it was read: a redrive has sent everything before these entries.
      if (first && (await raiseMarker(call, marker, first.sequence))) pending.delete(marker.key);
    }),
  );
}

/**
 * Sends in waves, each with one entry a customer, so that a later one goes only after the earlier one was accepted: SQS
 * accepts the entries of a call one by one. Removes from `pending` what was accepted, and returns the name of the last error, if any.
 */
async function sendInOrder(target: Target, pending: Pending, patienceMs: number): Promise<string | undefined> {
  let troubledSince: number | undefined;
  let lastTrouble: string | undefined;
  for (let attempt = 1; ; ) {
    const wave = [...pending].flatMap(([key, [entry]]) => (entry?.event ? [toMessage(entry, key)] : []));
    if (wave.length === 0) return lastTrouble;
    const { accepted, trouble } = await sendMessages(target.queueUrl, wave);
    for (const { key } of accepted) {
      const rest = pending.get(key)?.slice(1) ?? [];
      if (rest.length > 0) pending.set(key, rest);
      else pending.delete(key);
    }
    if (accepted.size === wave.length) continue;
    lastTrouble = trouble;
    troubledSince ??= Date.now();
    if (Date.now() - troubledSince >= patienceMs) return lastTrouble;
    await backOff(attempt++);
  }
}

/** The message of an entry's event. Replays tell themselves apart by their run, or the queue would drop them as repeats. */
export function toMessage(entry: LogEntry, key: string, run = ""): Message & { key: string } {
  const { id = "", name = "", body = "" } = entry.event ?? {};
  return {
    key,
    body,
    groupId: key,
    deduplicationId: run === "" ? id : `${id}-${run}`,
    attributes: { event: name, organizationId: entry.organizationId },
  };
}
