import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chunks } from "../../core/base/chunks.ts";
import type { Context } from "../../core/base/context.ts";
import type { CreateCustomer } from "../../core/customers/customer.ts";
import { listKey } from "../../core/customers/keys.ts";
import { listCustomers } from "../../core/customers/list.ts";
import { createCustomer } from "../../core/customers/service.ts";
import { queryCustomers } from "../../core/customers/store.ts";
import { updateCustomer } from "../../core/customers/update.ts";
import { increaseShards } from "../../core/organizations/administration.ts";
import { MAX_SHARDS, type Organization } from "../../core/organizations/organization.ts";
import { createOrganizationUnlessExists } from "../../core/organizations/store.ts";
import { entriesOf } from "../../core/search/entry.ts";
import { readQuery } from "../../core/search/query.ts";
import type { SearchRequest } from "../../core/search/search.ts";
import { searchCustomers } from "../../core/search/search.ts";
import { INSERTS, insertEntries } from "../../core/search/store.ts";
import { scaled } from "../support/scale.ts";
import { parallel, unique, useStack } from "../support/service.ts";

useStack();

const SECOND = 1_000;
const TEN_MINUTES = 600 * SECOND;
/** The id secret of all test organizations: the same secret derives the same customer ids in two organizations. */
const ID_SECRET = Buffer.alloc(32, 7).toString("base64");
const timed = () => ({ signal: new AbortController().signal, units: 0 });
const call = () => ({ ...timed(), requestId: unique("request"), now: () => new Date() });

async function newOrganization(shards = 1): Promise<Organization> {
  const organization = { id: `org_${unique("sharded")}`, name: "Sharded", idSecret: ID_SECRET, shards };
  await createOrganizationUnlessExists(timed(), organization);
  return organization;
}

const contextOf = ({ id }: Organization): Context => ({ ...call(), organizationId: id });

/** The services as another process has them: with their own caches. */
async function newProcess() {
  vi.resetModules();
  const create = async (organization: Organization, input: CreateCustomer = { email: "a@acme.com" }) =>
    (await createCustomer(contextOf(organization), input)).customer.id;
  /** The ids on all pages. */
  const list = async (organization: Organization, limit = 25): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listCustomers(contextOf(organization), { limit, cursor, filter: "all" });
      ids.push(...page.customers.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  };
  return { create, list, listCustomers, updateCustomer };
}

async function raise({ id }: Organization, shards: number) {
  return increaseShards(id, shards, () => new Date());
}

/** The shards that an organization's customers are in. */
async function shardsUsed(organization: Organization): Promise<number[]> {
  const reads = await parallel(MAX_SHARDS, (shard) =>
    queryCustomers(contextOf(organization), "all", shard, 1, undefined),
  );
  return reads.flatMap(({ items }, shard) => (items.length > 0 ? [shard] : []));
}

/** Writes the search index as the indexer would. */
async function index(organization: Organization): Promise<void> {
  await parallel(MAX_SHARDS, async (shard) => {
    const { items } = await queryCustomers(contextOf(organization), "all", shard, 100, undefined);
    const entries = items.flatMap((customer) => entriesOf(customer, listKey(organization.id, shard)));
    for (const some of chunks(entries, INSERTS)) await insertEntries(timed(), some);
  });
}

// The clock stands still unless a test moves it; timers and the engine keep running.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());
const advance = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

