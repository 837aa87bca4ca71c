/** One page out of several sorted partitions, as if they were one. */

/** What one read of a partition found. */
export interface PartitionPage<T> {
  /** In the page's order. Fewer than evaluated where a filter drops some. */
  items: readonly T[];
  /** The position of the last entry evaluated, whether it is in `items` or not; absent at the partition's end. */
  lastKey: string | undefined;
}

/**
 * Evaluates at most `limit` entries of one partition, from the first after a position on. Where entries move from one
 * partition to another, one of these reads both, first the one they leave: two read at the same time may both miss one.
 */
export type ReadPartition<T> = (limit: number, after: string | undefined) => Promise<PartitionPage<T>>;

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
interface Progress<T> {
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
  const all = partitions.map(
    (read): Progress<T> => ({ read, after: request.after, isAtEnd: false, items: [], evaluated: 0 }),
  );
  let behind = all;
  let size = firstSize(limit, all.length);
  for (let round = 1; ; round++) {
    await Promise.all(behind.map((partition) => advance(partition, size)));
    const merged = merge(all, positionOf, compare);
    const page = pageOf(merged, positionOf, limit);
    if (page.isFull || merged.frontier === undefined || round === MAX_ROUNDS) return page;
    behind = partitionsBehind(merged, positionOf, compare, limit);
    size = furtherSize(limit + 1 - page.items.length, merged.open, Math.ceil(entriesPerRound / behind.length), round);
  }
}

type Compare = (a: string, b: string) => number;

/** All that was read so far. */
interface Merged<T> {
  /** In order, each position once. */
  items: T[];
  /** How many of them no partition can precede any more. */
  settled: number;
  /** The partitions that are not at their end. */
  open: Progress<T>[];
  /** How far the slowest of these has been read; undefined when all are at their end. */
  frontier: string | undefined;
}

function merge<T>(all: readonly Progress<T>[], positionOf: (item: T) => string, compare: Compare): Merged<T> {
  const items = inOrder(all, positionOf, compare);
  const open = all.filter(({ isAtEnd }) => !isAtEnd);
  const [frontier] = open.map(({ after = "" }) => after).sort(compare);
  const isSettled = (item: T) => frontier === undefined || compare(positionOf(item), frontier) <= 0;
  return { items, settled: items.findLastIndex(isSettled) + 1, open, frontier };
}

/** The page as far as it can be told. One more item than asked for tells that there is more. */
function pageOf<T>(
  { items, settled, frontier }: Merged<T>,
  positionOf: (item: T) => string,
  limit: number,
): MergedPage<T> & { isFull: boolean } {
  const last = items[limit - 1];
  if (settled <= limit || last === undefined) return { items: items.slice(0, settled), after: frontier, isFull: false };
  return { items: items.slice(0, limit), after: positionOf(last), isFull: true };
}

/** The page cannot reach beyond its last possible item, however many come before it: who has read as far has read enough. */
function partitionsBehind<T>(
  { items, open }: Merged<T>,
  positionOf: (item: T) => string,
  compare: Compare,
  limit: number,
): Progress<T>[] {
  const enough = items[limit];
  return open.filter(({ after = "" }) => enough === undefined || compare(after, positionOf(enough)) < 0);
}

/**
 * In DynamoDB's order, that of UTF-8 bytes. JavaScript's own differs where characters beyond U+FFFF are.
 */
export const comparePositions = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function advance<T>(partition: Progress<T>, size: number): Promise<void> {
  const { items, lastKey } = await partition.read(size, partition.after);
  partition.items.push(...items);
  partition.evaluated += size;
  partition.after = lastKey;
  partition.isAtEnd = lastKey === undefined;
}

/** Everything read so far, in order, each position once. */
function inOrder<T>(all: readonly Progress<T>[], positionOf: (item: T) => string, compare: Compare): T[] {
  if (all.length === 1) return all[0]?.items ?? [];
  const items = all.flatMap(({ items }) => items).map((item) => ({ item, position: positionOf(item) }));
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
function furtherSize<T>(missing: number, open: Progress<T>[], most: number, round: number): number {
  const evaluated = open.reduce((sum, { evaluated }) => sum + evaluated, 0);
  const found = open.reduce((sum, { items }) => sum + items.length, 0);
  if (found === evaluated) return missing;
  return Math.min(Math.ceil(((missing * evaluated) / found) * 2 * 4 ** (round - 1)), most);
}
