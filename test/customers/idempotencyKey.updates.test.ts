/** Updates with an Idempotency-Key: the last one's key is stored, on the guide's path and on the newest. */
import { describe, expect, test } from "vitest";
import { current } from "../../core/http/generations/generations.ts";
import { create, etagOf, newAddress, outcome, parallel, stored, tally, unique, useStack } from "../support/service.ts";

const stack = useStack();

const families = [
  { path: "/api/customers", method: "PUT" },
  { path: "/api/v1/customers", method: "PUT" },
  { path: "/api/v1/customers", method: "PATCH" },
] as const;

const changes: [what: string, body: object, other: object][] = [
  ["text", { fullName: "One" }, { fullName: "Two" }],
  ["an address", { address: newAddress() }, { address: newAddress({ city: "Dallas" }) }],
  ["metadata", { metadata: { one: 1 } }, { metadata: { one: 2 } }],
  ["an external id", { externalId: unique("given") }, { externalId: unique("given") }],
  ["an archive", { isActive: false }, { isActive: false, fullName: "Two" }],
];

describe.each(families)("$method $path", ({ path, method }) => {
  const update = (id: string, key: string, json: object, headers = {}) =>
    stack.client.request(method, `${path}/${id}`, { json, headers: { "idempotency-key": key, ...headers } });

  test.each(changes)(
    "with %s, repeated with its key, changes nothing more and shows the present record",
    async (_, body) => {
      const { customer } = await create(stack.client);
      const key = unique("key");
      const own = "externalId" in body ? { externalId: unique("given") } : body;

      const first = await update(customer.id, key, own);
      const again = await update(customer.id, key, own);

      expect([outcome(first), outcome(again), again.body]).toEqual(["200", "200", first.body]);
      expect([etagOf(first), etagOf(again)]).toEqual(['"2"', '"2"']);
    },
  );

  test.each(changes)("with %s, repeated with another body, is 409 and changes nothing", async (_, body, other) => {
    const { customer } = await create(stack.client);
    const key = unique("key");
    const own = "externalId" in body ? { externalId: unique("given") } : body;
    await update(customer.id, key, own);
    const before = await stored(stack.client, customer.id);

    expect(outcome(await update(customer.id, key, other))).toBe("409 idempotency_key_mismatch");
    expect(outcome(await update(customer.id, key, {}))).toBe("409 idempotency_key_mismatch");

    expect(await stored(stack.client, customer.id)).toEqual(before);
  });

  test("repeated late does not undo what was changed since without a key", async () => {
    const { customer } = await create(stack.client, { metadata: { seats: 1 } });
    const [text, metadata] = [unique("key"), unique("key")];
    await update(customer.id, text, { fullName: "Early" });
    await stack.client.put(`/api/customers/${customer.id}`, { fullName: "Late" });
    expect((await update(customer.id, text, { fullName: "Early" })).text).toContain('"fullName":"Late"');
    await update(customer.id, metadata, { metadata: { seats: 2 } });
    await stack.client.put(`/api/customers/${customer.id}`, { metadata: { seats: 3 } });
    expect((await update(customer.id, metadata, { metadata: { seats: 2 } })).text).toContain('"seats":3');
    expect((await stored(stack.client, customer.id)).etag).toBe('"5"');
  });

  test("repeated after a lost answer is 200 although its If-Match no longer holds", async () => {
    const { customer, etag } = await create(stack.client);
    const key = unique("key");
    const first = await update(customer.id, key, { fullName: "x" }, { "if-match": etag });
    const again = await update(customer.id, key, { fullName: "x" }, { "if-match": etag });
    expect([outcome(again), again.body]).toEqual(["200", first.body]);
    expect(outcome(await update(customer.id, unique("key"), { fullName: "y" }, { "if-match": etag }))).toBe(
      "412 version_mismatch",
    );
  });

  test("of another key is another update; of an older one too: only the last key is remembered", async () => {
    const { customer } = await create(stack.client);
    const [one, two] = [unique("key"), unique("key")];
    await update(customer.id, one, { fullName: "One" });
    await update(customer.id, two, { fullName: "Two" });
    expect((await update(customer.id, two, { fullName: "Two" })).text).toContain('"fullName":"Two"');
    expect((await update(customer.id, one, { fullName: "One" })).text).toContain('"fullName":"One"');
    expect((await stored(stack.client, customer.id)).etag).toBe('"4"');
  });

  test("with the key of another customer's update is an update of its own", async () => {
    const [{ customer }, { customer: other }] = [await create(stack.client), await create(stack.client)];
    const key = unique("key");
    await update(customer.id, key, { fullName: "One" });
    expect((await update(other.id, key, { fullName: "Two" })).text).toContain('"fullName":"Two"');
  });

  test("of two payloads with one key at once changes what the first one says, and refuses the other", async () => {
    const { customer } = await create(stack.client);
    const key = unique("key");
    const answers = await parallel(20, (i) => update(customer.id, key, { fullName: i % 2 ? "One" : "Two" }));
    expect(tally(answers)).toEqual({ 200: 10, "409 idempotency_key_mismatch": 10 });
    expect((await stored(stack.client, customer.id)).etag).toBe('"2"');
  });
});

test("no answer and no list shows what is remembered of a key", async () => {
  const { customer } = await create(stack.client);
  const headers = { "idempotency-key": "a key to find", "commet-version": current.version };
  const made = await stack.client.post("/api/v1/customers", { email: "a@acme.com", id: unique() }, headers);
  const changed = await stack.client.put(`/api/customers/${customer.id}`, { fullName: "x" }, headers);
  const lists = await Promise.all(["/api/customers", "/api/v1/customers"].map((path) => stack.client.get(path)));
  for (const { text } of [made, changed, ...lists]) expect(text).not.toMatch(/mark|a key to find/i);
});
