import { describe, expect, test } from "vitest";
import type { Answer } from "../support/api.ts";
import { create, etagOf, newCustomer, outcome, pathOf, problemFields, stored, useStack } from "../support/service.ts";

const stack = useStack();

/** An object nested this many levels deep, counting itself. */
const nested = (levels: number): Record<string, unknown> => (levels === 1 ? {} : { a: nested(levels - 1) });
const lists = (levels: number): unknown[] => (levels === 1 ? [] : [lists(levels - 1)]);
const keys = (count: number, prefix = "key"): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i]));
/** Metadata of exactly this many bytes as JSON. */
const ofBytes = (bytes: number, key = "a") => ({ [key]: "x".repeat(bytes - `{"${key}":""}`.length) });

const createWith = (metadata: unknown) => stack.client.post("/api/customers", newCustomer({ metadata }));
const updateWith = async (metadata: unknown, before: object = {}): Promise<Answer> => {
  const { customer } = await create(stack.client, { metadata: before });
  return stack.client.put(pathOf(customer.id), { metadata });
};
const both = async (metadata: unknown) => [await createWith(metadata), await updateWith(metadata)];

describe("`metadata`", () => {
  test("is any JSON, and comes back as it was sent", async () => {
    const metadata = {
      text: "é 🎉 \u0001 \t \r\n \u2028",
      "key with blanks": "",
      "🎉": "🎉",
      planIntent: "snake_or_camel",
      plan_intent: "both",
      zero: 0,
      negative: -1.5,
      big: Number.MAX_SAFE_INTEGER,
      small: 1e-7,
      yes: true,
      no: false,
      list: [null, [], {}, [1, [2, [3]]]],
      nested: { null: null, "": 1, __proto__: 1 },
    };
    for (const answer of await both(metadata)) {
      expect(answer.body.data.metadata).toEqual(metadata);
      expect((await stored(stack.client, answer.body.data.id)).customer.metadata).toEqual(metadata);
    }
  });

  test("has at most 50 keys per request", async () => {
    for (const answer of await both(keys(50))) expect(Object.keys(answer.body.data.metadata)).toHaveLength(50);
    for (const answer of await both(keys(51))) expect(problemFields(answer)).toEqual(["metadata"]);
  });

  test("has at most 50 keys after merging, and a refused merge changes nothing", async () => {
    const { customer, etag } = await create(stack.client, { metadata: keys(49) });
    const path = pathOf(customer.id);
    expect(problemFields(await stack.client.put(path, { metadata: keys(2, "more"), fullName: "No" }))).toEqual([
      "metadata",
    ]);
    expect(await stored(stack.client, customer.id)).toEqual({ customer, etag });
    expect(outcome(await stack.client.put(path, { metadata: { more: 1 } }))).toBe("200");
    expect(problemFields(await stack.client.put(path, { metadata: { evenMore: 1 } }))).toEqual(["metadata"]);
    const swapped = await stack.client.put(path, { metadata: { evenMore: 1, key0: null } });
    expect(Object.keys(swapped.body.data.metadata)).toHaveLength(50);
  });

  test.each([
    ["no character", ""],
    ["41 characters", "k".repeat(41)],
    ["41 emoji", "🎉".repeat(41)],
    ["a lone surrogate", "\ud800"],
  ])("refuses a key of %s", async (_, key) => {
    for (const answer of await both({ [key]: 1 })) {
      expect(new Set(problemFields(answer).map((field) => field.split(".")[0]))).toEqual(new Set(["metadata"]));
    }
  });

  test.each(["k", "k".repeat(40), "🎉".repeat(40)])("takes the key %s", async (key) => {
    for (const answer of await both({ [key]: 1 })) expect(answer.body.data.metadata).toEqual({ [key]: 1 });
  });

  test("is at most 16 KB as JSON per request, in bytes of UTF-8", async () => {
    for (const answer of await both(ofBytes(16_384))) expect(answer.body.data.metadata.a).toHaveLength(16_376);
    for (const answer of await both(ofBytes(16_385))) expect(problemFields(answer)).toEqual(["metadata"]);
    for (const answer of await both({ a: "🎉".repeat(4_094) })) expect(answer.status).toBeLessThan(300);
    for (const answer of await both({ a: "🎉".repeat(4_095) })) expect(problemFields(answer)).toEqual(["metadata"]);
  });

  test("is at most 16 KB as JSON after merging", async () => {
    const { customer } = await create(stack.client, { metadata: ofBytes(10_000) });
    const path = pathOf(customer.id);
    // Merged, the two objects share their braces and gain a comma.
    const fits = ofBytes(16_384 - 10_000 + 1, "b");
    const tooMuch = ofBytes(16_384 - 10_000 + 2, "b");
    expect(problemFields(await stack.client.put(path, { metadata: tooMuch }))).toEqual(["metadata"]);
    expect((await stored(stack.client, customer.id)).etag).toBe('"1"');
    expect(outcome(await stack.client.put(path, { metadata: fits }))).toBe("200");
    expect(outcome(await stack.client.put(path, { metadata: { ...tooMuch, a: "smaller" } }))).toBe("200");
  });

  test("is at most 10 levels deep, objects and lists alike, itself the first", async () => {
    for (const answer of await both(nested(10))) expect(answer.body.data.metadata).toEqual(nested(10));
    for (const answer of await both({ a: lists(9) })) expect(answer.body.data.metadata).toEqual({ a: lists(9) });
    for (const answer of await both(nested(11))) expect(problemFields(answer)).toEqual(["metadata.a"]);
    for (const answer of await both({ a: lists(10) })) expect(problemFields(answer)).toEqual(["metadata.a"]);
  });

  test.each(["text", 5, true, [1], [[]]])("%j is no metadata", async (metadata) => {
    for (const answer of await both(metadata)) expect(problemFields(answer)).toEqual(["metadata"]);
  });

  test("refuses lone surrogates anywhere in it", async () => {
    for (const value of ["\ud800", ["\udfff"], { deep: { "\ud800": 1 } }])
      for (const answer of await both({ a: value })) expect(problemFields(answer)).toEqual(["metadata.a"]);
  });

  test("reports every key that is wrong at once", async () => {
    for (const answer of await both({ ok: 1, a: "\ud800", b: 2 ** 60, c: lists(12) }))
      expect(problemFields(answer)).toEqual(["metadata.a", "metadata.b", "metadata.c"]);
  });

  test("is merged per key on update: given keys are set, others stay, values are replaced whole", async () => {
    const answer = await updateWith({ b: { z: 3 }, c: [3] }, { a: 1, b: { x: 1, y: 2 }, list: [1, 2] });
    expect([etagOf(answer), answer.body.data.metadata]).toEqual(['"2"', { a: 1, b: { z: 3 }, c: [3], list: [1, 2] }]);
    expect((await stored(stack.client, answer.body.data.id)).customer).toEqual(answer.body.data);
  });

  test("a key set to null is removed on update, alone and beside others", async () => {
    const { customer } = await create(stack.client, { metadata: { a: 1, b: 2, c: 3 } });
    const path = pathOf(customer.id);
    const one = await stack.client.put(path, { metadata: { a: null } });
    expect([etagOf(one), one.body.data.metadata]).toEqual(['"2"', { b: 2, c: 3 }]);
    const more = await stack.client.put(path, { metadata: { b: null, d: 4 } });
    expect([etagOf(more), more.body.data.metadata]).toEqual(['"3"', { c: 3, d: 4 }]);
    const all = await stack.client.put(path, { metadata: { c: null, d: null } });
    expect([etagOf(all), all.body.data.metadata]).toEqual(['"4"', null]);
    const afresh = await stack.client.put(path, { metadata: { e: 5 } });
    expect([etagOf(afresh), afresh.body.data.metadata]).toEqual(['"5"', { e: 5 }]);
  });

  test("null inside a value is a value", async () => {
    const answer = await updateWith({ a: { inner: null }, b: [null] });
    expect(answer.body.data.metadata).toEqual({ a: { inner: null }, b: [null] });
  });

  test("removing a key that is not there, or setting one to what it is, changes nothing", async () => {
    const { customer, etag } = await create(stack.client, { metadata: { a: 1, b: { c: [1] } } });
    for (const metadata of [{ zzz: null }, { a: 1 }, { b: { c: [1] } }, { b: { c: [1] }, a: 1, zzz: null }]) {
      const answer = await stack.client.put(pathOf(customer.id), { metadata });
      expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual({ customer, etag });
    }
  });

  test("{}, [], null and absent change nothing", async () => {
    const { customer, etag } = await create(stack.client, { metadata: { a: 1 } });
    for (const body of [{ metadata: {} }, { metadata: [] }, { metadata: null }, {}]) {
      const answer = await stack.client.put(pathOf(customer.id), body);
      expect({ customer: answer.body.data, etag: etagOf(answer) }).toEqual({ customer, etag });
    }
    const renamed = await stack.client.put(pathOf(customer.id), { metadata: {}, address: null, fullName: "New" });
    expect([etagOf(renamed), renamed.body.data.metadata]).toEqual(['"2"', { a: 1 }]);
  });

  test("{}, [], null and absent are no metadata on create", async () => {
    for (const metadata of [{}, [], null, undefined, { a: null }])
      expect((await create(stack.client, { metadata })).customer.metadata).toBeNull();
  });

  test("with other fields is one step of the version", async () => {
    const { customer } = await create(stack.client, { metadata: { a: 1 }, fullName: "Old" });
    const body = { metadata: { b: 2 }, fullName: "", email: "new@acme.com" };
    const answer = await stack.client.put(pathOf(customer.id), body);
    expect(etagOf(answer)).toBe('"2"');
    expect(answer.body.data).toMatchObject({ metadata: { a: 1, b: 2 }, fullName: null, email: "new@acme.com" });
  });

  test.each([
    ["a quotation mark", '"\\""', '"'],
    ["a letter that Python and PHP escape", '"\\u00e9"', "é"],
    ["a longer key", '"\\u00e9tatss"', "étatss"],
  ])("keeps a key with %s, whatever keys others have sent before", async (_, written, key) => {
    const other = await stack.newOrganization();
    for (const taken of ["\\", "\\u00e9"])
      await other.post("/api/customers", newCustomer({ metadata: { a: 1, [taken]: 1 } }));
    const raw = `{"email":"a@acme.com","metadata":{"a":1,${written}:2}}`;
    const created = await stack.client.request("POST", "/api/customers", { raw });
    const read = await stack.client.get(pathOf(created.body.data.id));
    // As text, because this process may take one key for the other too.
    for (const { text } of [created, read]) expect(text).toContain(`"metadata":{"a":1,${JSON.stringify(key)}:2}`);
  });
});
