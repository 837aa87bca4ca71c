/** Searching on the whole stack: what is found, in which order, at what cost. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dynamodb as dynamodbClient } from "../../core/aws/dynamodb.ts";
import { entriesOf } from "../../core/search/entry.ts";
import type { Client } from "../support/api.ts";
import { logLines } from "../support/api.ts";
import { untilIndexed } from "../support/pump.ts";
import { repeat503 } from "../support/repeat.ts";
import { scaled } from "../support/scale.ts";
import {
  archived,
  create,
  type Json,
  newCustomer,
  outcome,
  pathOf,
  problemFields,
  useStack,
} from "../support/service.ts";
import { anyCharacter } from "../support/text.ts";
import { idsFound, type Page, putEntries, walk } from "./support.ts";

const stack = useStack({ publishes: true });
const indexed = () => untilIndexed(stack.api.dataDir);

const find = async (client: Client, query: Record<string, string>): Promise<Json[]> => {
  const answer = await client.get(`/api/customers?${new URLSearchParams(query)}`);
  expect(outcome(answer), answer.text).toBe("200");
  return answer.body.data;
};
const idsOf = (customers: readonly Json[]): string[] => customers.map(({ id }) => id);

/** The last log line of a request. */
const lastLine = () => JSON.parse(logLines.findLast((line) => line.includes('"listCustomers"')) ?? "{}");

describe("A search", () => {
  let client: Client;
  let jose: Json;
  let lukasz: Json;
  let gone: Json;
  beforeAll(async () => {
    client = await stack.newOrganization();
    ({ customer: jose } = await create(client, { fullName: "José O'Brien", email: "jose@acme.com", id: "User_1" }));
    ({ customer: lukasz } = await create(client, { fullName: "Łukasz Nowak", email: "lukasz@acme.com" }));
    ({ customer: gone } = await archived(client, { fullName: "Josefina Acme", email: "j@acme.com" }));
    await indexed();
  });

  test.each([
    ["jose", ["jose", "gone"]],
    ["LUKASZ", ["lukasz"]],
    ["acme", ["gone", "lukasz", "jose"]],
    ["acme jo", ["gone", "jose"]],
    ["brien user_1", ["jose"]],
    ["user_1", ["jose"]],
    ["osé", []],
    ["josé nowak", []],
  ])("for %j finds %j", async (search, names) => {
    const all: Record<string, Json> = { jose, lukasz, gone };
    expect(idsOf(await find(client, { search })).toSorted()).toEqual(names.map((name) => all[name].id).toSorted());
  });

  test("is answered with the customers as a list shows them", async () => {
    const { body } = await client.get(pathOf(jose.id));
    expect(await find(client, { search: "brien" })).toEqual([body.data]);
  });

  test.each([
    ["true", ["jose"]],
    ["false", ["gone"]],
  ])("with isActive=%s finds those alone", async (isActive, names) => {
    const all: Record<string, Json> = { jose, gone };
    expect(idsOf(await find(client, { search: "jos", isActive }))).toEqual(names.map((name) => all[name].id));
  });

  test("with externalId or customerId wants both", async () => {
    expect(idsOf(await find(client, { search: "brien", externalId: "User_1" }))).toEqual([jose.id]);
    expect(await find(client, { search: "nowak", externalId: "User_1" })).toEqual([]);
    expect(idsOf(await find(client, { search: "User_1", customerId: jose.id }))).toEqual([jose.id]);
    expect(await find(client, { search: "brien", customerId: jose.id, isActive: "false" })).toEqual([]);
  });

  test.each(["", "   ", "\t", "\u3000"])("for %j is a list", async (search) => {
    expect(idsOf(await find(client, { search }))).toEqual([gone.id, lukasz.id, jose.id]);
  });

  test("for any text at all is answered with a page; any cursor beside it is refused by name", async () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 110 }),
      fc.string({ unit: "grapheme", maxLength: 110 }),
      fc.constantFrom(
        "#",
        "\u0301",
        "\u00ad",
        "¨",
        "\u0000",
        "\ufdfa".repeat(100),
        "𠮷".repeat(100),
        "a\u2028b",
        "cus_",
        "jo #",
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.option(text, { freq: 4 }), async (search, cursor) => {
        const parameters = new URLSearchParams({ search, ...(cursor === null ? {} : { cursor }) });
        const answer = await client.get(`/api/customers?${parameters}`);
        if (answer.status === 200) expect(Array.isArray(answer.body.data)).toBe(true);
        else expect(problemFields(answer)).toEqual(["cursor"]);
        if (cursor !== null) expect(answer.status).toBe(422);
      }),
      { numRuns: scaled(30, 3_000) },
    );
  });

  test("takes no cursor of another search, another filter, a list, or another organization", async () => {
    const cursorOf = async (of: Client, query: Record<string, string>) =>
      (await of.get(`/api/customers?${new URLSearchParams({ ...query, limit: "1" })}`)).body.nextCursor;
    const other = await stack.newOrganization();
    for (const name of ["Jo A", "Jo B"]) await create(other, { fullName: name });
    await indexed();
    const cursors = [
      await cursorOf(client, { search: "acme" }),
      await cursorOf(client, { search: "JO" }),
      await cursorOf(client, { search: "jo", isActive: "true" }),
      await cursorOf(client, {}),
      await cursorOf(other, { search: "jo" }),
      "AAAA",
    ];
    expect(cursors.filter((it) => it !== null).length).toBeGreaterThan(4);
    for (const cursor of cursors.filter((it) => it !== null)) {
      const query = new URLSearchParams({ search: "jo", cursor });
      expect(problemFields(await client.get(`/api/customers?${query}`)), cursor).toEqual(["cursor"]);
    }
    const cursor = await cursorOf(client, { search: "jo" });
    expect(cursor).toMatch(/^[\w-]{20,190}$/);
    expect(problemFields(await client.get(`/api/customers?cursor=${cursor}`))).toEqual(["cursor"]);
  });

  test("finds nothing of another organization, whatever it searches for", async () => {
    const stranger = await stack.newOrganization();
    for (const search of ["jose", "acme", "User_1", jose.id, "j@acme.com", "cus_"])
      expect(await find(stranger, { search })).toEqual([]);
  });
});

