/**
 * Tests of the strict readers themselves: they must refuse what an SDK cannot read, or tests that use them prove
 * nothing.
 */
import { describe, expect, test } from "vitest";
import { read, strictCustomer, strictError, strictList } from "./strict-parsers.ts";
import { sdks, type WireAnswer } from "./wire.ts";

const customer = {
  id: "cus_A1b2C3d4E5f6G7h8I9j0K1l2",
  object: "customer",
  organizationId: "org_1",
  externalId: null,
  email: "a@acme.com",
  billingEmail: "a@acme.com",
  fullName: null,
  domain: null,
  website: null,
  timezone: null,
  language: null,
  industry: null,
  employeeCount: null,
  address: null,
  metadata: null,
  isActive: true,
  archivedAt: null,
  livemode: false,
  createdAt: "2024-05-06T07:08:09.010Z",
  updatedAt: "2024-05-06T07:08:09.010Z",
};

const answer = (body: unknown, status = 200): WireAnswer => ({
  status,
  headers: new Headers({ "content-type": "application/json", "cache-control": "no-store", "x-request-id": "r1" }),
  text: typeof body === "string" ? body : JSON.stringify(body),
});
const single = (changes: object, envelope: object = {}) =>
  answer({ success: true, data: { ...customer, ...changes }, ...envelope });

/** The SDKs that cannot read an answer. */
const refusedBy = (reader: keyof typeof read, it: WireAnswer): string[] =>
  sdks.filter((sdk) => {
    try {
      read[reader](sdk, it);
      return false;
    } catch {
      return true;
    }
  });

describe("what the SDKs cannot read is refused", () => {
  test.each<[string, WireAnswer, readonly string[]]>([
    ["an empty body", answer("", 200), sdks],
    ["a list for a body", answer([]), sdks],
    ["null for a body", answer("null"), sdks],
    ["success that is no boolean", single({}, { success: 1 }), sdks],
    ["success: false with a 2xx", single({}, { success: false }), sdks],
    ["a list where a customer is due", answer({ success: true, data: [customer] }), sdks],
    ["a number for a code", single({}, { code: 5 }), sdks],
    ["no id", single({ id: null }), sdks],
    ["employeeCount as a number", single({ employeeCount: 5 }), ["typescript", "go", "java", "php"]],
    ["metadata as []", single({ metadata: [] }), ["typescript", "go", "java"]],
    ["isActive as a text", single({ isActive: "true" }), sdks],
    ["createdAt as a number", single({ createdAt: 5 }), ["typescript", "go", "java", "php"]],
    ["billingEmail as null", single({ billingEmail: null }), ["typescript", "go", "java", "php"]],
    ["camelCase only", single({}), ["java"]],
  ])("%s", (_, it, refused) => {
    const bySnakeCaseOnly = refused.includes("java") ? [] : ["java"];
    expect(refusedBy("customer", it)).toEqual(sdks.filter((sdk) => [...refused, ...bySnakeCaseOnly].includes(sdk)));
  });

  test.each<[string, object]>([
    ["data null", { data: null, hasMore: false, nextCursor: null }],
    ["data an object", { data: {}, hasMore: false, nextCursor: null }],
    ["hasMore a number", { data: [], hasMore: 0, nextCursor: null }],
    ["nextCursor a number", { data: [], hasMore: true, nextCursor: 5 }],
  ])("a list with %s", (_, envelope) => {
    expect(refusedBy("list", answer({ success: true, ...envelope }))).toEqual(sdks);
  });

  test.each<[string, object]>([
    ["only an error object", { success: false, error: { code: "x", message: "y" } }],
    ["message null", { success: false, code: "x", message: null }],
    ["a detail without a field", { code: "validation_error", message: "m", details: [{ message: "m" }] }],
    [
      "a detail without a message",
      { code: "validation_error", message: "m", details: [{ field: "f", message: null }] },
    ],
    ["a detail that is null", { code: "validation_error", message: "m", details: [null] }],
  ])("an error with %s", (_, body) => {
    expect(refusedBy("error", answer(body, 422))).toEqual(sdks);
  });
});

describe("what the contract forbids is refused", () => {
  const error = { success: false, code: "x", message: "m", error: { type: "t", code: "x", message: "m" } };

  test("a good customer, list and error pass", () => {
    expect(strictCustomer(single({}))).toEqual(customer);
    const page = { success: true, data: [customer], hasMore: true, nextCursor: "abc-_1" };
    expect(strictList(answer(page)).nextCursor).toBe("abc-_1");
    expect(strictError(answer(error, 404)).code).toBe("x");
  });

  test.each<[string, () => unknown]>([
    ["an id of another form", () => strictCustomer(single({ id: "user_123" }))],
    ["two emails", () => strictCustomer(single({ email: "b@acme.com" }))],
    ["a time without milliseconds", () => strictCustomer(single({ updatedAt: "2024-05-06T07:08:09Z" }))],
    ["snake_case names for all SDKs", () => strictCustomer(single({ is_active: true }))],
    ["no snake_case names for Java", () => strictCustomer(single({}), "java")],
    ["a redirect", () => strictCustomer({ ...single({}), headers: new Headers({ location: "/" }) })],
    ["a cursor to be encoded", () => strictList(answer({ success: true, data: [], hasMore: true, nextCursor: "a+b" }))],
    ["hasMore with no cursor", () => strictList(answer({ success: true, data: [], hasMore: true, nextCursor: null }))],
    ["a validation error without details", () => strictError(answer({ ...error, code: "validation_error" }, 422))],
    ["details as a list for another code", () => strictError(answer({ ...error, details: [] }, 409))],
    ["an error without its later shape", () => strictError(answer({ ...error, error: undefined }, 404))],
  ])("%s", (_, check) => {
    expect(check).toThrow(/cannot read/);
  });
});