describe("a raise of the shards", () => {
  test("of many at once succeeds once, whatever numbers they want", async () => {
    for (const wanted of [(i: number) => 2 + i, () => 8]) {
      const organization = await newOrganization();
      const raises = await parallel(10, (i) => raise(organization, wanted(i)));
      expect(raises.filter((it) => it?.outcome === "raised")).toHaveLength(1);
      const raised = raises.find((it) => it?.outcome === "raised")?.organization;
      for (const it of raises) expect(it?.organization).toEqual(raised);
    }
  });

  test("is refused downwards and while the one before has not taken effect, and repeats itself without a change", async () => {
    const organization = await newOrganization();
    const first = await raise(organization, 4);
    advance(TEN_MINUTES - 1);
    const outcomes = async (...wanted: number[]) => {
      const seen = [];
      for (const shards of wanted) seen.push((await raise(organization, shards))?.outcome);
      return seen;
    };
    expect(await outcomes(3, 1, 4, 8)).toEqual(["lower", "lower", "same", "pending"]);
    expect((await raise(organization, 4))?.organization).toEqual(first?.organization);
    advance(1);
    expect(await outcomes(3, 4, 8)).toEqual(["lower", "same", "raised"]);
    expect(await raise({ ...organization, id: "org_nobody" }, 4)).toBeUndefined();
  });

  test.each([0, 10, 29.999])(
    "is never noticed too late by a reader whose organization is %f seconds old at that moment",
    async (age) => {
      const organization = await newOrganization();
      const [reader, writer] = [await newProcess(), await newProcess()];
      await reader.list(organization);
      advance(age * SECOND);
      await raise(organization, MAX_SHARDS);
      // The writer knows of the increase; the reader cannot know yet.
      const created = await parallel(20, () => writer.create(organization));
      advance((29.999 - age) * SECOND);
      created.push(...(await parallel(20, () => writer.create(organization))));
      expect((await reader.list(organization)).toSorted()).toEqual(created.toSorted());
      expect(await shardsUsed(organization)).toEqual([0]);

      advance(TEN_MINUTES);
      created.push(...(await parallel(40, () => writer.create(organization))));
      expect((await shardsUsed(organization)).length).toBeGreaterThan(MAX_SHARDS / 2);
      expect((await reader.list(organization)).toSorted()).toEqual(created.toSorted());
    },
  );
});

