/** An organization's feed as readers see it: every event once, each customer's in order, the same for every reader. */
import * as z from "zod/mini";
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { AppError } from "../base/errors.ts";
import { problemOf } from "../base/validation.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { DEFAULT_LIMIT, pageParameters, parseListParameters } from "../pages/query.ts";
import type { EventName, FeedEvent } from "./event.ts";
import { type FeedEntry, type FeedPage, keptSeconds, readNewest, readPages } from "./feed/store.ts";
import { readEntries } from "./log.ts";
import { eventLetters, eventNames } from "./names.ts";
import { parseEvent } from "./packing.ts";

export interface FeedAnswer {
  events: FeedEvent[];
  /** Where to continue; also at the end, where later events will be found. */
  nextCursor: string;
  /** Whether there was more behind it. */
  hasMore: boolean;
}

export interface FeedQuery {
  limit: number;
  /** Without one from the oldest event kept on; `now` from the end on. */
  cursor?: string | undefined;
  /** Only these events; all without it. */
  names?: readonly EventName[] | undefined;
}

/** The longest wait. With the 8 seconds that a request may take besides, API Gateway's 30 are not reached. */
export const MAX_WAIT_SECONDS = 20;

const isWait = (text: string): boolean => /^\d{1,2}$/.test(text) && Number(text) <= MAX_WAIT_SECONDS;

/** How long a query asks to wait, before it is known to be right. */
export function waitMsIn(query: URLSearchParams): number {
  const text = query.get("wait") ?? "";
  return isWait(text) ? Number(text) * 1_000 : 0;
}

const isEventName = (name: string): name is (typeof eventNames)[number] =>
  eventNames.some((eventName) => eventName === name);

const feedQuery = z.object({
  ...pageParameters,
  wait: z.optional(
    z
      .string()
      .check(
        problemOf((value) => (isWait(value) ? undefined : `must be a whole number from 0 to ${MAX_WAIT_SECONDS}`)),
      ),
  ),
  /** Names, with commas between them. */
  events: z.optional(
    z.pipe(
      z
        .string()
        .check(
          problemOf((value) =>
            value.split(",").every(isEventName) ? undefined : `must be some of ${eventNames.join()}`,
          ),
        ),
      z.transform((value) => value.split(",").filter(isEventName)),
    ),
  ),
});

/** @throws AppError `validation_error` */
export function parseFeedQuery(query: URLSearchParams): FeedQuery {
  const { limit = DEFAULT_LIMIT, cursor, events: names } = parseListParameters(feedQuery, query);
  return { limit, cursor, names };
}

const historyExpired = (): AppError =>
  new AppError("history_expired", {
    details: [{ field: "cursor", message: "is before the oldest event kept: begin again without one" }],
  });

/** A place between two entries: a page, and how many of its entries are before it. */
interface Place {
  number: number;
  offset: number;
}

/** The cursor for what comes from now on. */
const NOW = "now";
const FILTER = "feed";

/** A read ends after about so many pages, however few events a filter wants. */
const PAGES_A_READ = 8;
const READS = 4;

/** Of the events' JSON. API Gateway and Lambda take 6 MB. */
const MAX_ANSWER_BYTES = 4_000_000;

/**
 * One page of the feed.
 *
 * @throws AppError `validation_error` on `cursor`
 * @throws AppError `history_expired` when events behind the cursor are no longer kept
 */
export async function readFeed(context: Context, query: FeedQuery): Promise<FeedAnswer> {
  const { organizationId } = context;
  const given = query.cursor === undefined || query.cursor === NOW ? undefined : placeIn(organizationId, query.cursor);
  const newest = await readNewest(context, organizationId, { isConsistent: true });
  const start = given ?? (query.cursor === NOW ? endOf(newest) : await oldestPlace(context, newest));
  const { entries, end } = await collect(context, newest, start, query);
  const { events, taken } = await withBodies(context, entries);
  const next = taken < entries.length ? (entries[taken]?.place ?? end) : end;
  return {
    events,
    nextCursor: encodeCursor(organizationId, FILTER, `${next.number}.${next.offset}`),
    hasMore: isBefore(next, endOf(newest)),
  };
}

function placeIn(organizationId: string, cursor: string): Place {
  const [number, offset] = decodeCursor(organizationId, FILTER, cursor, /^\d{1,12}\.\d{1,3}$/).split(".");
  return { number: Number(number), offset: Number(offset) };
}

