/**
 * Puts published events into their organization's feed, each once. Any number of publishers may do so at once, be killed
 * and come again with the same events in other batches: whoever changes the newest page has seen all that is before.
 */
import { waitForTurn } from "../aws/dynamodb.ts";
import { config } from "../base/config.ts";
import type { Budget, Call } from "../base/context.ts";
import type { LogEntry } from "./event.ts";
import {
  type FeedEntry,
  type FeedPage,
  keepPage,
  keptSeconds,
  MAX_PAGE_ENTRIES,
  type Replaced,
  readNewest,
  readPages,
  readPagesDown,
  replaceNewest,
  textOf,
} from "./feed/store.ts";
import { eventLetters } from "./names.ts";

/** Sequence numbers of the stream's records, by entry. What has none was published by a repair. */
export type StreamNumbers = ReadonlyMap<LogEntry, string>;

/** Entries that are not in the feed, and the name of one error if there are any. */
export interface Fed {
  missing: ReadonlySet<LogEntry>;
  failure?: string;
}

type Feeding = Budget & Pick<Call, "now">;

/** The newest page of each organization's feed as it was read, or why it could not be. */
export type NewestPages = ReadonlyMap<string, PromiseSettledResult<FeedPage | undefined>>;

/** Reads the newest page of every organization that has an event among the entries. Never throws. */
export async function readNewestPages(call: Budget, entries: readonly LogEntry[]): Promise<NewestPages> {
  const organizations = [...byOrganization(entries).keys()];
  // A page may be in an older state: then the write to it fails, and shows the newest one.
  const pages = await Promise.allSettled(organizations.map((id) => readNewest(call, id, { isConsistent: false })));
  return new Map(pages.map((page, index) => [organizations[index] ?? "", page]));
}

/** What could not be read has no place in a feed, and is left to a redrive. */
const byOrganization = (entries: readonly LogEntry[]): Map<string, LogEntry[]> =>
  Map.groupBy(
    entries.filter(({ event }) => event !== undefined),
    ({ organizationId }) => organizationId,
  );

/**
 * Appends entries that are in the log, in their order. Never throws.
 *
 * @param newest the pages of their organizations, if they have been read already
 */
export async function appendToFeeds(
  call: Feeding,
  entries: readonly LogEntry[],
  numbers: StreamNumbers,
  newest?: NewestPages,
): Promise<Fed> {
  const pages = newest ?? (await readNewestPages(call, entries));
  const missing = new Set<LogEntry>();
  let failure: string | undefined;
  await Promise.all(
    [...byOrganization(entries)].map(async ([organizationId, those]) => {
      try {
        const page = pages.get(organizationId);
        if (page?.status === "rejected") throw page.reason;
        await appendToFeed(call, organizationId, page?.value, arrivalsOf(those, numbers));
      } catch (error) {
        failure = error instanceof Error ? error.name : "unknown";
        for (const entry of those) missing.add(entry);
      }
    }),
  );
  return { missing, ...(failure === undefined ? {} : { failure }) };
}

/** An entry on its way into the feed. */
interface Arrival extends FeedEntry {
  /** Its record's sequence number in the stream; undefined for a repair's. */
  number: bigint | undefined;
}

const keyOf = ({ customerId, sequence }: FeedEntry): string => `${customerId}#${sequence}`;

/** Each once. */
function arrivalsOf(entries: readonly LogEntry[], numbers: StreamNumbers): Arrival[] {
  const arrivals = entries.flatMap((entry): Arrival[] => {
    if (!entry.event) return [];
    const text = numbers.get(entry);
    const number = text === undefined ? undefined : BigInt(text);
    const { customerId, sequence, event } = entry;
    return [{ customerId, sequence, letter: eventLetters[event.name], isRepaired: number === undefined, number }];
  });
  return [...new Map(arrivals.map((arrival) => [keyOf(arrival), arrival])).values()];
}

async function appendToFeed(
  call: Feeding,
  organizationId: string,
  page: FeedPage | undefined,
  arrivals: readonly Arrival[],
): Promise<void> {
  let newest = page;
  let left = without(arrivals, await publishedBefore(call, organizationId, newest, arrivals));
  for (let attempt = 1; left.length > 0; ) {
    const some = left.slice(0, MAX_PAGE_ENTRIES);
    const replaced = await append(call, organizationId, newest, some);
    if (replaced.isDone) {
      left = left.slice(some.length);
    } else {
      left = without(left, await publishedSince(call, organizationId, newest, replaced.newest));
      await waitForTurn(call, attempt++);
    }
    newest = replaced.newest;
  }
}

