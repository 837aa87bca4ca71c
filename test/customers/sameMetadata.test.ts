import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSameJson } from "../../core/base/marks.ts";
import { mergeMetadata } from "../../core/customers/metadata.ts";
import { importCustomer } from "../contract/importCustomer.ts";
import { create, etagOf, pathOf, reservedId, stored, unique, useStack } from "../support/service.ts";

const stack = useStack();

/** The stored metadata, and what is sent for it, as JSON. */
const same: [stored: string, sent: string][] = [
  ['{"x":{"a":1,"b":2}}', '{"x":{"b":2,"a":1}}'],
  ['{"a":1,"b":2}', '{"b":2,"a":1}'],
  ['{"x":[{"a":1,"b":[]}]}', '{"x":[{"b":[],"a":1}]}'],
  ['{"n":1.1}', '{"n":1.10}'],
  ['{"n":100}', '{"n":1e2}'],
  ['{"n":1}', '{"n":1.0}'],
  ['{"n":0}', '{"n":-0}'],
  ['{"t":"é"}', '{"t":"\\u00e9"}'],
  ['{"t":"a/b"}', '{"t":"a\\/b"}'],
  ['{"__proto__":{"a":1,"b":2}}', '{"__proto__":{"b":2,"a":1}}'],
  ['{"a":1}', '{"a":2,"a":1}'],
  ['{"a":1}', '{"gone":null}'],
];
const different: [stored: string, sent: string][] = [
  ['{"x":[1,2]}', '{"x":[2,1]}'],
  ['{"n":1}', '{"n":"1"}'],
  ['{"t":"\u00e9"}', '{"t":"e\u0301"}'],
  ['{"t":"a"}', '{"t":"A"}'],
  ['{"t":"a"}', '{"t":"a "}'],
  ['{"x":{}}', '{"x":[]}'],
  ['{"x":{"a":1}}', '{"x":{}}'],
  ['{"x":{"a":null}}', '{"x":{}}'],
  ['{"x":null,"y":1}', '{"x":0}'],
];

const send = (id: string, metadata: string, headers = {}) =>
  stack.client.request("PUT", pathOf(id), { raw: `{"metadata":${metadata}}`, headers });
const createWith = async (metadata: string) => {
  const raw = `{"email":"a@acme.com","metadata":${metadata}}`;
  return (await stack.client.request("POST", "/api/customers", { raw })).body.data;
};

describe("an update with the same JSON value", () => {
  test.each(same)("%s, sent as %s, changes nothing: no version, no event", async (before, sent) => {
    const customer = await createWith(before);
    for (const headers of [{}, { "if-match": '"1"' }, { "idempotency-key": unique() }]) {
      const answer = await send(customer.id, sent, headers);
      expect([etagOf(answer), JSON.stringify(answer.body.data)]).toEqual(['"1"', JSON.stringify(customer)]);
    }
  });

  test.each(same)("%s, sent as %s beside another field, changes that field alone", async (before, sent) => {
    const customer = await createWith(before);
    const raw = `{"fullName":"New","metadata":${sent}}`;
    const { text } = await stack.client.request("PUT", pathOf(customer.id), { raw });
    expect(text).toContain(`"metadata":${JSON.stringify(customer.metadata)}`);
    expect((await stored(stack.client, customer.id)).etag).toBe('"2"');
  });

  test("leaves the text that an import stored as it is", async () => {
    const id = await reservedId(stack.client, unique());
    await importCustomer(stack.client.organizationId, id, { metadata: '{ "b" : 1.0, "a": [ ] }' });
    expect(etagOf(await send(id, '{"a":[],"b":1}'))).toBe('"1"');
    expect(etagOf(await send(id, '{"a":[],"b":2}'))).toBe('"2"');
  });
});

describe("an update with another JSON value", () => {
  test.each(different)("%s, sent as %s, is a change", async (before, sent) => {
    expect(etagOf(await send((await createWith(before)).id, sent))).toBe('"2"');
  });
});

test("the whole record sent back with its keys in another order changes nothing", async () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [key, turned(child)]),
    );
  };
  const address = { line1: "1", city: "B", state: "S", postalCode: "2", country: "US" };
  const { customer } = await create(stack.client, { address, metadata: { a: { b: 1, c: [{ d: 1, e: 2 }] }, f: "g" } });
  const answer = await stack.client.put(pathOf(customer.id), turned(customer));
  expect([etagOf(answer), answer.body.data]).toEqual(['"1"', customer]);
});

test("merging keeps each stored value that is the same, in its own text", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }), (metadata) => {
      const stored = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
      const turned = Object.fromEntries(Object.entries(stored).reverse());
      expect(JSON.stringify(mergeMetadata(JSON.stringify(stored), turned) ?? {})).toBe(JSON.stringify(stored));
      expect(isSameJson(stored, turned)).toBe(true);
    }),
  );
});
