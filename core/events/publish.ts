/**
 * Publishing: every entry goes to the log, then to the queue of every subscriber that wants it, in order per customer.
 * What a queue does not accept within moments is parked, so that no subscriber holds up another.
 */

import { backOff } from "../aws/dynamodb.ts";
import { type Message, sendMessages } from "../aws/sqs.ts";
import type { Budget, Call } from "../base/context.ts";
import type { LogEntry } from "./event.ts";
import { appendToFeeds, readNewestPages, type StreamNumbers } from "./feedAppend.ts";
import { appendToLog, orderKey } from "./log.ts";
import { namesForAll } from "./names.ts";
import { UNREADABLE } from "./parking/failure.ts";
import { extendMarker, park, readFlags, readMarkersAt } from "./parking/store.ts";

/** A subscriber with its queue. */
export interface Target {
  name: string;
  /** The events wanted: all of them, or those listed. */
  events: "all" | readonly string[];
  queueUrl: string;
}

/** How long one subscriber's queue may hold up an invocation. */
const PATIENCE_MS = 1_500;

/** The result of publishing a batch. */
export interface Published {
  /** Entries that are not in log and feed, or neither sent nor parked for some subscriber: they must be retried. */
  incomplete: ReadonlySet<LogEntry>;
  /** Entries parked by this call, counted once per subscriber. */
  parked: number;
  /** How many of the targets already had parked events. Flags of subscribers that were removed do not count. */
  flagged: number;
  /** Error names, by subscriber whose queue did not accept everything, and under `log` and `feed`. */
  failures: Readonly<Record<string, string>>;
}

type Publishing = Budget & Pick<Call, "now">;

/** What differs between the publisher and a repair. */
export interface Source {
  /** The entries' sequence numbers in the stream; none for a repair, whose events the feed marks. */
  numbers?: StreamNumbers;
  /** Writes them to the log, unless that is done already. */
  append?: typeof appendToLog;
  /**
   * Finds those whose customers were erased after them, before each call to a queue. The publisher does without: it comes to an
   * erasure itself, after all that was before.
   */
  findErased?: FindErased;
}
type FindErased = (entries: readonly LogEntry[]) => Promise<readonly LogEntry[]>;

/**
 * Publishes entries that are in the order of their changes.
 *
 * @throws AppError `service_unavailable` when it cannot read what is parked; then nothing was sent
 */
export async function publishEntries(
  call: Publishing,
  entries: readonly LogEntry[],
  targets: readonly Target[],
  { numbers = new Map(), append = appendToLog, findErased }: Source = {},
): Promise<Published> {
  const [log, flags, newest] = await Promise.all([
    append(call, entries),
    readFlags(call, call.now()),
    readNewestPages(call, entries),
  ]);
  const unlogged = withoutLog(entries, log.logged);
  const logged = entries.filter((entry) => !unlogged.has(entry));
  const feeding = appendToFeeds(call, logged, numbers, newest);
  const listening = flags.taps.map((queueUrl) => {
    const tap: Target = { name: queueUrl, events: "all", queueUrl };
    return sendInOrder(tap, wantedBy(tap, logged), { patienceMs: 0, findErased }).catch(() => undefined);
  });
  const results = await Promise.all(
    targets.map((target) =>
      publishTo(call, target, wantedBy(target, logged), { hasParked: flags.parked.has(target.name), findErased }),
    ),
  );
  const [fed] = await Promise.all([feeding, ...listening]);
  const failures = [
    { name: "log", failure: log.failure },
    { name: "feed", failure: fed.failure },
    ...results.map(({ target, failure }) => ({ name: target.name, failure })),
  ];
  return {
    incomplete: new Set([...unlogged, ...fed.missing, ...results.flatMap(({ incomplete }) => incomplete)]),
    parked: results.reduce((sum, { parked }) => sum + parked, 0),
    flagged: targets.filter(({ name }) => flags.parked.has(name)).length,
    failures: Object.fromEntries(
      failures.flatMap(({ name, failure }) => (failure === undefined ? [] : [[name, failure]])),
    ),
  };
}

/** The result of publishing to one subscriber. */
interface PublishedTo {
  target: Target;
  /** Neither sent nor parked. */
  incomplete: readonly LogEntry[];
  /** How many entries were parked by this call. */
  parked: number;
  failure?: string | undefined;
}

