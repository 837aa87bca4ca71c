import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lettersAndDigits } from "../../core/base/ids.ts";
import { derivedCustomerId, type IdDomain, isCustomerId, randomCustomerId } from "../../core/customers/ids.ts";
import { idKeyFrom } from "../../core/organizations/organization.ts";

const ID = /^cus_[A-Za-z0-9]{24}$/;
const SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const KEY = idKeyFrom(SECRET);
const domains: IdDomain[] = ["external-id", "idempotency-key", "batch-idempotency-key"];

describe("derived customer ids", () => {
  // Computed independently of this code: HMAC-SHA-256 of "<length>:<domain><bytes>:<value>", base 62, least digit
  // first. If one of these ever changes, every retry of a create makes a second customer.
  test.each([
    ["external-id", "user_123", "cus_yOW4Kzkcb6ppUlc7ysiiJNpp"],
    ["idempotency-key", "user_123", "cus_msuYt35iv5igjpT8l88e5Bpj"],
    ["batch-idempotency-key", "user_123", "cus_k8IfosjEaVi3yJvHCG74rRfb"],
    ["external-id", "用户🎉", "cus_GhA0CGxrENARIS2fGpXWX0R3"],
    ["external-id", "a", "cus_oB0k2lNHpB1nAxIDGvHgYx9c"],
    ["external-id", "", "cus_lBaN9SVlZQINSwyCAxS5fuu4"],
  ] as const)("of %s %j never change", (domain, value, id) => {
    expect(derivedCustomerId(KEY, domain, value)).toBe(id);
  });

  test("depend on the organization's secret", () => {
    const other = Buffer.alloc(32, 255).toString("base64");
    expect(derivedCustomerId(idKeyFrom(other), "external-id", "user_123")).toBe("cus_TOoeAnUs6YAbDpNMQQSn9U8L");
  });

  test("of different values or domains never meet, whatever the values hold", () => {
    const value = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("a", "1:a", "a1:a", "11:external-id1:a", "idempotency-key1:a", "\u0000", "é", "e\u0301"),
    );
    const source = fc.tuple(fc.constantFrom(...domains), value);
    fc.assert(
      fc.property(source, source, ([domain, text], [otherDomain, otherText]) => {
        const isSame = domain === otherDomain && text === otherText;
        const [id, otherId] = [derivedCustomerId(KEY, domain, text), derivedCustomerId(KEY, otherDomain, otherText)];
        expect(id).toMatch(ID);
        expect(id === otherId).toBe(isSame);
      }),
      { numRuns: 1_000 },
    );
  });

  test("use all letters and digits alike, at every place", () => {
    const count = 6_200;
    const places = Array.from({ length: 24 }, () => new Map<string, number>());
    for (let i = 0; i < count; i++)
      for (const [place, character] of [...derivedCustomerId(KEY, "external-id", `${i}`).slice(4)].entries())
        places[place]?.set(character, (places[place]?.get(character) ?? 0) + 1);
    for (const counts of places) {
      expect(counts.size).toBe(62);
      // 100 of each are expected; the limit is six standard deviations.
      for (const times of counts.values()) expect(Math.abs(times - 100)).toBeLessThan(60);
    }
  });
});

describe("letters and digits", () => {
  test("are the number's digits to the base 62, least first, padded with zeros", () => {
    expect(lettersAndDigits(Buffer.alloc(32))).toBe("0".repeat(24));
    expect(lettersAndDigits(Buffer.from([61]), 3)).toBe("z00");
    expect(lettersAndDigits(Buffer.from([62]), 3)).toBe("010");
    expect(lettersAndDigits(Buffer.from([1, 0]), 3)).toBe("840");
  });
});

describe("random customer ids", () => {
  test("are well formed and do not repeat", () => {
    const ids = Array.from({ length: 10_000 }, randomCustomerId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(ID);
  });
});

describe("isCustomerId", () => {
  test.each(["cus_000000000000000000000000", "cus_abc123", "cus_A", randomCustomerId()])("%s may be one", (id) => {
    expect(isCustomerId(id)).toBe(true);
  });

  test.each([
    "",
    "cus_",
    "cus",
    "cus_a b",
    "cus_a-b",
    "cus_a#b",
    "CUS_abc",
    "xcus_abc",
    "cus_é",
    "cus_abc\n",
    `cus_${"a".repeat(49)}`,
  ])("%j is none", (id) => {
    expect(isCustomerId(id)).toBe(false);
  });
});
