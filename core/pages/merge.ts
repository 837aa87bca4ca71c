/** One page out of several sorted partitions, as if they were one. */

/** What one read of a partition found. */
export interface Read<T> {
  /** In the page's order. Fewer than evaluated where a filter drops some. */
  items: readonly T[];
  /** The position of the last entry evaluated, whether it is in `items` or not; absent at the partition's end. */
  lastKey: string | undefined;
}

/**
 * Evaluates at most `limit` entries of one partition, from the first after a position on. Where entries move from one
 * partition to another, one of these reads both, first the one they leave: two read at the same time may both miss one.
 */
export type ReadPartition<T> = (limit: number, after: string | undefined) => Promise<Read<T>>;

export interface MergeRequest<T> {
  partitions: readonly ReadPartition<T>[];
  /** Where an item is in the order that all partitions share. Two of equal position are one item. */
  positionOf: (item: T) => string;
  order: "ascending" | "descending";
  limit: number;
  /** Where the page before ended. */
  after?: string | undefined;
  /** How many entries that a filter may drop a round after the first evaluates at most. */
  entriesPerRound?: number;
}

export interface MergedPage<T> {
  items: T[];
  /** Where to go on. Absent at the end; present where there is more, or may be since the reads were used up. */
  after: string | undefined;
}

/** A page takes at most this many rounds; a round reads each partition at most once, all at the same time. */
export const MAX_ROUNDS = 5;
/** One round after the first evaluates at most so many entries that a filter may drop, however many partitions it reads. */
const ENTRIES_PER_ROUND = 200;

/** How far one partition has been read. */
interface Place<T> {
  read: ReadPartition<T>;
  after: string | undefined;
  isAtEnd: boolean;
  items: T[];
  evaluated: number;
}

/**
 * Reads one page. What another partition may still precede is not shown: the page then ends where the slowest one is.
 *
 * Without a filter a page is full, or the last, after two rounds at most, and one partition costs one read of
 * `limit + 1`. With a filter a page may be short although there is more.
 */
export async function readMerged<T>(request: MergeRequest<T>): Promise<MergedPage<T>> {
  const { partitions, positionOf, limit, entriesPerRound = ENTRIES_PER_ROUND } = request;
  const compare = request.order === "ascending" ? comparePositions : (a: string, b: string) => comparePositions(b, a);
  const places = partitions.map(
    (read): Place<T> => ({ read, after: request.after, isAtEnd: false, items: [], evaluated: 0 }),
  );
  let behind = places;
  let size = firstSize(limit, places.length);
  for (let round = 1; ; round++) {
    await Promise.all(behind.map((place) => advance(place, size)));
    const open = places.filter(({ isAtEnd }) => !isAtEnd);
    const [frontier] = open.map(({ after = "" }) => after).sort(compare);
    const known = merged(places, positionOf, compare);
    const reached = (item: T) => frontier === undefined || compare(positionOf(item), frontier) <= 0;
    const items = known.slice(0, known.findLastIndex(reached) + 1);
    const last = items[limit - 1];
    // One more than asked for tells whether there is more.
    if (items.length > limit && last !== undefined) return { items: items.slice(0, limit), after: positionOf(last) };
    if (frontier === undefined || round === MAX_ROUNDS) return { items, after: frontier };
    // The page cannot reach beyond this one, however many come before it: who has read as far has read far enough.
    const enough = known[limit];
    behind = open.filter(({ after = "" }) => enough === undefined || compare(after, positionOf(enough)) < 0);
    size = furtherSize(limit + 1 - items.length, open, Math.ceil(entriesPerRound / behind.length), round);
  }
}

/**
 * In DynamoDB's order, that of UTF-8 bytes. JavaScript's own differs where characters beyond U+FFFF are.
 */
export const comparePositions = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function advance<T>(place: Place<T>, size: number): Promise<void> {
  const { items, lastKey } = await place.read(size, place.after);
  place.items.push(...items);
  place.evaluated += size;
  place.after = lastKey;
  place.isAtEnd = lastKey === undefined;
}

/** Everything read so far, in order, each position once. */
function merged<T>(
  places: Place<T>[],
  positionOf: (item: T) => string,
  compare: (a: string, b: string) => number,
): T[] {
  if (places.length === 1) return places[0]?.items ?? [];
  const items = places.flatMap(({ items }) => items).map((item) => ({ item, position: positionOf(item) }));
  items.sort((a, b) => compare(a.position, b.position));
  return items.filter(({ position }, i) => position !== items[i - 1]?.position).map(({ item }) => item);
}

/**
 * What a partition is asked for first: its share, and twice that share's standard deviation, since entries fall into
 * partitions by chance. Up to 16 partitions, four pages of five then need no second round.
 */
function firstSize(limit: number, partitions: number): number {
  const share = (limit + 1) / partitions;
  return partitions === 1 ? share : Math.ceil(share + 2 * Math.sqrt(share));
}

/**
 * What a partition that is behind is asked for next. Where nothing was dropped, what is missing: the page is full then,
 * wherever those entries are. Where a filter drops some, what that takes at the rate seen so far, doubled, and four times
 * as much each further round.
 */
function furtherSize<T>(missing: number, open: Place<T>[], most: number, round: number): number {
  const evaluated = open.reduce((sum, place) => sum + place.evaluated, 0);
  const found = open.reduce((sum, { items }) => sum + items.length, 0);
  if (found === evaluated) return missing;
  return Math.min(Math.ceil(((missing * evaluated) / found) * 2 * 4 ** (round - 1)), most);
}
