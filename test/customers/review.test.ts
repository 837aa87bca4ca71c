/** Which values cannot be new, and which customers keep them: test/customers/stored.test.ts asks the service the same. */
import { describe, expect, test } from "vitest";
import { parseJson } from "../../core/base/json.ts";
import {
  type Customer,
  createCustomerBody,
  createNames,
  type UpdateCustomer,
  updateCustomerBody,
  updateNames,
} from "../../core/customers/customer.ts";
import { parseCustomer, readCustomer, tidied, UNREVIEWED } from "../../core/customers/review.ts";

const address = { line1: "1", city: "Austin", postalCode: "78701", country: "US" };
const customer = (fields: object): Customer => ({
  ...{
    organizationId: "org_a",
    id: "cus_a",
    version: 1,
    email: "a@b.co",
    requestId: "r",
    createdAt: "",
    updatedAt: "",
  },
  ...fields,
});

/** The objections to an update's fields, and whether each is silent for a customer that has exactly these. */
async function objectionsTo(fields: object, stored: object = fields): Promise<[string, string, boolean][]> {
  const parsed = await readCustomer(updateCustomerBody, fields, updateNames);
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.review.objections.map(({ field, message, isStored }) => [field, message, isStored(customer(stored))]);
}

const EMAIL = "must be an email address, like billing@acme.com";
const INVISIBLE = "must not contain invisible characters";

describe("a value that cannot be new", () => {
  test.each<[object, string, string]>([
    [{ email: "a@b.co," }, "email", EMAIL],
    [{ email: "a\u200b@b.co" }, "email", INVISIBLE],
    [{ email: "a@exam\u200cple.com" }, "email", INVISIBLE],
    [{ externalId: "a\u200b" }, "externalId", INVISIBLE],
    [{ timezone: "IST" }, "timezone", "must be an IANA time zone, like Europe/Madrid"],
    [{ address: { ...address, line1: " " } }, "address.line1", "must not be empty"],
    [{ address: { ...address, city: "\t" } }, "address.city", "must not be empty"],
    [{ address: { ...address, postalCode: " " } }, "address.postalCode", "must not be empty"],
    [{ address: { ...address, line1: " ", country: "HK" } }, "address.line1", "must not be empty"],
  ])("%j is objected to, but for the customer that has it", async (fields, field, message) => {
    expect(await objectionsTo(fields)).toEqual([[field, message, true]]);
    expect(await objectionsTo(fields, {})).toEqual([[field, message, false]]);
  });

  test.each<[object, string, string]>([
    [{ a: "x\u0000" }, "metadata.a", "must not contain U+0000"],
    [{ a: [{ b: "\u0000" }] }, "metadata.a", "must not contain U+0000"],
    [{ a: [1, null, { b: true }, "\u0000"] }, "metadata.a", "must not contain U+0000"],
    [{ "a\u0000": 1 }, "metadata", "keys must not contain control characters"],
    [{ "a\nb": 1 }, "metadata", "keys must not contain control characters"],
    [{ a: { "\u001f": 1 } }, "metadata.a", "must not have control characters in its keys"],
  ])("metadata %j is objected to, but for the customer that has it", async (metadata, field, message) => {
    expect(await objectionsTo({ metadata }, { metadata: JSON.stringify(metadata) })).toEqual([[field, message, true]]);
    expect(await objectionsTo({ metadata }, { metadata: '{"b":1}' })).toEqual([[field, message, false]]);
  });

  test("a number that is stored as another one is objected to, but where that one is stored", async () => {
    const fields = parseJson('{"metadata":{"n":1e-400}}') as object;
    const message = "must send numbers of more digits than a double has, or beyond its range, as text";
    expect(await objectionsTo(fields, { metadata: '{"n":0}' })).toEqual([["metadata.n", message, true]]);
    expect(await objectionsTo(fields, { metadata: '{"n":1}' })).toEqual([["metadata.n", message, false]]);
  });

  test("a misspelt optional part is no customer's", async () => {
    const fields = { address: { ...address, line_2: "x" } };
    expect(await objectionsTo(fields)).toEqual([["address.line_2", "must be written line2", false]]);
  });

  test.each<[object, string, string]>([
    [{ external_id: "u" }, "external_id", "externalId"],
    [{ full_name: "Ann" }, "full_name", "fullName"],
    [{ fullName: "", FullName: "Ann" }, "FullName", "fullName"],
    [{ "metadata[]": { a: 1 } }, "metadata[]", "metadata"],
    [{ is_active: false }, "is_active", "isActive"],
    [{ Address: {} }, "Address", "address"],
    [{ billing_email: "a@b.co" }, "billing_email", "billingEmail"],
  ])("%j is objected to by the name that was sent: it would be ignored", async (fields, sent, right) => {
    expect(await objectionsTo(fields)).toEqual([[sent, `must be written ${right}`, false]]);
  });

  test("is not said to be missing as well where it is misspelt", async () => {
    const problems = async (body: object) => await readCustomer(createCustomerBody, body, createNames);
    expect(await problems({ Email: "a@b.co" })).toEqual({
      problems: [{ field: "Email", message: "must be written email" }],
    });
    expect(await problems({ billing_email: "a@b.co", fullName: 5 })).toEqual({
      problems: [
        { field: "fullName", message: "must be text" },
        { field: "billing_email", message: "must be written billingEmail" },
      ],
    });
  });

  test.each<object>([
    // The whole record as Java reads it, what nobody knows, and what only an answer has.
    {
      fullName: "Ann",
      full_name: "Ann",
      isActive: true,
      is_active: true,
      created_at: "",
      organizationId: "",
      name: "",
    },
    { timezone: null, time_zone: null, Domain: "", zone: "x" },
    { email: "a@b.co", externalId: "a", timezone: "utc", address, metadata: { a: "\t\n", b: 1.5, "c d": [{ e: "" }] } },
    { metadata: { "a\u0001": null } },
    { address: { ...address, country: "HK", postalCode: " " } },
    { address: { ...address, state: " " } },
    { id: "a\u200b" },
    { address: null, metadata: [], timezone: null },
  ])("is not in %j", async (fields) => {
    expect(await objectionsTo(fields)).toEqual([]);
  });

  test("of a create is told by the guide's names, with every other problem", async () => {
    const body = { billingEmail: "a@b.co,", externalId: "a\u200b", fullName: 5, address: { ...address, line1: " " } };
    expect(await readCustomer(createCustomerBody, body, createNames)).toEqual({
      problems: [
        { field: "fullName", message: "must be text" },
        { field: "email", message: EMAIL },
        { field: "id", message: INVISIBLE },
        { field: "address.line1", message: "must not be empty" },
      ],
    });
  });

  test.each([null, 5, [[1]]])("is not looked for in %j, which is no object", async (none) => {
    expect(await readCustomer(updateCustomerBody, none, updateNames)).toEqual({
      problems: [{ field: "body", message: "must be a JSON object" }],
    });
  });

  test("is not looked for in metadata that is none anyway", async () => {
    const nested = parseJson(`${'{"a":'.repeat(100_000)}{"\\u0000":1}${"}".repeat(100_000)}`);
    expect(await readCustomer(updateCustomerBody, { metadata: nested }, updateNames)).toEqual({
      problems: [{ field: "metadata.a", message: "must not be nested deeper than 10 levels" }],
    });
  });
});

