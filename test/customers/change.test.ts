import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, changeExpression, differs } from "../../core/customers/change.ts";
import type { Customer } from "../../core/customers/customer.ts";
import { textFields } from "../../core/customers/textFields.ts";

const context = {
  organizationId: "org_a",
  requestId: "request",
  now: () => new Date("2030-01-01T00:00:00.000Z"),
  signal: new AbortController().signal,
  units: 0,
};
const customer: Customer = {
  organizationId: "org_a",
  id: "cus_a",
  version: 1,
  email: "a@acme.com",
  fullName: "Acme",
  address: { line1: "a", city: "b", postalCode: "c", country: "US" },
  metadata: '{"a":1}',
  createdAt: "2020-01-01T00:00:00.000Z",
  updatedAt: "2020-01-01T00:00:00.000Z",
  requestId: "before",
};

const change = fc.record(
  {
    ...Object.fromEntries(textFields.map((name) => [name, fc.constantFrom("", "a")])),
    email: fc.constant("b@acme.com"),
    metadata: fc.constantFrom("", "{}"),
    address: fc.constant({ line1: "x", city: "b", postalCode: "c", country: "US" }),
    externalId: fc.constant("user_1"),
    archive: fc.constant(true as const),
  },
  { requiredKeys: [] },
);

describe("a change as a DynamoDB update", () => {
  test("declares exactly the names and values that it uses: DynamoDB refuses others", () => {
    fc.assert(
      fc.property(change, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), fc.boolean(), (of, versions, pinned) => {
        fc.pre(Object.keys(of).length > 0);
        const update = changeExpression(context, of as Change, pinned ? versions : undefined);
        const text = `${update.UpdateExpression} ${update.ConditionExpression}`;
        const used = (sign: string) => [...new Set(text.match(new RegExp(`${sign}\\w+`, "g")))].sort();
        expect(Object.keys(update.ExpressionAttributeNames).sort()).toEqual(used("#"));
        expect(Object.keys(update.ExpressionAttributeValues).sort()).toEqual(used(":"));
      }),
    );
  });

  test("always demands a customer that exists and is not archived, and adds 1 to its version", () => {
    fc.assert(
      fc.property(change, (of) => {
        fc.pre(Object.keys(of).length > 0);
        const update = changeExpression(context, of as Change);
        expect(update.ConditionExpression).toContain("attribute_exists(#version) AND attribute_not_exists(archivedAt)");
        expect(update.UpdateExpression).toContain("#version = #version + :one");
      }),
    );
  });
});

describe("differs", () => {
  test.each<[string, Change, boolean]>([
    ["nothing", {}, false],
    ["the same text", { fullName: "Acme" }, false],
    ["another text", { fullName: "Other" }, true],
    ["a text where there is none", { industry: "x" }, true],
    ["a cleared text", { fullName: "" }, true],
    ["a cleared text where there is none", { industry: "" }, false],
    ["the same email", { email: "a@acme.com" }, false],
    [
      "the same address in another order",
      { address: { country: "US", postalCode: "c", city: "b", line1: "a" } },
      false,
    ],
    [
      "an address with one part more",
      { address: { line1: "a", line2: "x", city: "b", postalCode: "c", country: "US" } },
      true,
    ],
    ["the same metadata", { metadata: '{"a":1}' }, false],
    ["no metadata any more", { metadata: "" }, true],
    ["an external id", { externalId: "user_1" }, true],
    ["the archive", { archive: true }, true],
  ])("%s", (_, of, expected) => {
    expect(differs(customer, of)).toBe(expected);
  });

  test("the archive of an archived customer alters nothing, another field beside it does", () => {
    const archived = { ...customer, archivedAt: customer.updatedAt };
    expect(differs(archived, { archive: true })).toBe(false);
    expect(differs(archived, { archive: true, fullName: "Acme" })).toBe(false);
    expect(differs(archived, { archive: true, fullName: "Other" })).toBe(true);
  });
});
