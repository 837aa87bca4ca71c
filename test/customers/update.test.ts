import { describe, expect, test } from "vitest";
import type { Client } from "../support/api.ts";
import {
  archived,
  create,
  etagOf,
  newAddress,
  outcome,
  pathOf,
  problemFields,
  putSubscription,
  stored,
  unique,
  useStack,
  versionOf,
} from "../support/service.ts";

const stack = useStack();

/** Requests that take different code paths through the update, each changing a new customer. */
const changes: [string, () => Record<string, unknown>][] = [
  ["a text field", () => ({ fullName: "New" })],
  ["the email", () => ({ email: "new@acme.com" })],
  ["the email as billingEmail", () => ({ billingEmail: "new@acme.com" })],
  ["the address", () => ({ address: newAddress() })],
  ["metadata", () => ({ metadata: { a: 1 } })],
  ["an external id", () => ({ externalId: unique() })],
  ["the archive", () => ({ isActive: false })],
];

describe("update", () => {
  test.each(changes)("of %s answers 200 with the full customer, and adds 1 to the version", async (_, change) => {
    const { customer, etag } = await create(stack.client, { metadata: { kept: true } });
    const answer = await stack.client.put(pathOf(customer.id), change());
    expect([outcome(answer), versionOf(etagOf(answer))]).toEqual(["200", versionOf(etag) + 1]);
    expect(Object.keys(answer.body.data)).toEqual(Object.keys(customer));
    expect(await stored(stack.client, customer.id)).toEqual({ customer: answer.body.data, etag: etagOf(answer) });
    expect(answer.body.data.createdAt).toBe(customer.createdAt);
    expect(answer.body.data.updatedAt >= customer.updatedAt).toBe(true);
  });

  test("by external id is the same customer", async () => {
    const id = unique();
    const { customer } = await create(stack.client, { id });
    const answer = await stack.client.put(pathOf(id), { email: "new@acme.com" });
    expect(answer.body.data).toMatchObject({ id: customer.id, email: "new@acme.com", billingEmail: "new@acme.com" });
  });

  test("to what is stored changes nothing, not even updatedAt", async () => {
    const fields = { fullName: "Acme", timezone: "UTC", address: newAddress(), metadata: { a: 1 } };
    const { customer, etag } = await create(stack.client, fields);
    const answer = await stack.client.put(pathOf(customer.id), { ...fields, email: customer.email, isActive: true });
    expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual({ customer, etag });
  });

  test("changes only what differs among what is given", async () => {
    const { customer } = await create(stack.client, { fullName: "Acme", industry: "Rockets" });
    const answer = await stack.client.put(pathOf(customer.id), { fullName: "Acme", industry: "Anvils", domain: "" });
    expect(etagOf(answer)).toBe('"2"');
    const { updatedAt } = answer.body.data;
    expect(answer.body.data).toEqual({ ...customer, industry: "Anvils", updatedAt });
  });

  test("reports every problem at once, by the guide's names, and changes nothing", async () => {
    const { customer, etag } = await create(stack.client);
    const answer = await stack.client.put(pathOf(customer.id), {
      billingEmail: "nonsense",
      externalId: "a/b",
      fullName: "\u0001",
      timezone: "x",
      address: newAddress({ country: "XX" }),
      metadata: [1],
      isActive: "false",
    });
    const fields = ["address.country", "email", "externalId", "fullName", "isActive", "metadata", "timezone"];
    expect(problemFields(answer).sort()).toEqual(fields);
    expect(await stored(stack.client, customer.id)).toEqual({ customer, etag });
    const differing = { email: "a@acme.com", billingEmail: "b@acme.com" };
    expect(problemFields(await stack.client.put(pathOf(customer.id), differing))).toEqual(["email"]);
  });
});

