/** What a list of customers is asked for, on the whole stack: long searches, exact addresses, misspelt filters. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import { logLines } from "../support/api.ts";
import { untilIndexed } from "../support/pump.ts";
import { create, type Json, outcome, pathOf, problemFields, useStack } from "../support/service.ts";
import { idsFound } from "./support.ts";

const stack = useStack({ publishes: true });
const indexed = () => untilIndexed(stack.api.dataDir);

const find = async (client: Client, query: Record<string, string>): Promise<Json[]> => {
  const answer = await client.get(`/api/customers?${new URLSearchParams(query)}`);
  expect(outcome(answer), answer.text).toBe("200");
  return answer.body.data;
};
const idsOf = (customers: readonly Json[]): string[] => customers.map(({ id }) => id);

/** The units that the last list has logged. */
const lastUnits = () => JSON.parse(logLines.findLast((line) => line.includes('"listCustomers"')) ?? "{}").units;

describe("A long search", () => {
  let client: Client;
  const ids: Record<string, string> = {};
  const names = {
    seven: "María de los Ángeles Fernández García de la Vega",
    sixty: Array.from({ length: 60 }, (_, i) => `n${i}`).join(" "),
    japanese: "日本総合情報通信技術研究開発株式会社 大阪支店",
    thai: "บริษัท ไทยตัวอย่างเครื่องดื่ม จำกัด Xyz",
    other: "研究開発 Xyz",
  };
  const id = `own ${"i".repeat(251)}`;
  const email = `${"e".repeat(64)}@${"d".repeat(63)}.${"d".repeat(63)}.${"d".repeat(53)}.example`;
  beforeAll(async () => {
    client = await stack.newOrganization();
    for (const [key, fullName] of Object.entries(names)) ids[key] = (await create(client, { fullName })).customer.id;
    ids.own = (await create(client, { id, email })).customer.id;
    await indexed();
  });

  test.each([
    ["a name of eight words", names.seven, ["seven"]],
    ["such a name, and a word that it has not", `${names.seven} nobody`, []],
    ["a name of sixty words", names.sixty, ["sixty"]],
    ["a name that is one run of letters, whole", names.japanese, ["japanese"]],
    ["such a name without its blank", names.japanese.replace(" ", ""), ["japanese"]],
    ["its second word", "大阪支店", ["japanese"]],
    ["letters inside it", "研究開発", ["other", "japanese"]],
    ["a word behind one of many letters", "Xyz", ["thai", "other"]],
    ["such a word, and letters that have no entry", "xyz ดื่ม", ["thai"]],
    ["an id of 255 characters", id, ["own"]],
    ["an address of 254 characters", email, ["own"]],
    ["an address of 254 characters that nobody has", `${email.slice(0, -1)}f`, []],
    ["a text of thousands of words", Array.from({ length: 1_500 }, (_, i) => `n${i}`).join(" "), []],
  ])("for %s is answered", async (_what, search, wanted) => {
    const found = idsOf(await find(client, { search }));
    expect(found.toSorted()).toEqual(wanted.map((key) => ids[key]).toSorted());
  });
});

describe("email=", () => {
  let client: Client;
  const ids: string[] = [];
  const address = "Ann.Lee+x@Éclair.example";
  beforeAll(async () => {
    client = await stack.newOrganization();
    for (const email of [
      address,
      address.toLowerCase(),
      address.toUpperCase(),
      "annlee+x@éclair.example",
      `b${address}`,
    ])
      ids.push((await create(client, { email, id: `u${ids.length}`, fullName: `Nr ${ids.length}` })).customer.id);
    await client.put(pathOf(ids[1] ?? ""), { isActive: false });
    await indexed();
  });

  test.each<[Record<string, string>, number[]]>([
    [{}, [2, 1, 0]],
    [{ isActive: "true" }, [2, 0]],
    [{ isActive: "false" }, [1]],
    [{ search: "nr 0" }, [0]],
    [{ search: "nobody" }, []],
    [{ externalId: "u1" }, [1]],
    [{ externalId: "u4" }, []],
    [{ customerId: "u0", isActive: "false" }, []],
  ])("with %j finds those with exactly this address, newest first", async (query, wanted) => {
    const found = idsOf(await find(client, { email: "ann.lee+X@éclair.example", ...query }));
    expect(found).toEqual(wanted.map((i) => ids[i]));
  });

  test.each(["ann.lee@éclair.example", "ann.lee+x@eclair.example", "ann.lee+x", "nobody", "ann.lee+x@éclair.exampl"])(
    "%s finds nobody: it is never folded and no beginning",
    async (email) => {
      expect(await find(client, { email })).toEqual([]);
    },
  );

  test("is walked with cursors, each customer once, which belong to this address and filter alone", async () => {
    const many = await stack.newOrganization();
    const wanted: string[] = [];
    for (let i = 0; i < 5; i++) wanted.unshift((await create(many, { email: "same@x.example" })).customer.id);
    await create(many, { email: "same@x.example.org" });
    await indexed();
    expect(await idsFound(many, { email: "same@x.example", limit: "2" })).toEqual(wanted);
    const { body } = await many.get("/api/customers?email=same@x.example&limit=2");
    for (const query of ["email=other@x.example", "search=same", "email=same@x.example&isActive=true", ""])
      expect(problemFields(await many.get(`/api/customers?${query}&cursor=${body.nextCursor}`))).toEqual(["cursor"]);
  });

  test.each(["", " ", "ann.lee x@éclair.example"])("%j is refused: it is nobody's address", async (email) => {
    expect(problemFields(await client.get(`/api/customers?${new URLSearchParams({ email })}`))).toContain("email");
  });

  test("costs its page, and no look at an id", async () => {
    await find(client, { email: address, isActive: "true" });
    // An address that differs by a dot alone has the same word, so that its record is looked at too.
    expect(lastUnits()).toBe(0.5 + 3);
  });
});

test("A misspelt filter is refused by the name that is meant, on every list and path; what is unknown is ignored", async () => {
  const client = await stack.newOrganization();
  const { customer } = await create(client, { id: "nobody else" });
  for (const [path, field] of [
    ["/api/customers?external_id=nobody", "external_id"],
    ["/api/v1/customers?id=nobody", "id"],
    ["/customers?Email=nobody@x.example", "Email"],
    ["/api/customers?externalId=", "externalId"],
    ["/api/customers?email=", "email"],
    ["/api/plans?include_private=true", "include_private"],
    [`/api/customers/${customer.id}/events?Limit=1`, "Limit"],
    [`/api/subscriptions/active?customer_id=${customer.id}`, "customer_id"],
  ] as const)
    expect(problemFields(await client.get(path)), path).toEqual([field]);
  expect(await find(client, { page: "1", externalIds: "nobody" })).toHaveLength(1);
});