const without = (arrivals: readonly Arrival[], published: ReadonlySet<string>): Arrival[] =>
  arrivals.filter((arrival) => !published.has(keyOf(arrival)));

/** A page is begun anew behind a larger one: up to here an item with its key and numbers has 1 KB, which is one unit. */
const SMALL_PAGE_BYTES = 750;
/** And behind an older one: all of a page's events leave the log at about the same time. */
const YOUNG_PAGE_SECONDS = 3_600;

/** Adds entries to the newest page, or begins the next one with them. */
async function append(
  call: Feeding,
  organizationId: string,
  newest: FeedPage | undefined,
  arrivals: readonly Arrival[],
): Promise<Replaced> {
  const now = Math.floor(call.now().getTime() / 1_000);
  const retention = config.eventRetentionSeconds();
  const numbers = arrivals.map(({ number = 0n }) => number);
  const highest = numbers.reduce((a, b) => (a > b ? a : b), newest?.highest ?? 0n);
  if (newest && hasRoomFor(newest, arrivals, now))
    return replaceNewest(call, organizationId, newest, {
      ...newest,
      entries: [...newest.entries, ...arrivals],
      highest,
    });
  if (newest && !(await keepPage(call, organizationId, newest, now + retention)))
    return { isDone: false, newest: await readNewest(call, organizationId, { isConsistent: true }) };
  return replaceNewest(call, organizationId, newest, {
    number: (newest?.number ?? 0) + 1,
    entries: arrivals,
    begunAt: now,
    keptUntil: now + keptSeconds(retention),
    highest,
    highestBefore: newest?.highest ?? 0n,
  });
}

function hasRoomFor(page: FeedPage, arrivals: readonly Arrival[], now: number): boolean {
  const entries = [...page.entries, ...arrivals];
  const isSmall = entries.length <= MAX_PAGE_ENTRIES && textOf(entries).length <= SMALL_PAGE_BYTES;
  return isSmall && Math.abs(now - page.begunAt) < YOUNG_PAGE_SECONDS;
}

/** A repair's entries have no number: they are looked for among so many pages only. They were not in the log before. */
const PAGES_FOR_REPAIRS = 100;
const MOST_PAGES_AT_ONCE = 64;

/**
 * Which of the entries are in the feed up to a state of its newest page. An entry with a number above all those in the
 * feed is not, and needs no reading; a page behind which all are lower ends the search.
 */
async function publishedBefore(
  call: Budget,
  organizationId: string,
  newest: FeedPage | undefined,
  arrivals: readonly Arrival[],
): Promise<Set<string>> {
  const published = new Set<string>();
  if (!newest) return published;
  const suspects = arrivals.filter(({ number }) => number === undefined || number <= newest.highest);
  if (suspects.length === 0) return published;
  const numbered = suspects.flatMap(({ number }) => number ?? []);
  const lowest = numbered.reduce((a, b) => (a < b ? a : b), newest.highest + 1n);
  const furthestBack = numbered.length < suspects.length ? newest.number - PAGES_FOR_REPAIRS : newest.number;
  let page = newest;
  add(published, newest);
  for (let limit = 4; page.number > 1; limit = Math.min(limit * 4, MOST_PAGES_AT_ONCE)) {
    if (page.highestBefore < lowest && page.number <= furthestBack) break;
    const pages = await readPagesDown(call, organizationId, { from: 1, to: page.number - 1, limit });
    for (const earlier of pages) add(published, earlier);
    const last = pages.at(-1);
    if (!last) break;
    page = last;
  }
  return published;
}

/** What was added between two states of the newest page. */
async function publishedSince(
  call: Budget,
  organizationId: string,
  before: FeedPage | undefined,
  newest: FeedPage | undefined,
): Promise<Set<string>> {
  const published = new Set<string>();
  if (!newest) return published;
  let from = before?.number ?? 1;
  while (from < newest.number) {
    const pages = await readPages(call, organizationId, { from, to: newest.number - 1, limit: MOST_PAGES_AT_ONCE });
    for (const page of pages) add(published, page);
    from = (pages.at(-1)?.number ?? newest.number) + 1;
  }
  add(published, newest);
  return published;
}

function add(published: Set<string>, { entries }: FeedPage): void {
  for (const entry of entries) published.add(keyOf(entry));
}
