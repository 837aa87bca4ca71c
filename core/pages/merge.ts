/** Merges several sorted partitions into one page. */

/** The result of one read of a partition. */
export interface PartitionPage<T> {
  /** In the page's order. Fewer than were evaluated if a filter drops some. */
  items: readonly T[];
  /** The position of the last entry evaluated, whether it is in `items` or not; absent at the partition's end. */
  lastKey: string | undefined;
}

/**
 * Evaluates at most `limit` entries of one partition, starting behind a position. If entries move from one partition to
 * another, a single read must cover both, first the one they leave: two parallel reads may both miss an entry.
 */
export type ReadPartition<T> = (limit: number, after: string | undefined) => Promise<PartitionPage<T>>;

export interface MergeRequest<T> {
  partitions: readonly ReadPartition<T>[];
  /** An item's position in the order that all partitions share. Two items with equal positions are the same. */
  positionOf: (item: T) => string;
  order: "ascending" | "descending";
  limit: number;
  /** Where the previous page ended. */
  after?: string | undefined;
  /** The most entries that a round after the first evaluates when a filter may drop some. */
  entriesPerRound?: number;
}

export interface MergedPage<T> {
  items: T[];
  /**
   * Where to continue. Absent at the end; present if there is more, or may be because the limit of rounds was reached.
   */
  after: string | undefined;
}

/** A page takes at most this many rounds. A round reads each partition at most once, all in parallel. */
export const MAX_ROUNDS = 5;
/** With a filter, a round after the first evaluates at most this many entries, however many partitions it reads. */
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
 * Reads one page. An item that items of another partition may still precede is not shown: the page then ends at the
 * partition that is furthest behind.
 *
 * Without a filter a page is full, or the last, after at most two rounds, and a single partition takes one read of
 * `limit + 1`. With a filter a page may be short even if there is more.
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
    behind = partitionsBehind(merged, positionOf, compare, limit);
    if (behind.length === 0 || round === MAX_ROUNDS) return page;
    size = furtherSize(limit + 1 - page.items.length, merged.open, Math.ceil(entriesPerRound / behind.length), round);
  }
}

type Compare = (a: string, b: string) => number;

/** Everything read so far. */
interface Merged<T> {
  /** In order, each position once. */
  items: T[];
  /** How many of them no partition can precede any more. */
  settled: number;
  /** The partitions that have more entries. */
  open: Progress<T>[];
  /** The position of the slowest of these; undefined when all are at their end. */
  frontier: string | undefined;
}

function merge<T>(all: readonly Progress<T>[], positionOf: (item: T) => string, compare: Compare): Merged<T> {
  const items = inOrder(all, positionOf, compare);
  const open = all.filter(({ isAtEnd }) => !isAtEnd);
  const [frontier] = open.map(({ after = "" }) => after).sort(compare);
  const isSettled = (item: T) => frontier === undefined || compare(positionOf(item), frontier) <= 0;
  return { items, settled: items.findLastIndex(isSettled) + 1, open, frontier };
}

/** The page so far. One item more than requested shows that there is more. */
function pageOf<T>(
  { items, settled, frontier }: Merged<T>,
  positionOf: (item: T) => string,
  limit: number,
): MergedPage<T> {
  const last = items[limit - 1];
  if (settled <= limit || last === undefined) return { items: items.slice(0, settled), after: frontier };
  return { items: items.slice(0, limit), after: positionOf(last) };
}

/**
 * A partition that has been read as far as the first item behind the page needs no further read. None does once the page is
 * full, or everything is read.
 */
function partitionsBehind<T>(
  { items, open }: Merged<T>,
  positionOf: (item: T) => string,
  compare: Compare,
  limit: number,
): Progress<T>[] {
  const enough = items[limit];
  return open.filter(({ after = "" }) => enough === undefined || compare(after, positionOf(enough)) < 0);
}

/** DynamoDB's order: UTF-8 bytes. JavaScript's own order differs for characters beyond U+FFFF. */
export const comparePositions = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function advance<T>(partition: Progress<T>, size: number): Promise<void> {
  const { items, lastKey } = await partition.read(size, partition.after);
  partition.items.push(...items);
  partition.evaluated += size;
  partition.after = lastKey;
  partition.isAtEnd = lastKey === undefined;
}

/** Everything read so far, in order, without duplicates. */
function inOrder<T>(all: readonly Progress<T>[], positionOf: (item: T) => string, compare: Compare): T[] {
  if (all.length === 1) return all[0]?.items ?? [];
  const items = all.flatMap(({ items }) => items).map((item) => ({ item, position: positionOf(item) }));
  items.sort((a, b) => compare(a.position, b.position));
  return items.filter(({ position }, i) => position !== items[i - 1]?.position).map(({ item }) => item);
}

/**
 * The size of the first read of a partition: its share, plus twice that share's standard deviation, since entries fall
 * into partitions by chance. With up to 16 partitions, four pages out of five need no second round.
 */
function firstSize(limit: number, partitions: number): number {
  const share = (limit + 1) / partitions;
  return partitions === 1 ? share : Math.ceil(share + 2 * Math.sqrt(share));
}

/**
 * The size of a further read of a partition. If nothing was dropped: all that is missing, which fills the page wherever
 * those entries are. If a filter drops some: twice what that takes at the rate so far, and four times as much in each
 * further round.
 */
function furtherSize<T>(missing: number, open: Progress<T>[], most: number, round: number): number {
  const evaluated = open.reduce((sum, { evaluated }) => sum + evaluated, 0);
  const found = open.reduce((sum, { items }) => sum + items.length, 0);
  if (found === evaluated) return missing;
  return Math.min(Math.ceil(((missing * evaluated) / found) * 2 * 4 ** (round - 1)), most);
}
