import { beforeAll, describe, expect, test } from "vitest";
import { toItem } from "../../core/customers/item.ts";
import type { Client } from "../support/api.ts";
import { scaled } from "../support/scale.ts";
import {
  archived,
  create,
  createMany,
  type Json,
  newCustomer,
  outcome,
  parallel,
  pathOf,
  putItems,
  useStack,
} from "../support/service.ts";

const stack = useStack();

interface Page {
  data: Json[];
  hasMore: boolean;
  nextCursor: string | null;
}

/** Follows the cursors to the end, and calls `between` after each page. */
async function walk(client: Client, query: string, between: (page: Page, n: number) => unknown = () => {}) {
  const pages: Page[] = [];
  let cursor = "";
  do {
    const answer = await client.get(`/api/customers?${query}${cursor && `&cursor=${cursor}`}`);
    expect(outcome(answer), answer.text).toBe("200");
    const page: Page = answer.body;
    expect(page.hasMore).toBe(page.nextCursor !== null);
    pages.push(page);
    if (pages.length > 2_000) throw new Error("The walk does not end");
    await between(page, pages.length);
    cursor = page.nextCursor ?? "";
  } while (cursor);
  return pages;
}

const idsOf = (customers: readonly Json[]): string[] => customers.map(({ id }) => id);
const seenIn = (pages: readonly Page[]): Json[] => pages.flatMap(({ data }) => data);

function expectNewestFirst(customers: readonly Json[]): void {
  const sortKeys = customers.map(({ createdAt, id }) => `${createdAt}#${id}`);
  expect(sortKeys).toEqual(sortKeys.toSorted().reverse());
}

/** Writes archived customers straight into the table: a thousand requests each time would take too long. */
async function putArchived(client: Client, count: number): Promise<void> {
  const { organizationId } = client;
  const customers = Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.now() + i).toISOString();
    const id = `cus_archived${i}`;
    const times = { createdAt: time, updatedAt: time, archivedAt: time };
    return { organizationId, id, version: 2, email: `${id}@acme.com`, requestId: "test", ...times };
  });
  await putItems(customers.map((customer) => toItem(customer)));
}

const archive = async (client: Client, id: string) =>
  expect(outcome(await client.put(pathOf(id), { isActive: false }))).toBe("200");