describe("lists of an organization with several shards", () => {
  const filter = fc.constantFrom("all" as const, "active" as const, "archived" as const);
  const limit = fc.constantFrom(1, 2, 7, 25, 100);
  const does = <T extends string>(what: T) => fc.constant(what);
  const which = fc.nat({ max: 99 });
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ does: does("create"), count: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 2, arbitrary: fc.record({ does: does("archive"), which }) },
    { weight: 1, arbitrary: fc.record({ does: does("update"), which }) },
    { weight: 1, arbitrary: fc.record({ does: does("raise"), shards: fc.integer({ min: 2, max: MAX_SHARDS }) }) },
    { weight: 4, arbitrary: fc.record({ does: does("page"), filter, limit }) },
  );

  test("are page by page those of one with a single shard, cursors from before a raise too, while customers are created, changed and archived", async () => {
    const { create, listCustomers, updateCustomer } = await newProcess();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40, size: "max" }), async (steps) => {
        const [single, sharded] = [await newOrganization(), await newOrganization()];
        const both = <T>(run: (organization: Organization) => Promise<T>) => Promise.all([single, sharded].map(run));
        const externalIds: string[] = [];
        const cursors = new Map<string, (string | undefined)[]>();

        /** Reads one page of each organization, continuing the walk with this filter. */
        const page = async (filter: "all" | "active" | "archived", limit: number): Promise<boolean> => {
          const [first, second] = cursors.get(filter) ?? [];
          const pages = await Promise.all([
            listCustomers(contextOf(single), { limit, cursor: first, filter }),
            listCustomers(contextOf(sharded), { limit, cursor: second, filter }),
          ]);
          const [expected, seen] = pages.map(({ customers, nextCursor }) => ({
            customers: customers.map(({ organizationId, requestId, ...customer }) => customer),
            hasMore: nextCursor !== undefined,
          }));
          expect(seen).toEqual(expected);
          cursors.set(
            filter,
            pages.map(({ nextCursor }) => nextCursor),
          );
          return seen?.hasMore === true;
        };

        for (const step of steps) {
          advance(1);
          const id = externalIds[("which" in step ? step.which : 0) % externalIds.length];
          if (step.does === "create") {
            const added = Array.from({ length: step.count }, () => unique());
            externalIds.push(...added);
            const createOne = (it: Organization) => (externalId: string) =>
              create(it, { email: "a@acme.com", externalId });
            await both((it) => Promise.all(added.map(createOne(it))));
          } else if (step.does === "raise") {
            await raise(sharded, step.shards);
            advance(TEN_MINUTES);
          } else if (step.does === "page") await page(step.filter, step.limit);
          else if (id !== undefined) {
            const change = step.does === "archive" ? { isActive: false } : { fullName: unique("Name") };
            await both((it) => updateCustomer(contextOf(it), id, change).catch(unlessArchived));
          }
        }
        for (const filter of ["all", "active", "archived"] as const) {
          cursors.delete(filter);
          while (await page(filter, 10));
        }
      }),
      { numRuns: scaled(5, 200) },
    );
  });

  test("are searched page by page as those of one with a single shard are", async () => {
    const { create, updateCustomer } = await newProcess();
    const [single, sharded] = [await newOrganization(), await newOrganization(MAX_SHARDS)];
    for (const organization of [single, sharded]) {
      const names = ["Ana Gómez", "Anton Acme", "Acme Anvils", "Gomez & Sons"];
      await parallel(24, async (i) => {
        const externalId = `user_${i}`;
        await create(organization, { email: "a@acme.com", externalId, fullName: names[i % names.length] ?? "" });
        if (i % 7 === 0) await updateCustomer(contextOf(organization), externalId, { isActive: false });
      });
      await index(organization);
    }
    const page = async (organization: Organization, request: SearchRequest, cursor: string | undefined) => {
      const { customers, nextCursor } = await searchCustomers(contextOf(organization), { ...request, cursor });
      return { ids: customers.map(({ id }) => id), nextCursor };
    };
    let found = 0;
    for (const filter of ["all", "active", "archived"] as const)
      for (const [words, limit] of [
        ["an", 3],
        ["acme", 25],
        ["gomez a", 2],
        ["user", 7],
        ["nobody", 5],
      ] as const) {
        const request = {
          filter,
          limit,
          search: readQuery(words) ?? { text: words, words: [words], leading: [words] },
        };
        let cursors: (string | undefined)[] = [];
        do {
          const [expected, seen] = [await page(single, request, cursors[0]), await page(sharded, request, cursors[1])];
          expect(seen.ids).toEqual(expected.ids);
          found += seen.ids.length;
          cursors = [expected.nextCursor, seen.nextCursor];
          expect(cursors[1] === undefined).toBe(cursors[0] === undefined);
        } while (cursors[0] !== undefined);
      }
    expect(found).toBeGreaterThan(50);
  });

  test("show no other organization's customers, and take no cursor of theirs", async () => {
    const { create, list, listCustomers } = await newProcess();
    const organizations = [
      await newOrganization(MAX_SHARDS),
      await newOrganization(MAX_SHARDS),
      await newOrganization(),
    ];
    const created = new Map<Organization, string[]>();
    for (const it of organizations)
      created.set(it, await parallel(30, (i) => create(it, { email: "a@acme.com", externalId: `${it.id}_${i}` })));
    for (const [organization, ids] of created) {
      expect((await list(organization)).toSorted()).toEqual(ids.toSorted());
      const { nextCursor: cursor } = await listCustomers(contextOf(organization), { limit: 5, filter: "all" });
      for (const other of organizations.filter((it) => it !== organization))
        await expect(listCustomers(contextOf(other), { limit: 5, cursor, filter: "all" })).rejects.toMatchObject({
          code: "validation_error",
        });
    }
  });
});

/** Ignores a refusal that depends on the order of the steps, which is the same in both. */
function unlessArchived(error: unknown): void {
  if ((error as { code?: string }).code !== "customer_archived") throw error;
}