describe("An id", () => {
  test("is found at once after create, before any index: either id, as it was sent", async () => {
    const client = await stack.newOrganization();
    for (let i = 0; i < 5; i++) {
      const { customer } = await create(client, { id: `At Once ${i}` });
      expect(idsOf(await find(client, { search: ` At Once ${i} ` }))[0]).toBe(customer.id);
      expect(idsOf(await find(client, { search: customer.id, isActive: "true" }))).toEqual([customer.id]);
      expect(await find(client, { search: customer.id, isActive: "false" })).toEqual([]);
    }
  });

  test("that is given later is found at once too", async () => {
    const client = await stack.newOrganization();
    const { customer } = await create(client);
    await client.put(pathOf(customer.id), { externalId: "later" });
    expect(idsOf(await find(client, { search: "later" }))).toEqual([customer.id]);
  });

  test("comes first, once, before what begins like it, with any page size", async () => {
    const client = await stack.newOrganization();
    const ids: string[] = [];
    for (const id of ["acme", "acme-2", "acme-3", "acme 4"])
      ids.push((await create(client, { id, fullName: "Acme Acme-Corp", email: "acme@acme.com" })).customer.id);
    await indexed();
    for (const limit of ["1", "2", "3", "25"]) {
      const found = await idsFound(client, { search: "acme", limit });
      expect(found[0]).toBe(ids[0]);
      expect(found.toSorted()).toEqual(ids.toSorted());
    }
  });
});

test("A name is found once its change is in the index, by the new words alone, and at no time by a field it does not have", async () => {
  const client = await stack.newOrganization();
  const { customer } = await create(client, { fullName: "Before Acme" });
  await indexed();
  await client.put(pathOf(customer.id), { fullName: "After Acme" });
  const atOnce = await find(client, { search: "before" });
  await indexed();

  expect(atOnce).toEqual([]);
  expect(await find(client, { search: "before" })).toEqual([]);
  expect(idsOf(await find(client, { search: "after" }))).toEqual([customer.id]);
  expect(idsOf(await find(client, { search: "acme" }))).toEqual([customer.id]);
});

test("The order is by the word that matches, then newest first", async () => {
  const client = await stack.newOrganization();
  const names = ["Anna X", "Ann Y", "Anna Z", "Annabel", "Ann W"];
  for (const fullName of names) await create(client, { fullName });
  await indexed();

  const found = await find(client, { search: "ann" });

  expect(found.map(({ fullName }) => fullName)).toEqual(["Ann W", "Ann Y", "Anna Z", "Anna X", "Annabel"]);
});