describe("a walk over 1,000 customers", () => {
  let client: Client;
  let atStart: string[];
  beforeAll(async () => {
    client = await stack.newOrganization();
    atStart = idsOf(await createMany(client, 1_000));
  });

  test("sees each exactly once, newest first, in full pages, with hasMore false on the last alone", async () => {
    for (const limit of [25, 100]) {
      const pages = await walk(client, `limit=${limit}`);
      expect(pages.map(({ data }) => data.length)).toEqual(Array(1_000 / limit).fill(limit));
      expect(pages.map(({ hasMore }) => hasMore)).toEqual([...Array(1_000 / limit - 1).fill(true), false]);
      expect(idsOf(seenIn(pages)).toSorted()).toEqual(atStart.toSorted());
      expectNewestFirst(seenIn(pages));
    }
  });

  test("by pages of 1 gives the same order", async () => {
    const subset = scaled(100, 1_000);
    let cursor = "";
    const one: string[] = [];
    for (let i = 0; i < subset; i++) {
      const { body } = await client.get(`/api/customers?limit=1${cursor && `&cursor=${cursor}`}`);
      expect(body.data).toHaveLength(1);
      one.push(body.data[0].id);
      cursor = body.nextCursor;
    }
    expect(one).toEqual(idsOf(seenIn(await walk(client, "limit=100"))).slice(0, subset));
  });

  test("never gives more than 100 a page", async () => {
    const pages = await walk(client, "limit=5000");
    expect(pages.map(({ data }) => data.length)).toEqual(Array(10).fill(100));
  });

  test("a cursor used twice gives the same page", async () => {
    const { nextCursor } = (await client.get("/api/customers?limit=25")).body;
    const [first, second] = await parallel(2, () => client.get(`/api/customers?limit=25&cursor=${nextCursor}`));
    expect(first?.body).toEqual(second?.body);
  });

  test("by pages of changing size sees each exactly once", async () => {
    const seen: string[] = [];
    let cursor = "";
    for (let limit = 1; ; limit = (limit * 7) % 101) {
      const { body } = await client.get(`/api/customers?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      seen.push(...idsOf(body.data));
      if (!body.hasMore) break;
      cursor = body.nextCursor;
    }
    expect(seen.toSorted()).toEqual(atStart.toSorted());
  });

  test.each([100, 25].slice(0, scaled(1, 2)))(
    "by %i sees each that was there at the start exactly once, whatever is inserted and archived",
    async (limit) => {
      const before = idsOf(seenIn(await walk(client, "limit=100")));
      const pages = await walk(client, `limit=${limit}`, async ({ data }, n) => {
        await createMany(client, 3);
        // One customer that was seen already, and one that is still to come.
        for (const id of [data[0]?.id, before[n * limit + 1]]) if (id !== undefined) await archive(client, id);
        if (data[1]) await client.put(pathOf(data[1].id), { fullName: `Page ${n}` });
      });
      const seen = idsOf(seenIn(pages));
      expect(new Set(seen).size).toBe(seen.length);
      expect(before.filter((id) => !seen.includes(id))).toEqual([]);
      expectNewestFirst(seenIn(pages));
      for (const { data } of pages) expect(data.length).toBeLessThanOrEqual(limit);
    },
  );
});

describe("filters, with archived customers in between", () => {
  let client: Client;
  let active: string[];
  let gone: string[];
  beforeAll(async () => {
    client = await stack.newOrganization();
    const all = idsOf(seenIn([{ data: await createMany(client, 150), hasMore: false, nextCursor: null }]));
    gone = all.filter((_, i) => i % 3 === 0);
    active = all.filter((_, i) => i % 3 !== 0);
    await Promise.all(gone.map((id) => archive(client, id)));
  });

  test.each([
    ["", () => [...active, ...gone]],
    ["&isActive=true", () => active],
    ["&isActive=1", () => active],
    ["&isActive=false", () => gone],
    ["&isActive=0", () => gone],
  ])("the filter %j shows each of its customers exactly once, newest first", async (filter, expected) => {
    for (const limit of [7, 25, 50, 100]) {
      const pages = await walk(client, `limit=${limit}${filter}`);
      const seen = seenIn(pages);
      expect(idsOf(seen).toSorted()).toEqual(expected().toSorted());
      expectNewestFirst(seen);
      for (const customer of seen) expect(customer.isActive).toBe(customer.archivedAt === null);
      for (const { data } of pages) expect(data.length).toBeLessThanOrEqual(limit);
      expect(pages.at(-1)?.data.length).toBeGreaterThan(0);
    }
  });

  test("isActive=true sees each customer that stays active exactly once while others are archived", async () => {
    const leaving = active.slice(0, 20);
    const staying = active.slice(20);
    const pages = await walk(client, "limit=10&isActive=true", async (_, n) => {
      for (const id of leaving.slice((n - 1) * 2, n * 2)) await archive(client, id);
      await createMany(client, 1);
    });
    const seen = idsOf(seenIn(pages));
    expect(new Set(seen).size).toBe(seen.length);
    expect(staying.filter((id) => !seen.includes(id))).toEqual([]);
    expect(seen.filter((id) => gone.includes(id))).toEqual([]);
  });

  test("isActive=false sees each that was archived at the start exactly once while more are archived", async () => {
    const before = idsOf(seenIn(await walk(client, "limit=100&isActive=false")));
    const candidates = idsOf(seenIn(await walk(client, "limit=100&isActive=true")));
    const pages = await walk(client, "limit=10&isActive=false", async (_, n) => {
      for (const id of candidates.slice((n - 1) * 3, n * 3)) await archive(client, id);
    });
    const seen = idsOf(seenIn(pages));
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter((id) => !seen.includes(id))).toEqual([]);
  });

  test("a filter that nothing passes is one empty page without more, in an organization without customers too", async () => {
    const empty = await stack.newOrganization();
    for (const filter of ["", "isActive=true", "isActive=false"])
      expect((await empty.get(`/api/customers?${filter}`)).body).toEqual({
        success: true,
        data: [],
        hasMore: false,
        nextCursor: null,
      });
    await createMany(empty, 3);
    expect((await empty.get("/api/customers?isActive=false")).body).toMatchObject({ data: [], hasMore: false });
  });

  test("a page that holds exactly all there are has no more", async () => {
    const exact = await stack.newOrganization();
    await createMany(exact, 9);
    await archived(exact);
    for (const [query, count] of [
      ["limit=10", 10],
      ["limit=9&isActive=true", 9],
      ["limit=1&isActive=false", 1],
    ] as const) {
      const { body } = await exact.get(`/api/customers?${query}`);
      expect([query, body.data.length, body.hasMore]).toEqual([query, count, false]);
    }
  });
});

describe("isActive=true where 1,000 archived customers lie in front of one active", () => {
  test("gives short pages with hasMore true, ends, and finds it", async () => {
    const client = await stack.newOrganization();
    const { customer } = await create(client);
    await putArchived(client, 1_000);
    for (const limit of [25, 100]) {
      const pages = await walk(client, `limit=${limit}&isActive=true`);
      expect(idsOf(seenIn(pages))).toEqual([customer.id]);
      expect(pages.length).toBeGreaterThan(1);
      expect(pages[0]).toMatchObject({ data: [], hasMore: true });
    }
  });
});

describe("pages of large customers", () => {
  test("are as full and as exact as those of small ones", async () => {
    const client = await stack.newOrganization();
    const metadata = { text: "x".repeat(16_000) };
    for (let i = 0; i < 3; i++) {
      const customers = Array.from({ length: 34 }, () => newCustomer({ metadata, industry: "🎉".repeat(255) }));
      await client.post("/api/customers/batch", { customers });
    }
    const pages = await walk(client, "limit=100");
    expect(pages.map(({ data, hasMore }) => [data.length, hasMore])).toEqual([
      [100, true],
      [2, false],
    ]);
    expect(new Set(idsOf(seenIn(pages))).size).toBe(102);
    expect(seenIn(pages).every((customer) => customer.metadata.text.length === 16_000)).toBe(true);
  });
});
