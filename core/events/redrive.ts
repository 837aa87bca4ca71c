/** Redrive: sends what is parked for a subscriber, in order, once its queue takes messages again. */
import type { Call } from "../context.ts";
import { mapParallel } from "../parallel.ts";
import { sendMessages } from "../sqs.ts";
import { entryOf, type StreamRecord } from "./derive.ts";
import type { LogEntry } from "./event.ts";
import {
  advanceMarker,
  lowerFlag,
  type Marker,
  readFlags,
  readMarkers,
  readMarkersAt,
  removeMarker,
} from "./parking/store.ts";
import { isWanted, type Target, toMessage } from "./publish.ts";
import { appendToLog, readLog } from "./store.ts";

type Timed = Pick<Call, "signal" | "units">;

const PARALLEL_CUSTOMERS = 20;

/** What keeps a customer's events parked. */
export interface Obstacle {
  key: string;
  sequence: number;
  reason: string;
}

export interface Redriven {
  sent: number;
  /** Customers whose events stay parked; empty when all is sent and the flag is down. */
  obstacles: Obstacle[];
}

/** What a redrive is told and tells as it goes. */
export interface RedriveOptions {
  /** Go on past sequences that are no longer in the log. */
  acceptLoss: boolean;
  onSent: (total: number) => void;
}

/**
 * Sends everything parked for a target, from each customer's marker on, and removes the markers and the flag. Safe to stop
 * and to repeat at any moment: markers move on as events are accepted, and go only when nothing was added behind them.
 */
export async function redrive(call: Timed, target: Target, options: RedriveOptions): Promise<Redriven> {
  let sent = 0;
  const count = (events: number) => {
    sent += events;
    options.onSent(sent);
  };
  for (;;) {
    const changes = (await readFlags(call, new Date())).parked.get(target.name);
    const markers = await readMarkers(call, target.name);
    if (markers.length === 0) {
      if (changes === undefined || (await lowerFlag(call, target.name, changes))) return { sent, obstacles: [] };
      continue;
    }
    const results = await mapParallel(markers, PARALLEL_CUSTOMERS, (marker) =>
      redriveCustomer(call, target, marker, options.acceptLoss, count),
    );
    const obstacles = results.filter((result) => result !== undefined);
    if (obstacles.length > 0) return { sent, obstacles };
  }
}

async function redriveCustomer(
  call: Timed,
  target: Target,
  marker: Marker,
  acceptLoss: boolean,
  count: (events: number) => void,
): Promise<Obstacle | undefined> {
  const { key } = marker;
  let current: Marker | undefined = marker;
  let next = marker.from;
  while (current) {
    const { entries, lastSequence } = await readLog(call, key, next);
    if (entries.length === 0 && next === marker.from && !acceptLoss)
      return { key, sequence: next, reason: "it is no longer in the log" };
    for (const logged of entries) {
      if (logged.sequence !== next && !acceptLoss) return { key, sequence: next, reason: "it is no longer in the log" };
      const entry = await readableNow(call, logged);
      if (!entry.event) return { key, sequence: entry.sequence, reason: "its record cannot be read by this version" };
      if (isWanted(target, entry)) {
        const { accepted, trouble } = await sendMessages(target.queueUrl, [toMessage(entry, key)]);
        if (accepted.size === 0)
          return { key, sequence: entry.sequence, reason: `the queue does not take it (${trouble})` };
        count(1);
      }
      next = entry.sequence + 1;
      await advanceMarker(call, current, next);
    }
    if (lastSequence !== undefined) continue;
    if (await removeMarker(call, current)) return undefined;
    // Something was parked behind it meanwhile: it is in the log by now.
    [current] = await readMarkersAt(call, target.name, [key]);
  }
  return undefined;
}

/** An entry whose record could not be read when it was published, read again with the code of today. */
async function readableNow(call: Timed, entry: LogEntry): Promise<LogEntry> {
  if (entry.unreadable === undefined) return entry;
  const read = entryOf(JSON.parse(entry.unreadable) as StreamRecord, 0);
  if (!read?.event) return entry;
  const readable = { ...read, expiresAt: entry.expiresAt };
  await appendToLog(call, [readable]);
  return readable;
}
