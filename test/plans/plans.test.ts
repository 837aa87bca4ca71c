import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { type Json, outcome, problemFields, useStack } from "../support/service.ts";

const stack = useStack();

const codesOf = (plans: Json[]): string[] => plans.map(({ code }) => code);
const manyPlans = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({ code: `plan${i}`, name: `Plan ${i}`, isPublic: i % 2 === 0 }));

describe("GET /api/plans", () => {
  test.each(["/api/plans", "/plans"])("at %s lists the public plans in their order", async (path) => {
    const client = await stack.newOrganization();
    const plan = (code: string, fields: object = {}) => ({ code, name: code.toUpperCase(), ...fields });
    await pushPlans(client.organizationId, [
      plan("third", { sortOrder: 3 }),
      plan("hidden", { sortOrder: 2, isPublic: false }),
      plan("first", { sortOrder: -1 }),
    ]);

    const [listed, all] = [await client.get(path), await client.get(`${path}?includePrivate=true`)];

    expect(listed.body).toMatchObject({ hasMore: false, nextCursor: null });
    expect(codesOf(listed.body.data)).toEqual(["first", "third"]);
    expect(codesOf(all.body.data)).toEqual(["first", "hidden", "third"]);
  });

  test("is an empty page where there are no plans", async () => {
    const { body } = await (await stack.newOrganization()).get("/api/plans");

    expect(body).toEqual({ success: true, data: [], hasMore: false, nextCursor: null });
  });

  test.each([
    ["1", 4],
    ["true", 4],
    ["0", 2],
    ["false", 2],
  ])("takes includePrivate=%s", async (value, count) => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, manyPlans(4));

    expect((await client.get(`/api/plans?includePrivate=${value}`)).body.data).toHaveLength(count);
  });

  test.each([
    ["", 15],
    ["&includePrivate=1", 30],
  ])("walked by pages of 4 with%s shows every plan once", async (filter, count) => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, manyPlans(30));
    const seen: Json[] = [];
    let cursor = "";
    do {
      const { body } = await client.get(`/api/plans?limit=4${filter}${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data);
      cursor = body.nextCursor ?? "";
    } while (cursor);

    const whole = await client.get(`/api/plans?limit=100${filter}`);

    expect(seen).toEqual(whole.body.data);
    expect(seen).toHaveLength(count);
  });

  test("goes on after a plan that has become private since", async () => {
    const client = await stack.newOrganization();
    await pushPlans(client.organizationId, [
      { code: "a", name: "A" },
      { code: "b", name: "B" },
    ]);
    const { body } = await client.get("/api/plans?limit=1");
    await pushPlans(client.organizationId, [{ code: "a", name: "A", isPublic: false }]);

    expect(codesOf((await client.get(`/api/plans?limit=1&cursor=${body.nextCursor}`)).body.data)).toEqual(["b"]);
  });

  test.each([
    ["limit=0", ["limit"]],
    ["includePrivate=yes", ["includePrivate"]],
    ["cursor=bogus", ["cursor"]],
    ["limit=x&includePrivate=", ["limit", "includePrivate"]],
  ])("?%s is 422 on %j", async (query, fields) => {
    expect(problemFields(await stack.client.get(`/api/plans?${query}`))).toEqual(fields);
  });

  test("a cursor of another filter or of another organization is 422", async () => {
    const [mine, theirs] = [await stack.newOrganization(), await stack.newOrganization()];
    for (const { organizationId } of [mine, theirs]) await pushPlans(organizationId, manyPlans(8));
    const { body } = await mine.get("/api/plans?limit=1");

    for (const [client, query] of [
      [mine, "&includePrivate=1"],
      [theirs, ""],
    ] as [Client, string][])
      expect(problemFields(await client.get(`/api/plans?cursor=${body.nextCursor}${query}`))).toEqual(["cursor"]);
  });
});

describe("GET /api/plans/{code}", () => {
  let client: Client;
  beforeAll(async () => {
    client = await stack.newOrganization();
    await pushPlans(client.organizationId);
  });

  test.each(["/api/plans", "/plans"])("at %s shows a plan by its code, and by its id", async (path) => {
    const [byCode, listed] = [await client.get(`${path}/pro`), await client.get(path)];
    const { id } = byCode.body.data;

    const byId = await client.get(`${path}/${id}`);

    expect(id).toMatch(/^plan_[A-Za-z0-9]{24}$/);
    expect(byId.body.data).toEqual(byCode.body.data);
    expect(listed.body.data[1]).toEqual(byCode.body.data);
  });

  test("shows prices in cents with their trials, and each feature with its overage", async () => {
    const { body } = await client.get("/api/plans/pro");

    const priceId = (interval: string) => `price_${body.data.id.slice("plan_".length)}_${interval}`;
    expect(body.data).toEqual({
      id: expect.any(String),
      object: "plan",
      code: "pro",
      name: "Pro",
      description: "For teams.",
      isPublic: true,
      isFree: false,
      isDefault: false,
      sortOrder: 1,
      prices: [
        {
          id: priceId("monthly"),
          billingInterval: "monthly",
          price: 4900,
          isDefault: true,
          trialDays: 0,
          introOffer: null,
        },
        {
          id: priceId("quarterly"),
          billingInterval: "quarterly",
          price: 13900,
          isDefault: false,
          trialDays: 0,
          introOffer: null,
        },
        {
          id: priceId("yearly"),
          billingInterval: "yearly",
          price: 49000,
          isDefault: false,
          trialDays: 14,
          introOffer: null,
        },
      ],
      features: [
        { code: "sso", name: "Single sign-on", type: "boolean", unitName: null, enabled: true, overage: null },
        {
          code: "api_calls",
          name: "API calls",
          type: "metered",
          unitName: "call",
          includedAmount: 100_000,
          overageEnabled: true,
          overageUnitPrice: 1,
          overage: { enabled: true, model: "per_unit", unitPrice: 1 },
        },
        {
          code: "team_members",
          name: "Team members",
          type: "seats",
          unitName: "seat",
          includedAmount: 5,
          overageEnabled: true,
          overageUnitPrice: 900,
          overage: { enabled: true, model: "per_unit", unitPrice: 900 },
        },
      ],
      livemode: false,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: body.data.createdAt,
    });
  });

  test("calls a plan free that has no price above 0", async () => {
    const { organizationId, get } = await stack.newOrganization();
    await pushPlans(organizationId, [
      { code: "none", name: "None" },
      { code: "zero", name: "Zero", prices: [{ billingInterval: "monthly", price: 0 }] },
      { code: "paid", name: "Paid", prices: [{ billingInterval: "monthly", price: 1 }] },
    ]);

    const free = (await get("/api/plans")).body.data.map(({ isFree }: Json) => isFree);

    expect(free).toEqual([true, true, false]);
  });

  test("shows a private plan too: anyone who knows its code may use it", async () => {
    const { organizationId, get } = await stack.newOrganization();
    await pushPlans(organizationId, [{ code: "secret", name: "Secret", isPublic: false }]);

    expect((await get("/api/plans/secret")).body.data.isPublic).toBe(false);
  });

  test.each(["nothing", "PRO", "pro%20", "plan_000000000000000000000000", "%23", "plan_"])(
    "%s is 404 plan_not_found",
    async (code) => {
      expect(outcome(await client.get(`/api/plans/${code}`))).toBe("404 plan_not_found");
    },
  );

  test("another organization's plan is unknown, by its code and by its id", async () => {
    const { body } = await client.get("/api/plans/pro");
    const other = await stack.newOrganization();

    for (const id of ["pro", body.data.id])
      expect(outcome(await other.get(`/api/plans/${id}`))).toBe("404 plan_not_found");
  });
});