describe("empty body, `{}`, `[]` on PUT", () => {
  const empties: [string, string | undefined][] = [
    ["no body", undefined],
    ["an empty body", ""],
    ["blanks", " \r\n\t"],
    ["{}", "{}"],
    ["[]", "[]"],
    ["[] with blanks", " [ ] "],
    ["what the Go SDK sends", '{"metadata":{},"address":null}'],
  ];
  const put = (client: Client, id: string, raw: string | undefined, headers: Record<string, string> = {}) =>
    client.request("PUT", pathOf(id), { ...(raw === undefined ? {} : { raw }), headers });

  test.each(empties)("%s answers 200 and changes nothing", async (_, raw) => {
    const { customer, etag } = await create(stack.client, { metadata: { a: 1 }, address: newAddress() });
    const answer = await put(stack.client, customer.id, raw);
    expect(outcome(answer)).toBe("200");
    expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual({ customer, etag });
    expect(await stored(stack.client, customer.id)).toEqual({ customer, etag });
  });

  test.each(empties)("%s on an archived customer answers 200 and changes nothing", async (_, raw) => {
    const { customer, etag } = await archived(stack.client);
    const answer = await put(stack.client, customer.id, raw);
    expect(outcome(answer)).toBe("200");
    expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual({ customer, etag });
  });

  test.each(empties)("%s for an unknown customer is a 404", async (_, raw) => {
    expect(outcome(await put(stack.client, unique("nobody"), raw))).toBe("404 customer_not_found");
  });
});

describe('`If-Match` (`"7"`, `W/"7"`, `*`)', () => {
  test.each(changes)("a matching version, weak or strong or in a list, and * let %s through", async (_, change) => {
    for (const ifMatch of ['"1"', 'W/"1"', "*", '"9", "1"', 'W/"9", W/"1"', ' "1" ']) {
      const { customer } = await create(stack.client);
      const answer = await stack.client.put(pathOf(customer.id), change(), { "if-match": ifMatch });
      expect([ifMatch, outcome(answer), etagOf(answer)]).toEqual([ifMatch, "200", '"2"']);
    }
  });

  test.each(changes)(
    "another version is 412 with the current record in details, and keeps %s out",
    async (_, change) => {
      const { customer } = await create(stack.client);
      const before = await stack.client.put(pathOf(customer.id), { industry: "Rockets" });
      for (const ifMatch of ['"1"', 'W/"1"', '"3"', '"1", "3"', '"22"', '"nonsense"', "2", "nonsense"]) {
        const answer = await stack.client.put(pathOf(customer.id), change(), { "if-match": ifMatch });
        expect([ifMatch, outcome(answer)]).toEqual([ifMatch, "412 version_mismatch"]);
        expect(answer.body.details).toEqual({ customer: before.body.data, version: 2 });
        expect(etagOf(answer)).toBe('"2"');
      }
      expect(await stored(stack.client, customer.id)).toEqual({ customer: before.body.data, etag: '"2"' });
    },
  );

  test("the record in details, sent with its ETag, goes through", async () => {
    const { customer, etag } = await create(stack.client);
    const path = pathOf(customer.id);
    await stack.client.put(path, { fullName: "Faster" }, { "if-match": etag });
    const late = await stack.client.put(path, { industry: "Late" }, { "if-match": etag });
    expect(late.body.details.customer.fullName).toBe("Faster");
    expect(etagOf(await stack.client.put(path, { industry: "Late" }, { "if-match": etagOf(late) }))).toBe('"3"');
  });

  test("every answer with one customer carries its version as ETag", async () => {
    const id = unique();
    const body = { email: "a@acme.com", id };
    const made = await stack.client.post("/api/customers", body);
    const updated = await stack.client.put(pathOf(id), { fullName: "New" });
    const unchanged = await stack.client.put(pathOf(id), {});
    const repeated = await stack.client.post("/api/customers", body);
    const read = await stack.client.get(pathOf(id));
    expect([made, updated, unchanged, repeated, read].map(etagOf)).toEqual(['"1"', '"2"', '"2"', '"2"', '"2"']);
  });
});

