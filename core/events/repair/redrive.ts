/** Redrive: sends a subscriber's parked events, in order, once its queue accepts messages again. */

import type { Budget } from "../../base/context.ts";
import { readJson } from "../../base/json.ts";
import { mapParallel } from "../../base/parallel.ts";
import type { StreamRecord } from "../../changes/record.ts";
import { splitKey } from "../../customers/keys.ts";
import type { Erasure } from "../../erasures/erasure.ts";
import { getErasure } from "../../erasures/store.ts";
import { entryOf } from "../derive.ts";
import type { LogEntry } from "../event.ts";
import { appendToFeeds } from "../feedAppend.ts";
import { appendUnlessErased, orderKey, readLog } from "../log.ts";
import { EXPIRED, UNREADABLE } from "../parking/failure.ts";
import { isOfOneEvent } from "../parking/reason.ts";
import {
  advanceMarker,
  lowerFlag,
  type Marker,
  queryMarkers,
  readMarkers,
  readMarkersAt,
  recordFailure,
  removeMarker,
  shrinkMarker,
} from "../parking/store.ts";
import { isWanted, type Target, toMessage } from "../publish.ts";
import { sendWithRetries } from "./sendWithRetries.ts";

const PARALLEL_CUSTOMERS = 20;

/** A customer whose events stay parked, and why. */
export interface Blocked {
  key: string;
  sequence: number;
  /** The name of an error of the queue, `Expired` or `Unreadable`. */
  failure: string;
}

export interface Redriven {
  sent: number;
  /** Customers whose events stay parked; empty when all is sent and the flag is removed. */
  blocked: Blocked[];
}

/** Options and progress callback of a redrive. */
export interface RedriveOptions {
  /** Skip sequences that are no longer in the log. */
  acceptLoss: boolean;
  onSent: (total: number) => void;
}

/** One redrive while it runs. */
interface Run {
  call: Budget;
  target: Target;
  acceptLoss: boolean;
  /** Whether a customer is left parked after so many attempts to send an event; if not given, as `sendWithRetries`. */
  givesUp?: (attempts: number) => boolean;
  /** Whether nothing more is to be begun. */
  isOver: () => boolean;
  onSent: () => void;
  /** Called when the queue takes no event at all. */
  onRefused: () => void;
}

/**
 * Sends everything parked for a target, from each customer's marker on, and removes the markers and the flag. It can be
 * stopped and repeated at any time: markers move as events are accepted, and are removed only if nothing was added.
 */
export async function redrive(call: Budget, target: Target, options: RedriveOptions): Promise<Redriven> {
  let sent = 0;
  const onSent = () => options.onSent(++sent);
  const run: Run = {
    ...{ call, target, acceptLoss: options.acceptLoss },
    isOver: () => false,
    onSent,
    onRefused: () => {},
  };
  for (;;) {
    const markers = await readMarkers(call, target.name);
    if (markers.length === 0) {
      if (await lowerFlag(call, target.name)) return { sent, blocked: [] };
      continue;
    }
    const blocked = await redriveMarkers(run, markers);
    if (blocked.length > 0) return { sent, blocked };
  }
}

/** Whose events to redrive: a customer's, or those of all of an organization. */
export interface Whose {
  organizationId: string;
  customerId?: string | undefined;
}

/** The result of a redrive that somebody waits for. */
export interface RedrivenInTime extends Redriven {
  /** Whether the time was up before everything was tried. */
  isCut: boolean;
  /** Whether it ended because the queue took nothing. */
  isRefused: boolean;
}

const MARKERS_A_READ = 1_000;
/** A queue that does not answer costs 1.5 seconds each time. */
const ATTEMPTS_IN_TIME = 2;

/**
 * The same for one organization, or one customer of it, while somebody waits: begins nothing more once a number of
 * milliseconds have passed or the queue takes nothing. A repeat goes on where it was. No loss is accepted.
 */
export async function redriveInTime(call: Budget, target: Target, whose: Whose, ms: number): Promise<RedrivenInTime> {
  const result: RedrivenInTime = { sent: 0, blocked: [], isCut: false, isRefused: false };
  const end = performance.now() + ms;
  const isOver = () => {
    result.isCut ||= performance.now() >= end;
    return result.isCut || result.isRefused;
  };
  const onSent = () => result.sent++;
  const onRefused = () => {
    result.isRefused = true;
  };
  const givesUp = (attempts: number) => attempts >= ATTEMPTS_IN_TIME || isOver();
  const run: Run = { call, target, acceptLoss: false, givesUp, isOver, onSent, onRefused };
  for await (const markers of markersOf(call, target, whose)) {
    result.blocked.push(...(await redriveMarkers(run, markers)));
    if (isOver()) break;
  }
  if (!result.isRefused) await lowerFlag(call, target.name);
  return result;
}

async function* markersOf(
  call: Budget,
  { name }: Target,
  { organizationId, customerId }: Whose,
): AsyncGenerator<Marker[], void> {
  if (customerId !== undefined) {
    yield await readMarkersAt(call, name, [orderKey({ organizationId, customerId })]);
    return;
  }
  for (let after: string | undefined; ; ) {
    const page = await queryMarkers(call, name, organizationId, MARKERS_A_READ, after);
    yield page.markers;
    if (!page.hasMore) return;
    const [, last] = splitKey(page.markers.at(-1)?.key ?? "");
    after = last;
  }
}