/** Names as people write them, and the plain words that find them. None is a prefix of another customer's word. */
const vocabulary: readonly [written: string, words: readonly string[]][] = [
  ["José", ["jose"]],
  ["JOSEFINA", ["josefina"]],
  ["Łukasz", ["lukasz"]],
  ["O’Brien-Smith", ["o'brien-smith", "brien-smith", "smith"]],
  ["Straße", ["strasse"]],
  ["Ελλάς", ["ελλασ"]],
  ["Андрей", ["андреи"]],
  ["أحمد", ["احمد"]],
  ["한국전력", ["한국전력"]],
  ["山田", ["山田", "田"]],
  ["𠮷野", ["𠮷野", "野"]],
  ["ＡＣＭＥ", ["acme"]],
];
const name = fc.array(fc.integer({ min: 0, max: vocabulary.length - 1 }), { maxLength: 3 });
const written = (parts: readonly number[]): string => parts.map((i) => vocabulary[i]?.[0]).join(" ");

/** A customer as known to the test. */
interface Known {
  id: string;
  name: readonly number[];
  email: string;
  externalId: string;
  isActive: boolean;
  createdAt: string;
}
const wordsOf = ({ id, name, email, externalId }: Known): string[] => [
  ...name.flatMap((i) => vocabulary[i]?.[1] ?? []),
  ...[email, email.split("@")[1] ?? "", externalId, id.toLowerCase()],
];

/** The customers that should be found, computed without an index. */
function matching(known: readonly Known[], words: readonly string[], isActive: string | undefined): Known[] {
  return known.filter(
    (it) =>
      words.every((word) => wordsOf(it).some((its) => its.startsWith(word))) &&
      (isActive === undefined || String(it.isActive) === isActive),
  );
}

const word = fc
  .tuple(fc.integer({ min: 0, max: vocabulary.length - 1 }), fc.integer({ min: 1, max: 6 }), fc.boolean())
  .map(([i, length, isWhole]) => {
    const word = [...(vocabulary[i]?.[1][0] ?? "")];
    return (isWhole ? word : word.slice(0, length)).join("");
  });
const search = fc.record({
  words: fc.array(fc.oneof({ weight: 4, arbitrary: word }, fc.constantFrom("m", "acme.com", "u_1", "cus_")), {
    minLength: 1,
    maxLength: 3,
  }),
  isActive: fc.constantFrom(undefined, "true", "false"),
  limit: fc.integer({ min: 1, max: 9 }),
});
const change = fc.record({ at: fc.nat(), name, archives: fc.boolean(), renames: fc.boolean() });

