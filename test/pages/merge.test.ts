import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_ROUNDS, type ReadPartition, readMerged } from "../../core/pages/merge.ts";

interface Entry {
  position: string;
  isShown: boolean;
}

const PARTITIONS = 9;
const entry = fc.record({
  // With few letters, equal positions are likely; UTF-16 and UTF-8 sort the last two differently.
  position: fc.string({ unit: fc.constantFrom("a", "b", "c", "\uffee", "\u{1f600}"), minLength: 1, maxLength: 5 }),
  isShown: fc.boolean(),
});
const partitioned = fc
  .array(fc.tuple(entry, fc.integer({ min: 0, max: PARTITIONS - 1 })), { maxLength: 120, size: "max" })
  .chain((entries) => fc.tuple(fc.constant(entries), fc.integer({ min: 1, max: PARTITIONS })))
  .map(([entries, count]) => {
    const shown = new Map(entries.map(([{ position, isShown }]) => [position, isShown]));
    return Array.from({ length: count }, (_, partition) => {
      const positions = entries.filter(([, at]) => at % count === partition).map(([{ position }]) => position);
      return [...new Set(positions)].map((position) => ({ position, isShown: shown.get(position) === true }));
    });
  });
const order = fc.constantFrom("ascending" as const, "descending" as const);
const limit = fc.integer({ min: 1, max: 30 });

const bytes = (text: string): Buffer => Buffer.from(text);
const byBytes = (a: string, b: string): number => bytes(a).compare(bytes(b));

/** Counts the reads of one page. */
interface Counted {
  sizes: number[];
  rounds: number;
}

/**
 * A partition that behaves like DynamoDB's: a read that ends exactly at the partition's end reports the end only if
 * there is nothing after the requested entries.
 */
function partition(entries: readonly Entry[], direction: "ascending" | "descending", counted: Counted) {
  const sign = direction === "ascending" ? 1 : -1;
  const sorted = entries.toSorted((a, b) => sign * byBytes(a.position, b.position));
  let reads = 0;
  const read: ReadPartition<Entry> = async (limit, after) => {
    counted.sizes.push(limit);
    counted.rounds = Math.max(counted.rounds, ++reads);
    const rest = sorted.filter(({ position }) => after === undefined || sign * byBytes(position, after) > 0);
    const evaluated = rest.slice(0, limit);
    return {
      items: evaluated.filter(({ isShown }) => isShown),
      lastKey: evaluated.length === limit ? evaluated.at(-1)?.position : undefined,
    };
  };
  return read;
}

type Page = { positions: string[]; after: string | undefined; counted: Counted };

async function readPage(
  partitions: readonly (readonly Entry[])[],
  direction: "ascending" | "descending",
  limit: number,
  after?: string,
): Promise<Page> {
  const counted = { sizes: [], rounds: 0 };
  const page = await readMerged({
    partitions: partitions.map((entries) => partition(entries, direction, counted)),
    positionOf: ({ position }) => position,
    order: direction,
    limit,
    after,
  });
  return { positions: page.items.map(({ position }) => position), after: page.after, counted };
}