const isBefore = (place: Place, other: Place): boolean =>
  place.number < other.number || (place.number === other.number && place.offset < other.offset);

/** Whether a cursor has come to all that there is up to a state of the newest page, which may be an older one. */
export const isAtEnd = (organizationId: string, cursor: string, newest: FeedPage | undefined): boolean =>
  !isBefore(placeIn(organizationId, cursor), endOf(newest));

const endOf = (newest: FeedPage | undefined): Place =>
  newest ? { number: newest.number, offset: newest.entries.length } : { number: 1, offset: 0 };

/** Whether the log certainly has the page's events, as long as the shorter of the two retentions says, then and now. */
function isKept(context: Context, { begunAt, keptUntil }: FeedPage): boolean {
  const now = context.now().getTime() / 1_000;
  return now < Math.min(keptUntil, begunAt + keptSeconds(config.eventRetentionSeconds()));
}

/** The beginning of the oldest page kept. They are kept in their order, so halving finds it. */
async function oldestPlace(context: Context, newest: FeedPage | undefined): Promise<Place> {
  if (!newest || !isKept(context, newest)) return endOf(newest);
  const isKeptAt = async (number: number): Promise<boolean> => {
    if (number === newest.number) return true;
    const [page] = await readPages(context, context.organizationId, { from: number, to: number, limit: 1 });
    return page !== undefined && isKept(context, page);
  };
  let [gone, kept] = (await isKeptAt(1)) ? [0, 1] : [1, newest.number];
  while (kept - gone > 1) {
    const middle = Math.floor((gone + kept) / 2);
    if (await isKeptAt(middle)) kept = middle;
    else gone = middle;
  }
  return { number: kept, offset: 0 };
}

/** An entry of the feed and where it stands. */
interface Placed {
  entry: FeedEntry;
  place: Place;
}

/** The entries that are wanted from a place on, at most `limit`, and where the search ended. */
async function collect(
  context: Context,
  newest: FeedPage | undefined,
  start: Place,
  { limit, names }: FeedQuery,
): Promise<{ entries: Placed[]; end: Place }> {
  const letters = names && new Set(names.map((name) => eventLetters[name]));
  const entries: Placed[] = [];
  let end = start;
  for (let reads = 0; newest && reads < READS && entries.length < limit; reads++) {
    const pages = await pagesFrom(context, newest, end.number);
    if (pages.length === 0) break;
    for (const page of pages) {
      if (end.offset > page.entries.length) throw historyExpired();
      const behind = page.entries.slice(end.offset);
      if (behind.length > 0 && !isKept(context, page)) throw historyExpired();
      for (const entry of behind) {
        if (entries.length === limit) return { entries, end };
        if (letters === undefined || letters.has(entry.letter)) entries.push({ entry, place: end });
        end = { number: end.number, offset: end.offset + 1 };
      }
      if (page.number === newest.number) return { entries, end };
      end = { number: page.number + 1, offset: 0 };
    }
  }
  return { entries, end };
}

/** Some pages from a number on, without a gap. @throws AppError `history_expired` when the first is not there */
async function pagesFrom(context: Context, newest: FeedPage, from: number): Promise<FeedPage[]> {
  // Only a feed that was restored from a backup is shorter than a cursor says; so is a page, below.
  if (from > newest.number) throw historyExpired();
  const to = newest.number - 1;
  const earlier = await readPages(context, context.organizationId, { from, to, limit: PAGES_A_READ });
  const pages = earlier.length + from === newest.number ? [...earlier, newest] : earlier;
  if (pages[0]?.number !== from) throw historyExpired();
  return pages.filter(({ number }, index) => number === from + index);
}

/** The events of as many entries as an answer may hold. */
async function withBodies(
  context: Context,
  entries: readonly Placed[],
): Promise<{ events: FeedEvent[]; taken: number }> {
  const { organizationId } = context;
  const logged = await readEntries(
    context,
    entries.map(({ entry }) => ({ organizationId, ...entry })),
  );
  const events: FeedEvent[] = [];
  let bytes = 0;
  for (const [taken, entry] of logged.entries()) {
    // Somebody has taken it out of the log.
    if (!entry?.event) continue;
    bytes += Buffer.byteLength(entry.event.body);
    if (bytes > MAX_ANSWER_BYTES && events.length > 0) return { events, taken };
    const event = parseEvent(entry.event.body);
    events.push(entries[taken]?.entry.isRepaired ? { ...event, repaired: true } : event);
  }
  return { events, taken: entries.length };
}
