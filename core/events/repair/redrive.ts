/** Redrive: sends a subscriber's parked events, in order, once its queue accepts messages again. */

import type { Budget } from "../../base/context.ts";
import { readJson } from "../../base/json.ts";
import { mapParallel } from "../../base/parallel.ts";
import type { StreamRecord } from "../../changes/record.ts";
import { entryOf } from "../derive.ts";
import type { LogEntry } from "../event.ts";
import { appendToFeeds } from "../feedAppend.ts";
import { appendToLog, readLog } from "../log.ts";
import {
  advanceMarker,
  clearFlag,
  type Marker,
  readFlags,
  readMarkers,
  readMarkersAt,
  removeMarker,
} from "../parking/store.ts";
import { isWanted, type Target, toMessage } from "../publish.ts";
import { sendWithRetries } from "./sendWithRetries.ts";

const PARALLEL_CUSTOMERS = 20;
const GONE = "it is no longer in the log";

/** A customer whose events stay parked, and why. */
export interface Blocked {
  key: string;
  sequence: number;
  reason: string;
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

/**
 * Sends everything parked for a target, from each customer's marker on, and removes the markers and the flag. It can be
 * stopped and repeated at any time: markers move as events are accepted, and are removed only if nothing was added.
 */
export async function redrive(call: Budget, target: Target, options: RedriveOptions): Promise<Redriven> {
  let sent = 0;
  const count = (events: number) => {
    sent += events;
    options.onSent(sent);
  };
  for (;;) {
    const token = (await readFlags(call, new Date())).parked.get(target.name);
    const markers = await readMarkers(call, target.name);
    if (markers.length === 0) {
      if (token === undefined || (await clearFlag(call, target.name, token))) return { sent, blocked: [] };
      continue;
    }
    const results = await mapParallel(markers, PARALLEL_CUSTOMERS, (marker) =>
      redriveCustomer(call, target, marker, options.acceptLoss, count),
    );
    const blocked = results.filter((result) => result !== undefined);
    if (blocked.length > 0) return { sent, blocked };
  }
}

async function redriveCustomer(
  call: Budget,
  target: Target,
  marker: Marker,
  acceptLoss: boolean,
  count: (events: number) => void,
): Promise<Blocked | undefined> {
  let current: Marker | undefined = marker;
  while (current) {
    const outcome = await sendBehind(call, target, current, acceptLoss, count);
    if (typeof outcome === "object") return outcome;
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
async function sendBehind(
  call: Budget,
  target: Target,
  marker: Marker,
  acceptLoss: boolean,
  count: (events: number) => void,
): Promise<Blocked | "sent" | "moved"> {
  const { key } = marker;
  let at = marker;
  let next: number | undefined = marker.from;
  while (next !== undefined) {
    const expected: number = next;
    const { entries, lastSequence } = await readLog(call, key, expected);
    for (const [i, logged] of entries.entries()) {
      if (logged.sequence !== expected + i && !acceptLoss) return { key, sequence: expected + i, reason: GONE };
      const entry = await readableNow(call, logged);
      const { sequence } = entry;
      if (!entry.event) return { key, sequence, reason: "its record cannot be read by this version" };
      if (sequence !== at.from && !(await advanceMarker(call, at, sequence))) return "moved";
      at = { ...at, from: sequence };
      if (!isWanted(target, entry)) continue;
      const failure = await sendWithRetries(target.queueUrl, [toMessage(entry, key)]);
      if (failure !== undefined) return { key, sequence, reason: `the queue does not take it (${failure})` };
      count(1);
    }
    if (entries.length === 0 && next === marker.from && !acceptLoss) return { key, sequence: next, reason: GONE };
    next = lastSequence === undefined ? undefined : lastSequence + 1;
  }
  return "sent";
}

/** An entry whose record could not be read when it was published, read again with the current code. */
async function readableNow(call: Budget, entry: LogEntry): Promise<LogEntry> {
  if (entry.unreadable === undefined) return entry;
  const read = entryOf(readJson(entry.unreadable) as StreamRecord, 0);
  if (!read?.event) return entry;
  const readable = { ...read, expiresAt: entry.expiresAt };
  await appendToLog(call, [readable]);
  // Until now it was not in the feed. Several redrives may do this at once.
  await appendToFeeds({ ...call, now: () => new Date() }, [readable], new Map());
  return readable;
}
