import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import {
  archived,
  create,
  createMany,
  newCustomer,
  outcome,
  problemFields,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();
let full: Client;
beforeAll(async () => {
  full = await stack.newOrganization();
  await createMany(full, 130);
});

describe("`limit`", () => {
  test("absent is 25", async () => {
    const { body } = await full.get("/api/customers");
    expect([body.data.length, body.hasMore, typeof body.nextCursor]).toEqual([25, true, "string"]);
  });

  test.each(["1", "2", "99", "100"])("%s is that many", async (limit) => {
    expect((await full.get(`/api/customers?limit=${limit}`)).body.data).toHaveLength(Number(limit));
  });

  test.each(["101", "130", "1000", "999999999", "1000000000", "2147483648", "9007199254740993", "9".repeat(60)])(
    "%s, above 100, is 100",
    async (limit) => {
      const answer = await full.get(`/api/customers?limit=${limit}`);
      expect(outcome(answer), answer.text).toBe("200");
      expect(answer.body.data).toHaveLength(100);
    },
  );

  test.each([
    "0",
    "00",
    "-1",
    "-0",
    "1.5",
    "25.0",
    "1e1",
    "0x10",
    "",
    "%20",
    "%205",
    "ten",
    "NaN",
    "Infinity",
    "٣",
    "1,2",
  ])("%j, below 1 or not a whole number, is a 422 on limit", async (limit) => {
    expect(problemFields(await full.get(`/api/customers?limit=${limit}`))).toEqual(["limit"]);
  });

  test("given twice counts the first time", async () => {
    expect((await full.get("/api/customers?limit=3&limit=7")).body.data).toHaveLength(3);
  });
});

describe("isActive", () => {
  test("all four spellings filter, absent shows active and archived customers", async () => {
    const client = await stack.newOrganization();
    const { customer: active } = await create(client);
    const { customer: gone } = await archived(client);
    const ids = async (query: string) => {
      const { body } = await client.get(`/api/customers${query}`);
      expect([body.hasMore, body.nextCursor]).toEqual([false, null]);
      return body.data.map(({ id }: { id: string }) => id);
    };
    expect((await ids("")).sort()).toEqual([active.id, gone.id].sort());
    for (const yes of ["true", "1"]) expect(await ids(`?isActive=${yes}`)).toEqual([active.id]);
    for (const no of ["false", "0"]) expect(await ids(`?isActive=${no}`)).toEqual([gone.id]);
  });

  test.each(["", "yes", "2", "-1", "TRUE", "null", "constructor", "toString", "hasOwnProperty", "__proto__"])(
    "%j is none of them: 422 on isActive",
    async (isActive) => {
      expect(problemFields(await full.get(`/api/customers?limit=1&isActive=${isActive}`))).toEqual(["isActive"]);
    },
  );
});

describe("every problem in a request is reported at once", () => {
  test("in a query too", async () => {
    const answer = await full.get("/api/customers?limit=0&isActive=x");
    expect(problemFields(answer).sort()).toEqual(["isActive", "limit"]);
  });
});

describe("unknown body fields and query parameters", () => {
  test("in the query of a list are ignored, beside known ones too", async () => {
    const plain = await full.get("/api/customers?limit=3");
    for (const unknown of [
      "foo=bar",
      "page=9",
      "startDate=x",
      "endDate=x",
      "organizationId=org_local",
      "a[]=1",
      "&&=&",
    ])
      expect((await full.get(`/api/customers?${unknown}&limit=3`)).body).toEqual(plain.body);
  });
});

describe("look-up by externalId and customerId", () => {
  let client: Client;
  const find = async (query: string) => {
    const answer = await client.get(`/api/customers?${query}`);
    expect([outcome(answer), answer.body.hasMore, answer.body.nextCursor]).toEqual(["200", false, null]);
    return answer.body.data.map((found: { id: string }) => found.id);
  };
  beforeAll(async () => {
    client = await stack.newOrganization();
    await createMany(client, 5);
  });

  test("finds a customer at once after its creation, by either id", async () => {
    const id = unique();
    const { customer } = await create(client, { id });
    for (const query of [`externalId=${id}`, `customerId=${id}`, `customerId=${customer.id}`])
      expect(await find(query)).toEqual([customer.id]);
    expect(await find(`customerId=${customer.id}&externalId=${id}`)).toEqual([customer.id]);
    expect(await find(`customerId=${id}&externalId=${id}&limit=1`)).toEqual([customer.id]);
  });

  test("is combined with isActive", async () => {
    const [activeId, goneId] = [unique(), unique()];
    const { customer: active } = await create(client, { id: activeId });
    const { customer: gone } = await archived(client, { id: goneId });
    for (const [yes, no] of [
      ["true", "false"],
      ["1", "0"],
    ])
      for (const name of ["externalId", "customerId"]) {
        expect(await find(`${name}=${activeId}&isActive=${yes}`)).toEqual([active.id]);
        expect(await find(`${name}=${activeId}&isActive=${no}`)).toEqual([]);
        expect(await find(`${name}=${goneId}&isActive=${yes}`)).toEqual([]);
        expect(await find(`${name}=${goneId}&isActive=${no}`)).toEqual([gone.id]);
      }
  });

  test("finds nobody for unknown, contradicting or impossible ids, instead of everybody", async () => {
    const [id, otherId] = [unique(), unique()];
    const { customer } = await create(client, { id });
    const { customer: other } = await create(client, { id: otherId });
    const queries = [
      "customerId=",
      "externalId=nobody",
      "customerId=cus_000000000000000000000000",
      `externalId=${customer.id}`,
      `customerId=${customer.id}&externalId=${otherId}`,
      `customerId=${id}&externalId=${otherId}`,
      `customerId=${other.id}&externalId=${id}`,
      "externalId=a%2Fb",
      `externalId=${"x".repeat(300)}`,
      "externalId=%ff",
    ];
    for (const query of queries) expect([query, await find(query)]).toEqual([query, []]);
  });

  test("finds no customer of another organization", async () => {
    const id = unique();
    const { customer } = await create(await stack.newOrganization(), { id });
    for (const query of [`externalId=${id}`, `customerId=${id}`, `customerId=${customer.id}`])
      expect(await find(query)).toEqual([]);
  });

  test("takes no cursor: 422 on cursor", async () => {
    const { nextCursor } = (await full.get("/api/customers?limit=1")).body;
    const id = unique();
    await full.post("/api/customers", newCustomer({ id }));
    for (const query of [`externalId=${id}`, `customerId=${id}`, `externalId=${id}&isActive=true`])
      for (const cursor of [nextCursor, "x", ""])
        expect(problemFields(await full.get(`/api/customers?${query}&cursor=${cursor}`))).toEqual(["cursor"]);
  });
});
