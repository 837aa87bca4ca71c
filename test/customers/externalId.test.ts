import { describe, expect, test } from "vitest";
import { toItem } from "../../core/customers/item.ts";
import {
  archived,
  create,
  etagOf,
  newCustomer,
  outcome,
  pathOf,
  problemFields,
  putItems,
  reservedId,
  stored,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();

describe("`id` and `externalId` both given and different", () => {
  test("is a problem on id, and creates nothing", async () => {
    const [id, externalId] = [unique(), unique()];
    expect(problemFields(await stack.client.post("/api/customers", newCustomer({ id, externalId })))).toEqual(["id"]);
    for (const none of [id, externalId]) expect((await stack.client.get(pathOf(none))).status).toBe(404);
  });

  test("is no problem when they are equal or one is null", async () => {
    const id = unique();
    for (const fields of [
      { id, externalId: id },
      { id, externalId: null },
      { id: null, externalId: id },
    ])
      expect((await stack.client.post("/api/customers", newCustomer(fields))).body.data.externalId).toBe(id);
  });
});

describe("external id", () => {
  const forbidden: [string, string][] = [
    ["empty", ""],
    ["256 characters", "x".repeat(256)],
    ["256 emoji", "🎉".repeat(256)],
    ["leading blank", " a"],
    ["trailing blank", "a "],
    ["leading no-break space", "\u00a0a"],
    ["trailing line separator", "a\u2028"],
    ["slash", "a/b"],
    ["question mark", "a?b"],
    ["hash", "a#b"],
    ["percent", "a%b"],
    ["backslash", "a\\b"],
    ["dot", "."],
    ["two dots", ".."],
    ["prefix cus_", "cus_mine"],
    ["prefix cus_ alone", "cus_"],
    ["NUL", "a\u0000b"],
    ["tab", "a\tb"],
    ["line feed", "a\nb"],
    ["DEL", "a\u007fb"],
    ["C1 control", "a\u0085b"],
    ["high surrogate alone", "a\ud800"],
    ["low surrogate alone", "\udc00a"],
  ];

  test.each(forbidden)("%s: 422 on create, in either spelling, on update and in a batch", async (_, id) => {
    const { customer, etag } = await create(stack.client);
    expect(problemFields(await stack.client.post("/api/customers", newCustomer({ id })))).toEqual(["id"]);
    expect(problemFields(await stack.client.post("/api/customers", newCustomer({ externalId: id })))).toEqual(["id"]);
    expect(problemFields(await stack.client.put(pathOf(customer.id), { externalId: id }))).toEqual(["externalId"]);
    const batch = await stack.client.post("/api/customers/batch", { customers: [newCustomer({ id })] });
    expect(batch.body.data.failed[0].error).toContain("customers[0].id ");
    expect((await stored(stack.client, customer.id)).etag).toBe(etag);
  });

  test.each([5, true, {}, ["a"]])("%j is not text: 422", async (id) => {
    expect(problemFields(await stack.client.post("/api/customers", newCustomer({ id })))).toEqual(["id"]);
  });

  test.each([
    "a",
    "x".repeat(255),
    "🎉".repeat(255),
    "a b",
    "a+b",
    "a@b.co",
    "a:b",
    "a;b=c",
    "a&b=c",
    "...",
    "-",
    "~",
    "{id}",
    "*",
    "$default",
    `"'<>|^`,
    "batch",
    "Cus_1",
    "cus-1",
    "cus",
    "acus_1",
    "ñandú",
    "用户",
    "مستخدم",
    "constructor",
    "__proto__",
    "0",
    "null",
  ])("%s is accepted, returned as sent, and finds its customer in every look-up", async (id) => {
    const client = await stack.newOrganization();
    const { customer } = await create(client, { id });
    expect(customer.externalId).toBe(id);
    expect((await stored(client, id)).customer).toEqual(customer);
    expect((await client.put(pathOf(id), { fullName: "Found" })).body.data.id).toBe(customer.id);
    for (const parameter of ["externalId", "customerId"]) {
      const { body } = await client.get(`/api/customers?${new URLSearchParams({ [parameter]: id })}`);
      expect(body.data.map((found: { id: string }) => found.id)).toEqual([customer.id]);
    }
  });

  test("a + in a path is a plus, in a query a space", async () => {
    const client = await stack.newOrganization();
    const { customer } = await create(client, { id: "a+b" });
    expect((await client.get("/api/customers/a+b")).body.data.id).toBe(customer.id);
    expect((await client.get("/api/customers?externalId=a+b")).body.data).toEqual([]);
    expect((await client.get("/api/customers?externalId=a%2Bb")).body.data[0].id).toBe(customer.id);
  });

  test("is compared exactly, without Unicode folding", async () => {
    const client = await stack.newOrganization();
    const ids = [
      "user",
      "User",
      "USER",
      "caf\u00e9",
      "cafe\u0301",
      "ﬁ",
      "fi",
      "ß",
      "ss",
      "1",
      "01",
      "１",
      "a\u0301",
      "á",
    ];
    const made = await Promise.all(ids.map((id) => create(client, { id })));
    expect(new Set(made.map(({ customer }) => customer.id)).size).toBe(ids.length);
    for (const [i, id] of ids.entries()) expect((await stored(client, id)).customer).toEqual(made[i]?.customer);
  });

  test("a path with an id that no customer can have is a 404, not a 422", async () => {
    for (const id of ["a%3Fb", "%23", "%25", "%5C", "cus_", "cus_-", "%20a", "%00", "x".repeat(256)])
      expect([id, outcome(await stack.client.get(`/api/customers/${id}`))]).toEqual([id, "404 customer_not_found"]);
  });
});

describe("external id of another customer / another id on one that has one / the same one", () => {
  test("the id of a customer created with it is 409 external_id_taken, and nothing changes", async () => {
    const id = unique();
    const owner = await create(stack.client, { id });
    const { customer, etag } = await create(stack.client);
    const answer = await stack.client.put(pathOf(customer.id), { externalId: id, fullName: "No" });
    expect(outcome(answer)).toBe("409 external_id_taken");
    expect(await stored(stack.client, customer.id)).toEqual({ customer, etag });
    expect(await stored(stack.client, id)).toEqual(owner);
  });

  test("the id that a customer was given later is 409 external_id_taken too", async () => {
    const [id, owner, other] = [unique(), await create(stack.client), await create(stack.client)];
    await stack.client.put(pathOf(owner.customer.id), { externalId: id });
    const answer = await stack.client.put(pathOf(other.customer.id), { externalId: id });
    expect(outcome(answer)).toBe("409 external_id_taken");
    expect((await stored(stack.client, id)).customer.id).toBe(owner.customer.id);
  });

  test("the id of an archived customer stays taken", async () => {
    const id = unique();
    await archived(stack.client, { id });
    const { customer } = await create(stack.client);
    expect(outcome(await stack.client.put(pathOf(customer.id), { externalId: id }))).toBe("409 external_id_taken");
  });

  test("the id of another organization's customer is free", async () => {
    const id = unique();
    await create(await stack.newOrganization(), { id });
    const { customer } = await create(stack.client);
    expect(outcome(await stack.client.put(pathOf(customer.id), { externalId: id }))).toBe("200");
  });

  test("another id on a customer created with one, or given one later, is 409 external_id_immutable", async () => {
    const first = await create(stack.client, { id: unique() });
    const second = await create(stack.client);
    await stack.client.put(pathOf(second.customer.id), { externalId: unique() });
    for (const { customer } of [first, second]) {
      const before = await stored(stack.client, customer.id);
      const answer = await stack.client.put(pathOf(customer.id), { externalId: unique(), email: "no@acme.com" });
      expect(outcome(answer)).toBe("409 external_id_immutable");
      expect(await stored(stack.client, customer.id)).toEqual(before);
    }
  });

  test("the same id changes nothing, and lets the other fields change", async () => {
    const id = unique();
    const before = await create(stack.client, { id });
    const same = await stack.client.put(pathOf(id), { externalId: id });
    expect({ customer: same.body.data, etag: etagOf(same) }).toEqual(before);
    const more = await stack.client.put(pathOf(id), { externalId: id, fullName: "New" });
    expect([etagOf(more), more.body.data.fullName]).toEqual(['"2"', "New"]);
  });

  test("the same id repeated on a customer that was given it later changes nothing", async () => {
    const [id, { customer }] = [unique(), await create(stack.client)];
    const given = await stack.client.put(pathOf(customer.id), { externalId: id });
    const again = await stack.client.put(pathOf(customer.id), { externalId: id });
    expect([outcome(again), etagOf(again), again.body.data]).toEqual(["200", '"2"', given.body.data]);
  });

  test("an id given with other fields is one step of the version, and names the customer everywhere at once", async () => {
    const client = await stack.newOrganization();
    const [id, { customer }] = [unique(), await create(client, { metadata: { a: 1 } })];
    const given = await client.put(pathOf(customer.id), { externalId: id, fullName: "Acme", metadata: { b: 2 } });
    expect(etagOf(given)).toBe('"2"');
    expect(given.body.data).toMatchObject({ externalId: id, fullName: "Acme", metadata: { a: 1, b: 2 } });
    expect((await stored(client, id)).customer).toEqual(given.body.data);
    for (const query of [`externalId=${id}`, `customerId=${id}`, `customerId=${customer.id}&externalId=${id}`])
      expect((await client.get(`/api/customers?${query}`)).body.data).toEqual([given.body.data]);
    const renamed = await client.put(pathOf(id), { fullName: "Renamed" });
    expect([etagOf(renamed), renamed.body.data.id]).toEqual(['"3"', customer.id]);
    expect((await client.put(pathOf(id), { isActive: false })).body.data).toMatchObject({ id: customer.id });
  });

  test("the reservation behind such an id answers 404 like any unknown id, and appears in no list", async () => {
    const client = await stack.newOrganization();
    const [externalId, { customer }] = [unique(), await create(client)];
    await client.put(pathOf(customer.id), { externalId });
    const reservation = await reservedId(client, externalId);
    const unknown = "cus_000000000000000000000000";
    for (const body of [undefined, { fullName: "No" }, { metadata: { a: 1 } }, { isActive: false }, { email: 5 }])
      expect(outcome(await client.put(pathOf(reservation), body))).toBe("404 customer_not_found");
    const [answer, expected] = [await client.get(pathOf(reservation)), await client.get(pathOf(unknown))];
    expect({ ...answer.body, error: 0 }).toEqual({ ...expected.body, error: 0 });
    expect((await client.get(`/api/customers?customerId=${reservation}`)).body.data).toEqual([]);
    expect((await client.get("/api/customers")).body.data).toHaveLength(1);
  });

  test("a customer whose id is not derived from its external id is found by it too", async () => {
    const client = await stack.newOrganization();
    const now = new Date().toISOString();
    const imported = { id: "cus_imported1", organizationId: client.organizationId, externalId: unique() };
    const times = { createdAt: now, updatedAt: now, requestId: "import" };
    await putItems([toItem({ ...imported, ...times, version: 1, email: "a@acme.com" })]);
    expect((await stored(client, imported.externalId)).customer.id).toBe(imported.id);
    const updated = await client.put(pathOf(imported.externalId), { metadata: { found: true } });
    expect(updated.body.data).toMatchObject({ id: imported.id, metadata: { found: true } });
    expect((await client.put(pathOf(imported.externalId), { fullName: "Found" })).body.data.id).toBe(imported.id);
    const listed = await client.get(`/api/customers?externalId=${imported.externalId}`);
    expect(listed.body.data[0].id).toBe(imported.id);
  });
});