/** Sends to one subscriber, and parks what its queue does not accept. Never throws. */
async function publishTo(
  call: Publishing,
  target: Target,
  wanted: ByCustomer,
  { hasParked, findErased }: { hasParked: boolean; findErased: FindErased | undefined },
): Promise<PublishedTo> {
  let left = wanted;
  let failure: string | undefined;
  try {
    if (hasParked) left = await withoutParked(call, target, wanted);
    ({ unsent: left, failure } = await sendInOrder(target, left, {
      patienceMs: hasParked ? 0 : PATIENCE_MS,
      findErased,
    }));
    await park(call, target.name, firstSequences(left), call.now(), failuresOf(left, failure));
    return { target, incomplete: [], parked: entriesIn(left).length, failure };
  } catch {
    return { target, incomplete: entriesIn(left), parked: 0, failure };
  }
}

/** Entries that are not in the log, and later ones of the same customers, which must not overtake them. */
function withoutLog(entries: readonly LogEntry[], logged: ReadonlySet<LogEntry>): Set<LogEntry> {
  const ended = new Set<string>();
  return new Set(
    entries.filter((entry) => {
      if (!logged.has(entry)) ended.add(orderKey(entry));
      return ended.has(orderKey(entry));
    }),
  );
}

/** Entries by customer, in order. Every customer has at least one. */
type ByCustomer = ReadonlyMap<string, readonly LogEntry[]>;

const wantedBy = (target: Target, entries: readonly LogEntry[]): ByCustomer =>
  Map.groupBy(
    entries.filter((entry) => isWanted(target, entry)),
    orderKey,
  );

const entriesIn = (customers: ByCustomer): LogEntry[] => [...customers.values()].flat();

/** Each customer's first sequence. */
const firstSequences = (customers: ByCustomer): Map<string, number> =>
  new Map([...customers].flatMap(([key, [first]]) => (first ? [[key, first.sequence]] : [])));

/** Why each customer is parked: its first entry is no event, or what the queue said last. */
const failuresOf = (customers: ByCustomer, failure = "unknown"): Map<string, string> =>
  new Map([...customers].map(([key, [first]]) => [key, first?.event ? failure : UNREADABLE]));

/** An unreadable record may be any event, so every subscriber wants it. */
export const isWanted = ({ events }: Pick<Target, "events">, { event }: LogEntry): boolean =>
  events === "all" || event === undefined || namesForAll.has(event.name) || events.includes(event.name);

/**
 * Leaves out customers with a marker. They stay parked: their entries are in the log, and the marker gets a new token.
 */
async function withoutParked(call: Publishing, target: Target, wanted: ByCustomer): Promise<ByCustomer> {
  const markers = await readMarkersAt(call, target.name, [...wanted.keys()]);
  const parked = await Promise.all(
    markers.map(async (marker) => {
      const [first] = wanted.get(marker.key) ?? [];
      // The marker was removed after it was read: a redrive has sent everything before these entries.
      return first && (await extendMarker(call, marker, first.sequence)) ? [marker.key] : [];
    }),
  );
  const keys = new Set(parked.flat());
  return new Map([...wanted].filter(([key]) => !keys.has(key)));
}

/**
 * Sends in waves of one entry per customer, because SQS accepts the entries of a call one by one: a later entry goes
 * only after the earlier one was accepted. Returns what was not accepted, and the name of the last error, if any.
 *
 * @throws AppError `service_unavailable` when it cannot find out who was erased
 */
async function sendInOrder(
  target: Target,
  wanted: ByCustomer,
  { patienceMs, findErased }: { patienceMs: number; findErased: FindErased | undefined },
): Promise<{ unsent: ByCustomer; failure: string | undefined }> {
  const unsent = new Map(wanted);
  let failingSince: number | undefined;
  let failure: string | undefined;
  for (let attempt = 1; ; ) {
    if (findErased) remove(unsent, await findErased(entriesIn(unsent)));
    const wave = [...unsent].flatMap(([key, [entry]]) => (entry?.event ? [toMessage(entry, key)] : []));
    if (wave.length === 0) return { unsent, failure };
    const sent = await sendMessages(target.queueUrl, wave);
    for (const { key } of sent.accepted) {
      const rest = unsent.get(key)?.slice(1) ?? [];
      if (rest.length > 0) unsent.set(key, rest);
      else unsent.delete(key);
    }
    if (sent.accepted.size === wave.length) continue;
    failure = sent.failure;
    failingSince ??= Date.now();
    if (Date.now() - failingSince >= patienceMs) return { unsent, failure };
    await backOff(attempt++);
  }
}

/** Takes entries out, and with their last one customers. */
function remove(customers: Map<string, readonly LogEntry[]>, entries: readonly LogEntry[]): void {
  const removed = new Set(entries);
  for (const key of new Set(entries.map(orderKey))) {
    const rest = customers.get(key)?.filter((entry) => !removed.has(entry)) ?? [];
    if (rest.length > 0) customers.set(key, rest);
    else customers.delete(key);
  }
}

/** The message of an entry's event. Replays pass their run, or the queue would drop their messages as duplicates. */
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