test("what cannot be read ends its request, with every problem", async () => {
  const parsed = (body: object) => parseCustomer(updateCustomerBody, body, updateNames);
  expect(await parsed({ billingEmail: "a@b.co" })).toEqual({
    value: { email: "a@b.co" },
    review: { objections: [], timezone: undefined },
  });
  await expect(parsed({ billingEmail: "a", fullName: 5 })).rejects.toMatchObject({
    code: "validation_error",
    details: [
      { field: "email", message: EMAIL },
      { field: "fullName", message: "must be text" },
    ],
  });
});

describe("a tidy request", () => {
  const said: UpdateCustomer = {
    fullName: "A\tB",
    industry: " ",
    timezone: "utc",
    address: { ...address, line2: "x\ny" },
  };

  test("has texts in one line and tzdata's time zone", () => {
    expect(tidied(said, { objections: [], timezone: "UTC" })).toEqual({
      ...{ fullName: "A B", industry: "", timezone: "UTC" },
      address: { ...address, line2: "x y" },
    });
  });

  test("keeps what the customer has in the very form that was sent, part by part", () => {
    const stored = customer({
      industry: " ",
      domain: "acme.com",
      timezone: "utc",
      address: { ...address, line2: "x\ny", city: "\n" },
    });
    const sent = { ...said, address: { ...address, line2: "x\ny", city: "\n", state: " " } };
    expect(tidied(sent, { objections: [], timezone: "UTC" }, stored)).toEqual({
      ...{ fullName: "A B", industry: " ", timezone: "utc" },
      address: { ...address, line2: "x\ny", city: "\n" },
    });
  });

  test("is as it was sent where there is nothing to tidy", () => {
    for (const fields of [
      {},
      { fullName: "" },
      { timezone: "" },
      { address },
      { address: "" as const },
      { metadata: { a: "\n" } },
    ])
      expect(tidied(fields, UNREVIEWED)).toEqual(fields);
  });
});