async function walk(...[partitions, direction, limit]: Parameters<typeof readPage>): Promise<Page[]> {
  const pages = [await readPage(partitions, direction, limit)];
  for (let last = pages[0]; last?.after !== undefined; last = pages.at(-1))
    pages.push(await readPage(partitions, direction, limit, last.after));
  return pages;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const expected = (partitions: readonly (readonly Entry[])[], direction: "ascending" | "descending"): string[] => {
  const positions = new Set(partitions.flat().flatMap(({ isShown, position }) => (isShown ? [position] : [])));
  const ascending = [...positions].sort(byBytes);
  return direction === "ascending" ? ascending : ascending.reverse();
};

test("pages of merged partitions are, one after the other, what sorting and filtering everything gives", async () => {
  await fc.assert(
    fc.asyncProperty(partitioned, order, limit, async (partitions, direction, limit) => {
      const pages = await walk(partitions, direction, limit);
      expect(pages.flatMap(({ positions }) => positions)).toEqual(expected(partitions, direction));
      for (const { positions, counted } of pages) {
        expect(positions.length).toBeLessThanOrEqual(limit);
        expect(counted.rounds).toBeLessThanOrEqual(MAX_ROUNDS);
      }
    }),
  );
});

test("without a filter every page but the last is full, after two rounds at most, and there is no empty page at the end", async () => {
  await fc.assert(
    fc.asyncProperty(partitioned, order, limit, async (partitions, direction, limit) => {
      const all = partitions.map((entries) => entries.map((entry) => ({ ...entry, isShown: true })));
      const pages = await walk(all, direction, limit);
      const total = expected(all, direction).length;
      expect(pages).toHaveLength(Math.max(1, Math.ceil(total / limit)));
      for (const { positions, counted } of pages.slice(0, -1)) {
        expect(positions).toHaveLength(limit);
        expect(counted.rounds).toBeLessThanOrEqual(2);
      }
    }),
  );
});

test("one partition without a filter costs one read of limit + 1 entries a page", async () => {
  const entries = Array.from({ length: 60 }, (_, i) => ({ position: String(i).padStart(3, "0"), isShown: true }));
  const pages = await walk([entries], "descending", 25);
  expect(pages.map(({ counted }) => counted.sizes)).toEqual([[26], [26], [26]]);
});

/** Partitions of this many entries, of which only the last passes the filter. */
const sparse = (count: number, size: number): Entry[][] =>
  Array.from({ length: count }, (_, partition) =>
    Array.from({ length: size }, (_, i) => ({
      position: `${String(i).padStart(4, "0")}#${partition}`,
      isShown: i + partition === 0,
    })),
  );

test("a filter that drops nearly everything costs five rounds of at most 200 entries a page, however many partitions there are", async () => {
  for (const count of [1, 2, 8, 16]) {
    const { positions, after, counted } = await readPage(sparse(count, 1_000), "descending", 100);
    expect([positions, counted.rounds]).toEqual([[], MAX_ROUNDS]);
    expect(after).toBeDefined();
    expect(sum(counted.sizes.slice(count))).toBeLessThanOrEqual(4 * (200 + count));
  }
});

test("short pages lead to what is behind them", async () => {
  for (const count of [1, 3]) {
    const pages = await walk(sparse(count, 1_000), "descending", 25);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap(({ positions }) => positions)).toEqual(["0000#0"]);
  }
});

test("a page of 25 out of 16 partitions, all alike, takes one round and evaluates fewer than 81 entries", async () => {
  const partitions = Array.from({ length: 16 }, (_, partition) =>
    Array.from({ length: 40 }, (_, i) => ({ position: `${String(i).padStart(4, "0")}#${partition}`, isShown: true })),
  );
  const { counted } = await readPage(partitions, "descending", 25);
  expect(counted.rounds).toBe(1);
  expect(sum(counted.sizes)).toBeLessThan(81);
});

describe("what a page asks its partitions for", () => {
  const shown = (count: number, name: string): Entry[] =>
    Array.from({ length: count }, (_, i) => ({ position: `${String(i).padStart(4, "0")}${name}`, isShown: true }));
  const sizesOf = async (...partitions: Entry[][]): Promise<number[]> =>
    (await readPage(partitions, "ascending", 25)).counted.sizes;

  test("first is a share of the page and one more, and twice that share's deviation", async () => {
    // 26 of two is 13, and the root of 13 is 3.6; 26 of four is 6.5, and its root 2.5.
    expect(await sizesOf(shown(60, "a"), shown(60, "b"))).toEqual([21, 21]);
    expect(await sizesOf(...["a", "b", "c", "d"].map((name) => shown(60, name)))).toEqual([12, 12, 12, 12]);
  });

  test("then is what is missing, of those alone that are behind", async () => {
    const later = shown(60, "b").map(({ position }) => ({ position: `9${position}`, isShown: true }));

    expect(await sizesOf(shown(60, "a"), later)).toEqual([21, 21, 5]);
  });

  test("then is nothing of one that was read to the very entry that ends the page", async () => {
    const some = shown(60, "a").map(({ position }, i) => ({ position, isShown: i < 5 }));

    // The page and one more are 5 of these and 21 of the others, which the first read ends with.
    expect(await sizesOf(some, shown(60, "b"))).toEqual([21, 21, 4]);
  });

  test("then, where a filter drops some, is what takes at the rate so far, doubled, and four times as much each round", async () => {
    const every = (nth: number) => shown(1_000, "a").map(({ position }, i) => ({ position, isShown: i % nth === 0 }));

    // 26 of 26 were missing, 13 were found: 13 at one in two, doubled.
    expect(await sizesOf(every(2))).toEqual([26, 52]);
    // 3 were found: 23 at 26 in 3, doubled, is 399, but no more than 200 at a time.
    expect(await sizesOf(every(10))).toEqual([26, 200, 200]);
  });
});