describe("Held against a matcher without an index,", () => {
  let client: Client;
  let serial = 0;
  const known: Known[] = [];

  async function createKnown(names: readonly (readonly number[])[]): Promise<void> {
    const wanted = names.map((name) => {
      serial++;
      return { name, email: `m${serial}@${serial % 2 ? "acme.com" : "straße.example"}`, externalId: `u_${serial}` };
    });
    const customers = wanted.map(({ name, email, externalId }) =>
      newCustomer({ email, id: externalId, fullName: written(name) }),
    );
    const { body } = await client.post("/api/customers/batch", { customers });
    expect(body.data.failed).toEqual([]);
    for (const [i, it] of wanted.entries()) {
      const { id, createdAt } = body.data.successful[i];
      known.push({ ...it, email: it.email.replace("ß", "ss"), id, createdAt, isActive: true });
    }
  }

  async function apply({
    at,
    name,
    archives,
    renames,
  }: {
    at: number;
    name: number[];
    archives: boolean;
    renames: boolean;
  }) {
    const it = known[at % known.length];
    if (!it?.isActive) return;
    const body = {
      ...(renames ? { fullName: written(name) } : { timezone: "UTC" }),
      ...(archives ? { isActive: false } : {}),
    };
    expect((await client.put(pathOf(it.id), body)).status).toBe(200);
    if (renames) it.name = name;
    if (archives) it.isActive = false;
  }

  const expectExactly = (pages: readonly Page[], wanted: readonly Known[], limit: number) => {
    const found = pages.flatMap(({ ids }) => ids);
    expect(found.toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
    expect(pages.map(({ hasMore }) => hasMore)).toEqual(pages.map((_, i) => i < pages.length - 1));
    for (const { ids } of pages) expect(ids.length).toBeLessThanOrEqual(limit);
  };

  beforeAll(async () => {
    client = await stack.newOrganization();
    await createKnown(fc.sample(name, { numRuns: 60, seed: 7 }));
  });

  test("walks find all matches, each once, in one order whatever the page size, after creates, updates and archives", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 5 }),
        fc.array(name, { maxLength: 2 }),
        fc.array(search, { minLength: 4, maxLength: 4 }),
        async (changes, names, searches) => {
          for (const it of changes) await apply(it);
          if (names.length > 0) await createKnown(names);
          await indexed();
          for (const { words, isActive, limit } of searches) {
            const wanted = matching(known, words, isActive);
            const query = { search: words.join(" "), ...(isActive ? { isActive } : {}) };
            const pages = await walk(client, { ...query, limit: String(limit) });
            expectExactly(pages, wanted, limit);
            if (words.length === 1)
              expect(await idsFound(client, { ...query, limit: "100" })).toEqual(pages.flatMap(({ ids }) => ids));
          }
        },
      ),
      { numRuns: scaled(3, 80) },
    );
  });

  test("walks see each match whose words stay exactly once, whatever is created, changed, renamed or archived meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(search, fc.array(change, { minLength: 8, maxLength: 8 }), async ({ words, limit }, changes) => {
        await indexed();
        const before = matching(known, words, undefined);
        const touched = new Set<string>();
        const rest = [...changes];
        const pages = await walk(client, { search: words.join(" "), limit: String(limit) }, async () => {
          const next = rest.pop();
          if (!next) return;
          if (next.renames) touched.add(known[next.at % known.length]?.id ?? "");
          await apply(next);
          await createKnown([next.name]);
        });
        const found = pages.flatMap(({ ids }) => ids).filter((id) => !touched.has(id));
        expect(new Set(found).size).toBe(found.length);
        const steady = before.filter(({ id }) => !touched.has(id)).map(({ id }) => id);
        expect(steady.filter((id) => !found.includes(id))).toEqual([]);
        const now = new Set(matching(known, words, undefined).map(({ id }) => id));
        expect(found.filter((id) => !now.has(id))).toEqual([]);
      }),
      { numRuns: scaled(4, 80) },
    );
  });
});

