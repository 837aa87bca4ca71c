/**
 * Customers that were written before a rule for new values: what they have is never refused and never changed by itself,
 * whoever sends it back. Their items are those that the code of version 0.1 wrote.
 */
import { describe, expect, test } from "vitest";
import { idempotencyMark } from "../../core/base/marks.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import { pushPlans } from "../support/plans.ts";
import {
  create,
  etagOf,
  newAddress,
  newCustomer,
  outcome,
  pathOf,
  problemFields,
  reservedId,
  stored,
  unique,
  useStack,
} from "../support/service.ts";

const stack = useStack();

interface Rule {
  /** As stored, and as its first request had it. */
  field: string;
  value: unknown;
  /** The field that a new customer is refused for; none where the value is only stored in another form. */
  refused?: string;
  /** What the field is when it is new, where it is taken. */
  kept?: unknown;
}

const address = (parts: object) => newAddress(parts);

const rules: Rule[] = [
  { field: "email", value: "a@example.com,", refused: "email" },
  { field: "email", value: "a@example.com\u200b", refused: "email" },
  { field: "email", value: "'a'@example.com", refused: "email" },
  { field: "timezone", value: "IST", refused: "timezone" },
  { field: "timezone", value: "US/Pacific-New", refused: "timezone" },
  { field: "timezone", value: "europe/madrid", kept: "Europe/Madrid" },
  { field: "fullName", value: "  ", kept: null },
  { field: "industry", value: "\u00a0", kept: null },
  { field: "address", value: address({ line1: " " }), refused: "address.line1" },
  { field: "address", value: address({ city: "  " }), refused: "address.city" },
  { field: "address", value: address({ postalCode: " " }), refused: "address.postalCode" },
  { field: "address", value: address({ state: " " }), kept: address({}) },
  { field: "metadata", value: { text: "a\u0000b" }, refused: "metadata.text" },
  { field: "metadata", value: { nested: [{ "a\u0000": 1 }] }, refused: "metadata.nested" },
  { field: "metadata", value: { "a\u0001b": 1 }, refused: "metadata" },
  { field: "metadata", value: { "line\nbreak": { "a\u0002": 1 } }, refused: "metadata" },
];
const titled = rules.map((rule): [string, Rule] => [`${rule.field} ${JSON.stringify(rule.value)}`, rule]);

/** Writes a customer as version 0.1 did, created with an Idempotency-Key; its update has had another one. */
async function put({ field, value }: Rule, externalId = unique()) {
  const { organizationId } = stack.client;
  const sent = { email: "old@acme.com", externalId, [field]: value };
  const marks = {
    createMark: idempotencyMark("create-key", { organizationId, ...sent }),
    updateMark: idempotencyMark("update-key", { [field]: value }),
  };
  const fields = { ...sent, ...(field === "metadata" ? { metadata: JSON.stringify(value) } : {}), ...marks };
  await importCustomer(organizationId, await reservedId(stack.client, externalId), fields as Partial<Customer>);
  const before = await stored(stack.client, externalId);
  expect(before.customer[field]).toEqual(value);
  return { ...before, sent, path: pathOf(externalId) };
}

test("a request with a misspelt field is refused alone and in a batch, but for a customer that is there already", async () => {
  const { customer } = await create(stack.client, { id: unique() });
  const body = { email: "a@acme.com", full_name: "Ann" };
  const again = await stack.client.post("/api/customers", { ...body, id: customer.externalId });
  expect([again.status, again.body.data]).toEqual([200, customer]);
  expect(problemFields(await stack.client.post("/api/customers", body))).toEqual(["full_name"]);
  expect(problemFields(await stack.client.put(pathOf(customer.id), { is_active: false }))).toEqual(["is_active"]);
  const batch = await stack.client.post("/api/customers/batch", {
    customers: [body, { ...body, id: customer.externalId }, { ...body, fullName: "Ann" }],
  });
  expect(batch.body.data.successful).toHaveLength(2);
  expect(batch.body.data.failed).toEqual([
    { index: 0, error: "customers[0].full_name must be written fullName", data: body },
  ]);
});

describe.each(titled)("a stored %s", (_, rule) => {
  const { field, value, refused, kept } = rule;

  test("is what a new customer cannot have, or has in another form", async () => {
    const body = newCustomer({ [field]: value });
    const created = await stack.client.post("/api/customers", body);
    const { customer } = await create(stack.client);
    const updated = await stack.client.put(pathOf(customer.id), { [field]: value });
    const { failed, successful } = (await stack.client.post("/api/customers/batch", { customers: [body] })).body.data;

    if (refused === undefined) {
      for (const answer of [created, updated]) expect(answer.body.data[field]).toEqual(kept);
      expect(successful[0][field]).toEqual(kept);
    } else {
      for (const answer of [created, updated]) expect(problemFields(answer)).toEqual([refused]);
      expect(failed[0].error).toContain(`customers[0].${refused} `);
      expect((await stored(stack.client, customer.id)).customer).toEqual(customer);
    }
  });

  test("is not touched by an update that sends the whole record back, nor by one of another field", async () => {
    const before = await put(rule);

    const whole = await stack.client.put(before.path, before.customer, { "if-match": before.etag });
    const other = await stack.client.put(before.path, { language: "es", [field]: value });

    expect({ customer: whole.body.data, etag: etagOf(whole) }).toEqual({
      customer: before.customer,
      etag: before.etag,
    });
    expect(other.body.data).toMatchObject({ language: "es", [field]: value });
    expect(etagOf(other)).toBe('"2"');
  });

  test("is answered to a create again, alone and in a batch, and to its first Idempotency-Key", async () => {
    const { sent, customer } = await put(rule);

    const again = await stack.client.post("/api/customers", sent);
    const batch = await stack.client.post("/api/customers/batch", { customers: [sent, newCustomer()] });
    const repeat = await stack.client.post("/api/customers", sent, { "idempotency-key": "create-key" });

    for (const answer of [again, repeat]) expect([outcome(answer), answer.body.data]).toEqual(["200", customer]);
    expect(batch.body.data).toMatchObject({ successful: [customer, {}], failed: [] });
  });

  test("is left alone by the repeat of an update by its Idempotency-Key", async () => {
    const { customer, path } = await put(rule);
    const repeat = await stack.client.put(path, { [field]: value }, { "idempotency-key": "update-key" });
    expect([outcome(repeat), repeat.body.data]).toEqual(["200", customer]);
  });

  test("does not stand in the way of a subscription, of its change, or of an archive", async () => {
    await pushPlans(stack.client.organizationId, [{ code: "old", name: "Old" }]);
    const { customer, path } = await put(rule);
    const subscription = await stack.client.post("/api/subscriptions", { customerId: customer.id, planCode: "old" });
    expect(outcome(subscription)).toBe("201");
    await stack.client.post(`/api/subscriptions/${subscription.body.data.id}/cancel`, {});
    expect(outcome(await stack.client.put(path, { language: "es" }))).toBe("200");
    const archived = await stack.client.put(path, { isActive: false, [field]: value });
    expect([outcome(archived), archived.body.data.isActive]).toEqual(["200", false]);
  });
});

