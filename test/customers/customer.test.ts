import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idempotencyMark, isRepeatOf } from "../../core/base/marks.ts";
import { characters, read } from "../../core/base/validation.ts";
import { type Customer, createCustomerBody } from "../../core/customers/customer.ts";
import { externalIdProblem } from "../../core/customers/externalId.ts";
import { fromItem, toItem } from "../../core/customers/item.ts";
import { textFields } from "../../core/customers/textFields.ts";
import { withSnakeCaseNames } from "../../core/http/snakeCaseNames.ts";
import { hashOf, isSecret, isUsable, keyIdOf, newSecret } from "../../core/organizations/apiKey.ts";
import { anyCharacter } from "../support/text.ts";

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.string(),
  fc.constantFrom(".", "..", "a b", "%2e", "a\\b"),
);

describe("external ids", () => {
  test("that are accepted survive a path that nobody encoded: no SDK does", () => {
    fc.assert(
      fc.property(anyText, (id) => {
        fc.pre(externalIdProblem(id) === undefined);
        const [, , , last = "", ...more] = new URL(`http://localhost/api/customers/${id}`).pathname.split("/");
        expect([decodeURIComponent(last), more]).toEqual([id, []]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("that are accepted hold 1 to 255 well-formed characters", () => {
    fc.assert(
      fc.property(anyText, (id) => {
        fc.pre(externalIdProblem(id) === undefined);
        expect([id.isWellFormed(), id.trim() === id]).toEqual([true, true]);
        expect([...id].length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("characters", () => {
  test("are code points", () => {
    fc.assert(fc.property(anyText, (text) => void expect(characters(text)).toBe([...text].length)));
  });
});

describe("a customer as an item", () => {
  test("is read back as it was written", () => {
    const texts = Object.fromEntries(textFields.map((name) => [name, fc.string({ minLength: 1 })]));
    const time = fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => date.toISOString());
    const required = {
      organizationId: fc.stringMatching(/^org_[A-Za-z0-9_-]{1,20}$/),
      id: fc.stringMatching(/^cus_[A-Za-z0-9]{1,24}$/),
      version: fc.integer({ min: 1 }),
      email: fc.emailAddress(),
      createdAt: time,
      updatedAt: time,
      requestId: fc.string({ minLength: 1 }),
    };
    const part = fc.string({ minLength: 1 });
    const address = fc.record(
      { line1: part, line2: part, city: part, state: part, postalCode: part, country: part, region: part },
      { requiredKeys: ["line1", "city", "postalCode", "country"] },
    );
    const optional = {
      ...texts,
      externalId: part,
      address,
      metadata: part,
      archivedAt: time,
      createMark: part,
      updateMark: part,
    };
    const customer = fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) as [] });
    fc.assert(
      fc.property(customer, (given) => {
        expect(fromItem(toItem(given as unknown as Customer))).toEqual(given);
      }),
    );
  });
});

describe("the mark of a request", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [key, shuffled(child)]),
    );
  };
  const body = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));

  test("is the same whatever order its keys came in, at every depth", () => {
    fc.assert(
      fc.property(body, (request) => {
        expect(idempotencyMark("key", shuffled(request) as object)).toBe(idempotencyMark("key", request));
      }),
    );
  });

  test("is another for another payload, which is no repeat, and for another key, which is another request", () => {
    const marks = [
      {},
      { a: 1 },
      { a: "1" },
      { a: [1] },
      { a: { 0: 1 } },
      { b: 1 },
      { a: 1, b: 1 },
      { a: null },
      { a: "" },
    ].map((payload) => idempotencyMark("key", payload));
    expect(new Set(marks).size).toBe(marks.length);
    for (const [i, mark] of marks.entries())
      for (const [j, other] of marks.entries())
        if (i === j) expect(isRepeatOf(mark, other)).toBe(true);
        else expect(() => isRepeatOf(mark, other)).toThrow("another body");
    expect(isRepeatOf(idempotencyMark("key", {}), idempotencyMark("other", {}))).toBe(false);
    expect([isRepeatOf(undefined, marks[0]), isRepeatOf(marks[0], undefined)]).toEqual([false, false]);
  });
});

describe("reading a create", () => {
  test("never throws, and tells the value or at least one problem with a field and a message", () => {
    const name = fc.oneof(fc.constantFrom("email", "id", "address", "metadata", "timezone", "externalId"), fc.string());
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(name, fc.jsonValue()), fc.jsonValue()), (body) => {
        const parsed = read(createCustomerBody, body);
        if ("value" in parsed) expect(typeof parsed.value.email).toBe("string");
        else {
          expect(parsed.problems.length).toBeGreaterThan(0);
          for (const { field, message } of parsed.problems)
            expect([field !== "", message !== ""]).toEqual([true, true]);
        }
      }),
    );
  });
});

describe("API keys", () => {
  test("are new each time, have the form that is accepted, and are not told by their id or hash", () => {
    const secrets = Array.from({ length: 1_000 }, newSecret);
    expect(new Set(secrets).size).toBe(1_000);
    for (const secret of secrets) {
      expect(secret).toMatch(/^ck_[A-Za-z0-9]{32}$/);
      expect(isSecret(secret)).toBe(true);
      expect(hashOf(secret)).toMatch(/^[0-9a-f]{64}$/);
      expect(keyIdOf(hashOf(secret))).toMatch(/^key_[A-Za-z0-9]{24}$/);
    }
  });

  test("are usable until they expire or are revoked", () => {
    const key = { id: "key_a", organizationId: "org_a", name: "a", scopes: [], createdAt: "2020-01-01T00:00:00.000Z" };
    const now = new Date("2030-01-01T00:00:00.000Z");
    expect(isUsable(key, now)).toBe(true);
    expect(isUsable({ ...key, expiresAt: "2030-01-01T00:00:00.001Z" }, now)).toBe(true);
    expect(isUsable({ ...key, expiresAt: "2030-01-01T00:00:00.000Z" }, now)).toBe(false);
    expect(isUsable({ ...key, revokedAt: "2029-01-01T00:00:00.000Z" }, now)).toBe(false);
  });
});

describe("snake_case names", () => {
  test("stand beside every camelCase name but in the callers' own JSON", () => {
    expect(
      withSnakeCaseNames({
        hasMore: true,
        data: [{ createdAt: "x", metadata: { planIntent: 1 }, address: { postalCode: "y" }, email: null }],
        failed: [{ index: 0, data: { fullName: 5 } }],
      }),
    ).toEqual({
      hasMore: true,
      has_more: true,
      data: [
        { createdAt: "x", created_at: "x", metadata: { planIntent: 1 }, address: { postalCode: "y" }, email: null },
      ],
      failed: [{ index: 0, data: { fullName: 5 } }],
    });
  });
});