describe("Precedence: 404, 422, 409, 412, nothing changed", () => {
  const stale = { "if-match": '"99"' };

  test("404 goes before 422 and 412", async () => {
    for (const id of [unique("nobody"), "cus_000000000000000000000000", "a%3Fb"])
      for (const body of [
        { email: "nonsense" },
        { fullName: "New" },
        { metadata: { a: 1 } },
        { externalId: "a/b" },
        {},
      ])
        expect(outcome(await stack.client.put(`/api/customers/${id}`, body, stale))).toBe("404 customer_not_found");
  });

  test("422 goes before 409 and 412", async () => {
    const gone = await archived(stack.client, { metadata: { a: "x".repeat(10_000) } });
    const path = pathOf(gone.customer.id);
    expect(problemFields(await stack.client.put(path, { email: "nonsense" }, stale))).not.toEqual([]);
    expect(problemFields(await stack.client.put(path, { metadata: { b: "x".repeat(10_000) } }, stale))).toEqual([
      "metadata",
    ]);
    const named = await create(stack.client, { id: unique(), metadata: { a: "x".repeat(10_000) } });
    const both = { externalId: unique(), metadata: { b: "x".repeat(10_000) } };
    expect(problemFields(await stack.client.put(pathOf(named.customer.id), both, stale))).toEqual(["metadata"]);
  });

  test("409 goes before 412", async () => {
    const [taken, gone, named, subscribed, other] = [
      await create(stack.client, { id: unique() }),
      await archived(stack.client),
      await create(stack.client, { id: unique() }),
      await create(stack.client),
      await create(stack.client),
    ];
    await putSubscription(stack.client, subscribed.customer.id);
    const put = async ({ customer }: typeof taken, body: object) =>
      outcome(await stack.client.put(pathOf(customer.id), body, stale));
    expect(await put(gone, { fullName: "New" })).toBe("409 customer_archived");
    expect(await put(gone, { isActive: true })).toBe("409 customer_archived");
    expect(await put(gone, { metadata: { a: 1 } })).toBe("409 customer_archived");
    expect(await put(named, { externalId: unique() })).toBe("409 external_id_immutable");
    expect(await put(other, { externalId: taken.customer.externalId })).toBe("409 external_id_taken");
    expect(await put(subscribed, { isActive: false })).toBe("409 customer_has_active_subscription");
  });

  test("409 goes before nothing changed", async () => {
    const { customer } = await archived(stack.client, { fullName: "Acme", metadata: { a: 1 } });
    for (const body of [{ fullName: "Acme" }, { email: customer.email }, { metadata: { a: 1 } }])
      expect(outcome(await stack.client.put(pathOf(customer.id), body))).toBe("409 customer_archived");
  });

  test("412 goes before nothing changed", async () => {
    const active = await create(stack.client, { fullName: "Acme", id: unique(), metadata: { a: 1 } });
    const same = { fullName: "Acme", externalId: active.customer.externalId, metadata: { a: 1 } };
    for (const body of [{}, { fullName: "Acme" }, { isActive: true }, { metadata: { a: 1 } }, same]) {
      const answer = await stack.client.put(pathOf(active.customer.id), body, stale);
      expect(outcome(answer)).toBe("412 version_mismatch");
    }
    const gone = await archived(stack.client);
    for (const body of [{}, { isActive: false }])
      expect(outcome(await stack.client.put(pathOf(gone.customer.id), body, stale))).toBe("412 version_mismatch");
  });
});

describe("unknown body fields and query parameters", () => {
  test("in bodies are ignored, also those that only answers have", async () => {
    const own = {
      object: "nonsense",
      organizationId: "org_other",
      livemode: true,
      createdAt: "1970-01-01T00:00:00.000Z",
      updatedAt: 5,
      archivedAt: "1970-01-01T00:00:00.000Z",
      version: 99,
      pk: "x",
      taxNumber: { any: ["thing"] },
      "": null,
    };
    const { customer, etag } = await create(stack.client, { ...own, isActive: false });
    expect(customer).toMatchObject({ object: "customer", organizationId: stack.client.organizationId, isActive: true });
    expect([customer.livemode, customer.archivedAt, etag]).toEqual([false, null, '"1"']);
    const answer = await stack.client.put(pathOf(customer.id), { ...own, id: "cus_other", customerId: "x" });
    expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual({ customer, etag });
  });

  test("in queries are ignored", async () => {
    const { customer } = await create(stack.client);
    const query = "?foo=bar&limit=x&isActive=x&cursor=x&a[b]=c&=&%zz";
    expect(outcome(await stack.client.get(`${pathOf(customer.id)}${query}`))).toBe("200");
    expect(outcome(await stack.client.put(`${pathOf(customer.id)}${query}`, { fullName: "New" }))).toBe("200");
    const listed = await stack.client.get("/api/customers?foo=bar&page=2&startDate=x&endDate=x&a[b]=c&=&%zz");
    expect(outcome(listed)).toBe("200");
  });
});