describe("The work of one request is bounded:", () => {
  let client: Client;
  const CUSTOMERS = 60;
  beforeAll(async () => {
    client = await stack.newOrganization();
    // Short, so that a page's entries cost one unit however long the organization's id is.
    const customers = Array.from({ length: CUSTOMERS }, (_, i) =>
      newCustomer({ fullName: `Common Acme${i}`, email: `c${i}@common.com` }),
    );
    await client.post("/api/customers/batch", { customers });
    await indexed();
    await putCrowd(4_500);
    // No key must be looked up again during this, because that would be counted.
    vi.useFakeTimers({ toFake: ["Date"] });
    await find(client, { search: "common" });
  });
  afterAll(() => vi.useRealTimers());

  /** Entries for archived customers that do not exist: all have the word `crowd`, and one in 500 has `rare`. */
  async function putCrowd(count: number): Promise<void> {
    const createdAt = "2026-01-01T00:00:00.000Z";
    const entries = Array.from({ length: count }, (_, i) => {
      const id = `cus_crowd${String(i).padStart(6, "0")}`;
      const fullName = i % 500 === 499 ? "Crowd Rare" : "Crowd Other";
      const customer = {
        id,
        version: 1,
        email: "x@y.zz",
        createdAt,
        updatedAt: createdAt,
        requestId: "",
        fullName,
        archivedAt: createdAt,
      };
      const all = entriesOf({ ...customer, organizationId: client.organizationId }, `${client.organizationId}#0`);
      return all.filter(({ pk, sk }) => pk?.S?.endsWith("#0") && /^(crowd|rare) /.test(sk?.S ?? ""));
    }).flat();
    putEntries(stack.api.dataDir, entries);
  }

  /** The commands that one request sends, and the number of entries in their responses. */
  const commandsOf = (query: Record<string, string>) => repeat503(() => commandsOfOne(query));

  async function commandsOfOne(query: Record<string, string>) {
    const dynamodb = dynamodbClient();
    const send = dynamodb.send.bind(dynamodb) as (command: object) => Promise<{ ScannedCount?: number }>;
    const commands: string[] = [];
    let entries = 0;
    const spy = vi.spyOn(dynamodb, "send").mockImplementation((async (command: { input: { TableName?: string } }) => {
      const { ScannedCount = 0, ...output } = await send(command);
      const isSearch = command.input.TableName === process.env.SEARCH_TABLE;
      if (isSearch) entries += ScannedCount;
      commands.push(isSearch ? `search ${command.constructor.name}` : command.constructor.name);
      return { ScannedCount, ...output };
    }) as never);
    const unchecked = stack.api.client(client.key, client.organizationId);
    const path = `/api/customers?${new URLSearchParams(query)}`;
    const { status, headers, body } = await unchecked.request("GET", path, { repeats503: false });
    spy.mockRestore();
    return { commands: commands.sort(), entries, status, headers, body };
  }

  test("one word costs its page: one read of the index, one of the customers, and the look at the id", async () => {
    const { commands, entries, body } = await commandsOf({ search: "Common", limit: "25" });

    expect(body.data).toHaveLength(25);
    expect(commands).toEqual(["BatchGetItemCommand", "GetItemCommand", "QueryCommand", "search QueryCommand"]);
    expect(entries).toBe(26);
    // 25 strongly consistent reads of customers, an id that nobody has, and 26 entries of about 4 KB: half a unit or one.
    const rest = 25 + 1 + 0.5;
    expect([rest + 0.5, rest + 1]).toContain(lastLine().units);
  });

  test("a further page costs less: no id is looked for", async () => {
    const { body } = await client.get("/api/customers?search=common&limit=25");
    const { commands } = await commandsOf({ search: "common", limit: "25", cursor: body.nextCursor });
    expect(commands).toEqual(["BatchGetItemCommand", "search QueryCommand"]);
    expect([25.5, 26]).toContain(lastLine().units);
  });

  test("a customer found by several words is read once", async () => {
    const { ids, reads } = await (async () => {
      let reads = 0;
      const pages = await walk(client, { search: "common", limit: "20" }, () => (reads += lastLine().units));
      return { ids: pages.flatMap(({ ids }) => ids), reads };
    })();
    expect(new Set(ids).size).toBe(CUSTOMERS);
    expect(ids).toHaveLength(CUSTOMERS);
    // Each customer has four entries in the index, and each page reads its part.
    expect(reads).toBeLessThan(CUSTOMERS * 1.3);
  });

  test("several words walk the rarest one", async () => {
    const { commands, entries, body } = await commandsOf({ search: "common acme7", limit: "25" });

    expect(idsOf(body.data)).toHaveLength(1);
    expect(commands.filter((it) => it.startsWith("search"))).toEqual(Array(3).fill("search QueryCommand"));
    expect(entries).toBeLessThanOrEqual(100 + 1 + 1);
  });

  test("at most five reads and 4,101 entries, though there are more and none is to be shown", async () => {
    const { commands, entries, body } = await commandsOf({ search: "crowd", limit: "100", isActive: "true" });
    expect(body).toMatchObject({ data: [], hasMore: true });
    // Each entry shows that its customer is archived.
    expect(commands.filter((it) => it.startsWith("search"))).toEqual(Array(5).fill("search QueryCommand"));
    expect(entries).toBeLessThanOrEqual(4_101);
  });

  test("an index of customers that are gone costs a page of them, and goes on", async () => {
    const { commands, body } = await commandsOf({ search: "crowd", limit: "100" });
    expect(body).toMatchObject({ data: [], hasMore: true });
    expect(commands.filter((it) => /Batch|search/.test(it))).toEqual(["BatchGetItemCommand", "search QueryCommand"]);
  });

  test("five words that everybody has are five counts of 100 and five reads, and the walk ends", async () => {
    const query = { search: "crowd other x@y y.zz cus_crowd", limit: "100" };
    const { commands, entries } = await commandsOf(query);
    const reads = commands.filter((it) => it.startsWith("search")).length;
    expect(reads).toBeGreaterThan(5);
    expect(reads).toBeLessThanOrEqual(10);
    expect(entries).toBeLessThanOrEqual(500 + 4_101);
  });

  test("many entries without a customer are passed in few pages", async () => {
    const pages = await walk(client, { search: "crowd rare", limit: "100" });
    expect(pages.flatMap(({ ids }) => ids)).toEqual([]);
    expect(pages).toHaveLength(1);
  });
});