describe("a stored external id that nobody can see whole", () => {
  test.each(["\u200b", "\ufe0f", "\u00ad", "\u2800", "\ufffd", "\u{e0061}"])(
    "with %j is found, created again and sent back, and is no new one",
    async (sign) => {
      const externalId = `${unique()}${sign}`;
      const { customer, path, sent, etag } = await put({ field: "fullName", value: "Acme" }, externalId);
      for (const answer of [
        await stack.client.get(path),
        await stack.client.post("/api/customers", sent),
        await stack.client.put(path, customer),
        await stack.client.put(path, { externalId }),
      ])
        expect([outcome(answer), etagOf(answer), answer.body.data]).toEqual(["200", etag, customer]);
      const listed = await stack.client.get(`/api/customers?${new URLSearchParams({ externalId })}`);
      expect(listed.body.data).toEqual([customer]);

      const fresh = `${unique()}${sign}`;
      expect(problemFields(await stack.client.post("/api/customers", newCustomer({ id: fresh })))).toEqual(["id"]);
      const { customer: nameless } = await create(stack.client);
      const given = await stack.client.put(pathOf(nameless.id), { externalId: fresh });
      expect(problemFields(given)).toEqual(["externalId"]);
    },
  );

  test("can be given to a customer of another system, whose email stays", async () => {
    const id = await reservedId(stack.client, unique());
    await importCustomer(stack.client.organizationId, id, { email: "a@example.com;" });
    const answer = await stack.client.put(pathOf(id), { externalId: unique(), email: "a@example.com;" });
    expect([outcome(answer), answer.body.data.email]).toEqual(["200", "a@example.com;"]);
  });
});

test("a part of an address that is stored stays beside one that changes, and a new one is asked for", async () => {
  const { path } = await put({ field: "address", value: address({ line1: " ", city: " " }) });
  const moved = address({ line1: " ", city: " ", postalCode: "78702", state: " " });
  const { body } = await stack.client.put(path, { address: moved });
  expect(body.data.address).toEqual(address({ line1: " ", city: " ", postalCode: "78702" }));
  expect(problemFields(await stack.client.put(path, { address: address({ line1: "\u3000" }) }))).toEqual([
    "address.line1",
  ]);
});

test("metadata that could not be new stays beside new keys, and null removes it", async () => {
  const { path, customer } = await put({ field: "metadata", value: { "a\u0001": "x\u0000", ok: 1 } });
  const added = await stack.client.put(path, { metadata: { ...customer.metadata, more: 2 } });
  expect(added.body.data.metadata).toEqual({ "a\u0001": "x\u0000", ok: 1, more: 2 });
  expect(problemFields(await stack.client.put(path, { metadata: { "a\u0001": "y" } }))).toEqual(["metadata"]);
  const removed = await stack.client.put(path, { metadata: { "a\u0001": null } });
  expect(removed.body.data.metadata).toEqual({ ok: 1, more: 2 });
});

test("a number that was stored as another one stays when it is sent again as it was, and is refused for another one", async () => {
  const { path } = await put({ field: "metadata", value: { n: 0 } });
  const again = await stack.client.request("PUT", path, { raw: '{"metadata":{"n":1e-400}}' });
  expect([outcome(again), etagOf(again)]).toEqual(["200", '"1"']);
  const other = await stack.client.request("PUT", path, { raw: '{"metadata":{"n":3.141592653589793238}}' });
  expect(problemFields(other)).toEqual(["metadata.n"]);
});

test("every problem of a new customer is told at once, each field once", async () => {
  const body = {
    email: "a@example.com,",
    id: "a\u200b",
    timezone: "IST",
    fullName: 5,
    address: { line1: " ", postal_code: "1", line_2: "x", country: "XX" },
    metadata: { a: "\u0000", "b\u0001": 1, "c\u0001": 1 },
  };
  const answer = await stack.client.post("/api/customers", body);
  expect(problemFields(answer).sort()).toEqual([
    ...["address.city", "address.country", "address.line1", "address.line_2", "address.postal_code", "email"],
    ...["fullName", "id", "metadata", "metadata.a", "timezone"],
  ]);
});