async function redriveMarkers(run: Run, markers: readonly Marker[]): Promise<Blocked[]> {
  const results = await mapParallel(markers, PARALLEL_CUSTOMERS, (marker) => redriveCustomer(run, marker));
  return results.filter((result) => result !== undefined);
}

async function redriveCustomer(run: Run, marker: Marker): Promise<Blocked | undefined> {
  const { call, target } = run;
  let current: Marker | undefined = marker;
  while (current && !run.isOver()) {
    const outcome = await sendBehind(run, current);
    if (typeof outcome === "object") return outcome;
    if (outcome === "cut") return undefined;
    if (outcome === "sent" && (await removeMarker(call, current))) return undefined;
    // Another redrive is ahead, or something was parked in the meantime and is in the log by now.
    [current] = await readMarkersAt(call, target.name, [current.key]);
  }
  return undefined;
}

/**
 * Sends the log from a marker to its end. The marker moves to each entry before that is sent, so it always points to an
 * entry in the log. Stops when somebody else has moved it.
 */
async function sendBehind(run: Run, marker: Marker): Promise<Blocked | "sent" | "moved" | "cut"> {
  const { call, acceptLoss } = run;
  let at = marker;
  let next: number | undefined = marker.from;
  while (next !== undefined) {
    const expected: number = next;
    const { entries, lastSequence } = await readLog(call, marker.key, expected);
    for (const [i, entry] of entries.entries()) {
      if (run.isOver()) return "cut";
      // What was before an erasure is gone for good, and not lost.
      const isErasure = entry.event?.name === "customer.erased";
      if (entry.sequence !== expected + i && !acceptLoss && !isErasure) return missing(run, at, expected + i);
      const outcome = await sendEntry(run, at, entry);
      if (typeof outcome === "string" || "failure" in outcome) return outcome;
      at = outcome.at;
    }
    if (entries.length === 0 && next === marker.from && !acceptLoss) return missing(run, at, next);
    next = lastSequence === undefined ? undefined : lastSequence + 1;
  }
  return "sent";
}

/** Sends one entry if it is wanted. Returns the marker, which is at this entry then, or what ends the work on its customer. */
async function sendEntry(run: Run, marker: Marker, logged: LogEntry): Promise<{ at: Marker } | Blocked | "moved"> {
  const { call, target } = run;
  const { sequence } = logged;
  const entry = await readableNow(call, logged);
  if (entry && !entry.event) return block(run, marker, sequence, UNREADABLE);
  if (sequence !== marker.from && !(await advanceMarker(call, marker, sequence))) return "moved";
  const at = { ...marker, from: sequence };
  if (entry && !isWanted(target, entry)) return { at };
  // Last of all before it is sent: then it cannot be taken back.
  if ((await moveToErasure(call, at)) || !entry) return "moved";
  const failure = await sendWithRetries(target.queueUrl, [toMessage(entry, marker.key)], run.givesUp);
  if (failure !== undefined) {
    if (!isOfOneEvent(failure)) run.onRefused();
    return block(run, at, sequence, failure);
  }
  run.onSent();
  return { at };
}

/** What follows from a sequence that the log does not have: it has expired, or was erased, which is no loss. */
async function missing(run: Run, marker: Marker, sequence: number): Promise<Blocked | "moved" | "sent"> {
  if (await moveToErasure(run.call, marker)) return "moved";
  const erasure = await erasureOf(run.call, marker.key);
  // The publisher has not come to an erased customer's last event yet, and sends it then.
  if (erasure?.sequence === sequence && erasure.publisherAt === undefined) return "sent";
  return block(run, marker, sequence, EXPIRED);
}

/**
 * Moves the marker of a customer that was erased on to its last event. Whoever erased it may not have come to the marker yet.
 * False when it was not erased, or the marker is there.
 */
async function moveToErasure(call: Budget, marker: Marker): Promise<boolean> {
  const erasure = await erasureOf(call, marker.key);
  if (!erasure || erasure.sequence <= marker.from) return false;
  await shrinkMarker(call, marker, erasure.sequence);
  return true;
}

function erasureOf(call: Budget, key: string): Promise<Erasure | undefined> {
  const [organizationId, customerId] = splitKey(key);
  return getErasure(call, { organizationId, customerId });
}

/** Records at the marker why its customer stays parked. */
async function block({ call }: Run, marker: Marker, sequence: number, failure: string): Promise<Blocked> {
  await recordFailure(call, marker, failure);
  return { key: marker.key, sequence, failure };
}

/** An entry whose record could not be read when it was published, read again with the current code; none of an erased customer. */
async function readableNow(call: Budget, entry: LogEntry): Promise<LogEntry | undefined> {
  if (entry.unreadable === undefined) return entry;
  const read = entryOf(readJson(entry.unreadable) as StreamRecord, 0);
  if (!read?.event) return entry;
  const readable = { ...read, expiresAt: entry.expiresAt };
  if ((await appendUnlessErased(call, [readable])).length === 0) return undefined;
  // Until now it was not in the feed. Several redrives may do this at once.
  await appendToFeeds({ ...call, now: () => new Date() }, [readable], new Map());
  return readable;
}
