import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { read } from "../../core/base/validation.ts";
import {
  type Metadata,
  mergeMetadata,
  metadataProblems,
  metadata as metadataSchema,
} from "../../core/customers/metadata.ts";

const key = fc.oneof(
  fc.constantFrom("a", "b", "c", "__proto__", "constructor", "toString", "0", "10", ""),
  fc.string({ maxLength: 5 }),
);
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(null));
/** JSON objects as JSON.parse creates them, even with an own property `__proto__`. */
const json = fc
  .array(fc.tuple(key, value), { maxLength: 8 })
  .map(
    (entries) => JSON.parse(`{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`)}}`) as Metadata,
  );
const withoutNulls = json.map((object) => Object.fromEntries(Object.entries(object).filter(([, v]) => v !== null)));

/** Merging in its simplest form: for each key the patch's value counts, else the stored one. */
function model(stored: Metadata, patch: Metadata): Map<string, string> {
  const merged = new Map<string, string>();
  for (const [k, v] of Object.entries(stored)) if (!Object.hasOwn(patch, k)) merged.set(k, JSON.stringify(v));
  for (const [k, v] of Object.entries(patch)) if (v !== null) merged.set(k, JSON.stringify(v));
  return merged;
}
const asMap = (merged: Metadata | undefined) =>
  new Map(Object.entries(merged ?? {}).map(([k, v]) => [k, JSON.stringify(v)]));
const byKey = (map: Map<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe("merging metadata", () => {
  test("gives each key what the request says of it, or else what is stored; null removes it", () => {
    fc.assert(
      fc.property(withoutNulls, json, (stored, patch) => {
        const merged = mergeMetadata(JSON.stringify(stored), patch);
        expect(byKey(asMap(merged))).toEqual(byKey(model(stored, patch)));
        expect(merged).not.toEqual({});
      }),
      { numRuns: 1_000 },
    );
  });

  test("twice is the same as once", () => {
    fc.assert(
      fc.property(withoutNulls, json, (stored, patch) => {
        const once = mergeMetadata(JSON.stringify(stored), patch);
        const twice = mergeMetadata(once && JSON.stringify(once), patch);
        expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
      }),
    );
  });

  test("into nothing is the request without its nulls, and nothing when nothing is left", () => {
    expect(mergeMetadata(undefined, { a: 1, b: null })).toEqual({ a: 1 });
    expect(mergeMetadata(undefined, { a: null })).toBeUndefined();
    expect(mergeMetadata('{"a":1}', { a: null })).toBeUndefined();
    expect(mergeMetadata('{"a":1}', {})).toEqual({ a: 1 });
  });

  test("leaves a value as it is stored that the request has with its keys in another order", () => {
    expect(JSON.stringify(mergeMetadata('{"x":{"a":1,"b":[2]}}', { x: { b: [2], a: 1 } }))).toBe(
      '{"x":{"a":1,"b":[2]}}',
    );
  });

  test("leaves the keys that stay in their order, new ones after them", () => {
    expect(JSON.stringify(mergeMetadata('{"c":1,"a":2,"b":3}', { z: 4, a: 5, y: 6 }))).toBe(
      '{"c":1,"a":5,"b":3,"z":4,"y":6}',
    );
  });
});

describe("the limits of metadata", () => {
  test("let through only what comes back as it was sent", () => {
    fc.assert(
      fc.property(json, (metadata) => {
        fc.pre(metadataProblems(metadata).length === 0);
        const text = JSON.stringify(metadata);
        expect(text.isWellFormed()).toBe(true);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_384);
      }),
    );
  });

  test("blame the key that is wrong", () => {
    const deep: Metadata = JSON.parse(`${'{"a":'.repeat(11)}1${"}".repeat(11)}`);
    expect(metadataProblems({ ok: 1, "\ud800": 1 })).toEqual([{ message: expect.stringContaining("keys must have") }]);
    expect(metadataProblems({ ok: 1, n: Number.POSITIVE_INFINITY }).map(({ key }) => key)).toEqual(["n"]);
    expect(metadataProblems({ ok: 1, ...deep }).map(({ key }) => key)).toEqual(["a"]);
  });

  const nested = (levels: number): Metadata => JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
  const surrogates = "must not contain lone surrogates";
  const whole = "must send whole numbers beyond 9007199254740991 as text";

  test.each<[string, Metadata, string | undefined]>([
    ["50 keys", Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 1])), undefined],
    ["51 keys", Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 1])), "must have at most 50 keys"],
    ["a key of 40 characters", { ["𠮷".repeat(40)]: 1 }, undefined],
    ["a key of 41 characters", { ["a".repeat(41)]: 1 }, "keys must have 1 to 40 well-formed characters"],
    ["an empty key", { "": 1 }, "keys must have 1 to 40 well-formed characters"],
    ["a broken key", { "\ud800": 1 }, "keys must have 1 to 40 well-formed characters"],
    ["a broken text", { a: "\ud800" }, surrogates],
    ["a broken text inside", { a: [{ b: "\ud800" }] }, surrogates],
    ["a broken key inside", { a: { "\ud800": 1 } }, surrogates],
    ["what is no number of JSON", { a: Number.NaN }, "must not contain numbers beyond 1.7e308"],
    ["what is wrong behind what is right", { a: [1, "b", {}, Number.NaN] }, "must not contain numbers beyond 1.7e308"],
    ["a number too large", { a: [Number.NEGATIVE_INFINITY] }, "must not contain numbers beyond 1.7e308"],
    ["the largest whole number", { a: 9_007_199_254_740_991 }, undefined],
    ["the next one", { a: 9_007_199_254_740_992 }, whole],
    ["a negative one", { a: -9_007_199_254_740_992 }, whole],
    ["a fraction", { a: 0.1 }, undefined],
    ["true, false and null", { a: true, b: false, c: null }, undefined],
    ["10 levels", nested(10), undefined],
    ["11 levels", nested(11), "must not be nested deeper than 10 levels"],
    ["16,384 bytes", { a: "x".repeat(16_384 - '{"a":""}'.length) }, undefined],
    ["16,385 bytes", { a: "x".repeat(16_385 - '{"a":""}'.length) }, "must be at most 16 KB as JSON"],
  ])("%s", (_what, metadata, message) => {
    expect(metadataProblems(metadata).map((problem) => problem.message)).toEqual(message ? [message] : []);
  });

  test("are told even of what is nested too deep to be written as JSON", () => {
    let deep: Metadata = {};
    for (let level = 0; level < 100_000; level++) deep = { a: deep };

    expect(metadataProblems(deep)).toEqual([{ key: "a", message: "must not be nested deeper than 10 levels" }]);
  });

  test("tell every problem, by the key where one is to blame", () => {
    expect(read(metadataSchema, { a: Number.NaN, b: "\ud800" })).toEqual({
      problems: [
        { field: "a", message: "must not contain numbers beyond 1.7e308" },
        { field: "b", message: surrogates },
      ],
    });
    expect(read(metadataSchema, { "": 1 })).toEqual({
      problems: [{ field: "body", message: "keys must have 1 to 40 well-formed characters" }],
    });
  });

  test.each([{}, { a: 1 }, []])("%j is metadata", (value) => {
    expect(read(metadataSchema, value)).toEqual({ value });
  });

  test.each([[[1]], "text", 5, null, true])("%j is none", (value) => {
    expect(read(metadataSchema, value)).toEqual({ problems: [{ field: "body", message: "must be an object" }] });
  });
});
