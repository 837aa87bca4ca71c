/** What a request may say about a customer, field by field. */
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { read } from "../../core/base/validation.ts";
import {
  createCustomerBody,
  createNames,
  customerJson,
  exampleBody,
  externalId,
  updateCustomerBody,
  updateNames,
} from "../../core/customers/customer.ts";
import { email } from "../../core/customers/email.ts";
import { readCustomer } from "../../core/customers/review.ts";
import { customerExample } from "../../scripts/openapi/customerFields.ts";

const create = (body: unknown) => read(createCustomerBody, body, createNames);
const update = (body: unknown) => read(updateCustomerBody, body, updateNames);

/** The problems of a body, as `field: message`. */
function problems(result: ReturnType<typeof create> | ReturnType<typeof update>): string[] {
  return "problems" in result ? result.problems.map(({ field, message }) => `${field}: ${message}`) : [];
}
const problemsOfField = (name: string, value: unknown): string[] =>
  problems(create({ email: "a@b.co", [name]: value }));

describe("an email", () => {
  test.each([
    "a@b.co",
    "o'brien+tag@mail.example.com",
    "ñandú@bücher.example",
    `${"a".repeat(64)}@b.co`,
    `a@${"b".repeat(249)}.co`,
  ])("%s is taken", (value) => {
    expect(create({ email: value })).toEqual({ value: { email: value } });
  });

  test.each(["", "a", "@b.co", "a@", "a@b", "a@b.", "a@.co", "a@b..co", "a b@c.co", 'a"@b.co', "a@b@c.co", "x a@b.co"])(
    "%j is refused",
    (value) => {
      expect(problems(create({ email: value }))).toContain("email: must be an email address, like billing@acme.com");
    },
  );

  test("has at most 64 characters before the sign and 254 in all", () => {
    expect(problems(create({ email: `${"a".repeat(65)}@b.co` }))).toEqual([
      "email: must be an email address, like billing@acme.com",
    ]);
    expect(problems(create({ email: `a@${"b".repeat(250)}.co` }))).toEqual(["email: must be at most 254 characters"]);
  });
});

describe("an external id", () => {
  const characters = "must not contain control characters or lone surrogates";
  const signs = "must not contain / ? # % or \\";
  test.each<[string, string]>([
    ["", "must have 1 to 255 characters"],
    ["x".repeat(256), "must have 1 to 255 characters"],
    ["a\u0000", characters],
    ["a\u0085b", characters],
    ["\ud800", characters],
    [" a", "must not begin or end with a blank"],
    ["a ", "must not begin or end with a blank"],
    ["a/b", signs],
    ["a?b", signs],
    ["a#b", signs],
    ["a%b", signs],
    ["a\\b", signs],
    [".", "must not be . or .."],
    ["..", "must not be . or .."],
    ["cus_1", "must not begin with cus_, which marks Clientela's own ids"],
  ])("%j: %s", (id, message) => {
    expect(problemsOfField("id", id)).toEqual([`id: ${message}`]);
  });

  test.each(["a", "x".repeat(255), "𠮷".repeat(255), "a b", "...", "a.", "xcus_1", "CUS_1"])("%s is taken", (id) => {
    expect(create({ email: "a@b.co", id })).toEqual({ value: { email: "a@b.co", externalId: id } });
  });

  test("that is no text is refused", () => {
    expect(problemsOfField("id", 5)).toEqual(["id: must be text"]);
  });
});

describe("a time zone", () => {
  const problem = { field: "timezone", message: "must be an IANA time zone, like Europe/Madrid" };
  const readZone = (timezone: string) => readCustomer(createCustomerBody, { email: "a@b.co", timezone }, createNames);

  test.each([
    ["UTC", "UTC"],
    ["us/eastern", "US/Eastern"],
    ["Asia/Kathmandu", "Asia/Kathmandu"],
    ["", undefined],
    [" \n", undefined],
  ])("%j is taken as %s", async (timezone, name) => {
    expect(await readZone(timezone)).toEqual({
      value: { email: "a@b.co", timezone },
      review: { objections: [], timezone: name },
    });
  });

  test.each(["Mars/Base", "+01:00", "-05:00", "Europe", "x"])("%j is refused", async (timezone) => {
    expect(await readZone(timezone)).toEqual({ problems: [problem] });
  });

  test.each(["IST", "US/Pacific-New"])("%s is refused where no customer has it", async (timezone) => {
    expect(await readZone(timezone)).toMatchObject({ review: { objections: [problem], timezone: undefined } });
  });
});

describe("an address", () => {
  const address = { line1: "Main St 1", city: "Austin", postalCode: "78701", country: "US" };
  const full = { ...address, line2: "2nd floor", state: "TX", region: "South" };

  test("is kept as a whole, without parts that are empty", () => {
    const read = (value: object) => create({ email: "a@b.co", address: value });
    expect(read(full)).toEqual({ value: { email: "a@b.co", address: full } });
    expect(read({ ...address, line2: "", state: null })).toEqual({ value: { email: "a@b.co", address } });
  });

  test.each([
    ["line1", "must not be empty"],
    ["city", "must not be empty"],
    ["postalCode", "is required"],
  ])("needs its %s", (part, ifEmpty) => {
    expect(problemsOfField("address", { ...address, [part]: "" })).toEqual([`address.${part}: ${ifEmpty}`]);
    for (const value of [undefined, null])
      expect(problemsOfField("address", { ...address, [part]: value })).toEqual([`address.${part}: is required`]);
  });

  test("needs no postal code where the country has none", () => {
    for (const postalCode of [undefined, null, ""]) {
      const inHongKong = { ...address, country: "HK", postalCode };
      const value = { email: "a@b.co", address: { ...inHongKong, postalCode: "" } };
      expect(create({ email: "a@b.co", address: inHongKong })).toEqual({ value });
    }
  });

  test("that is empty clears an update's, and says nothing in a create; null and [] say nothing", () => {
    expect(update({ address: {} })).toEqual({ value: { address: "" } });
    expect(create({ email: "a@b.co", address: {} })).toEqual({ value: { email: "a@b.co" } });
    for (const value of [null, []]) expect(update({ address: value })).toEqual({ value: {} });
  });

  test.each(["line1", "line2", "city", "state", "postalCode", "region"])("has at most 255 characters in %s", (part) => {
    expect(problemsOfField("address", { ...full, [part]: "x".repeat(255) })).toEqual([]);
    expect(problemsOfField("address", { ...full, [part]: "x".repeat(256) })).toEqual([
      `address.${part}: must be at most 255 characters`,
    ]);
  });

  test.each(["us", "UK", "USA", "", 1])("is in a country of ISO 3166-1, and %j is none", (country) => {
    expect(problemsOfField("address", { ...address, country })).toEqual([
      "address.country: must be an ISO 3166-1 alpha-2 code in capitals, like US",
    ]);
  });

  test.each([
    ["line_1", "line1"],
    ["City", "city"],
    ["postal_code", "postalCode"],
    ["Country", "country"],
  ])("is refused with %s by the right name, and that is not missing as well", (sent, name) => {
    const { [name]: value, ...others } = { ...address } as Record<string, string>;
    expect(problemsOfField("address", { ...others, [sent]: value })).toEqual([
      `address.${sent}: must be written ${name}`,
    ]);
  });

  test("is told of every part that is missing, beside those that are wrong", () => {
    expect(problemsOfField("address", { line1: 5, state: "TX" })).toEqual([
      ...["address.line1: must be text", "address.city: is required"],
      ...["address.postalCode: is required", "address.country: is required"],
    ]);
    expect(problemsOfField("address", { line1: "1", city: "Austin", country: 5 })).toContain(
      "address.postalCode: is required",
    );
  });

  test("is an object still if the only key is one that JavaScript reads specially", () => {
    expect(problemsOfField("address", JSON.parse('{"__proto__":{}}'))).toEqual([
      "address: must be an object with line1, city, postalCode and country",
    ]);
  });

  test.each(["Main St 1", 5])("is an object, and %j is none", (value) => {
    expect(problemsOfField("address", value)).toEqual([
      "address: must be an object with line1, city, postalCode and country",
    ]);
  });
});

describe("the optional text fields", () => {
  const names = [
    "fullName",
    "domain",
    "website",
    "language",
    "industry",
    "employeeCount",
    "taxDocument",
    "documentType",
  ];

  test.each(names)("%s is text of at most 255 characters; empty clears it", (name) => {
    for (const value of ["x".repeat(255), ""])
      expect(create({ email: "a@b.co", [name]: value })).toEqual({ value: { email: "a@b.co", [name]: value } });
    expect(problemsOfField(name, "x".repeat(256))).toEqual([`${name}: must be at most 255 characters`]);
    expect(problemsOfField(name, 5)).toEqual([`${name}: must be text`]);
  });

  test("a time zone has at most 255 characters, too", () => {
    expect(problemsOfField("timezone", "x".repeat(256))).toContain("timezone: must be at most 255 characters");
  });
});

describe("the body of a create", () => {
  test("is read with either name of the email and of the id", () => {
    const value = { email: "a@b.co", externalId: "user_1" };
    expect(create({ email: "a@b.co", id: "user_1" })).toEqual({ value });
    expect(create({ billingEmail: "a@b.co", externalId: "user_1" })).toEqual({ value });
    expect(create({ ...value, billingEmail: "a@b.co", id: "user_1" })).toEqual({ value });
  });

  test("is refused by the names that the guide's reader wrote, whichever were sent", () => {
    expect(problems(create({ billingEmail: 5, externalId: 5 }))).toEqual(["email: must be text", "id: must be text"]);
  });

  test("leaves out what is null, and what nobody knows", () => {
    const body = { email: "a@b.co", billingEmail: null, id: null, fullName: null, address: null, unknown: 1 };
    expect(create(body)).toEqual({ value: { email: "a@b.co" } });
  });

  test.each([{}, { email: null }, { billingEmail: null }])("%j lacks an email", (body) => {
    expect(problems(create(body))).toEqual(["email: is required"]);
  });

  test("with two emails or two ids is refused, and every other problem is reported too", () => {
    const body = { email: "a@b.co", billingEmail: "c@d.co", id: "1", externalId: "2", fullName: 5 };
    expect(problems(create(body))).toEqual([
      "fullName: must be text",
      "email: email and billingEmail differ: send one of them",
      "id: id and externalId differ: send one of them",
    ]);
    expect(problems(create({ fullName: 5 }))).toEqual(["fullName: must be text", "email: is required"]);
  });

  test.each([5, null, "text"])("%j is none", (body) => {
    expect(problems(create(body))).toEqual(["body: must be a JSON object"]);
  });
});

describe("the body of an update", () => {
  test("needs nothing, and ignores an id", () => {
    expect(update({ id: "cus_1" })).toEqual({ value: {} });
    expect(update({ billingEmail: "a@b.co", externalId: "user_1" })).toEqual({
      value: { email: "a@b.co", externalId: "user_1" },
    });
  });

  test("archives with isActive, which is true or false", () => {
    expect(update({ isActive: false })).toEqual({ value: { isActive: false } });
    expect(update({ isActive: null })).toEqual({ value: {} });
    expect(problems(update({ isActive: 0 }))).toEqual(["isActive: must be true or false"]);
  });

  test("with two emails is refused", () => {
    expect(problems(update({ email: "a@b.co", billingEmail: "c@d.co" }))).toEqual([
      "email: email and billingEmail differ: send one of them",
    ]);
    expect(problems(update({ billingEmail: "x" }))).toEqual(["email: must be an email address, like billing@acme.com"]);
  });

  test.each([5, null])("%j is none", (body) => {
    expect(problems(update(body))).toEqual(["body: must be a JSON object"]);
  });
});

test("the request that functions rehearse with is a full one, and would be taken", async () => {
  const { id, ...others } = exampleBody;
  expect(await readCustomer(createCustomerBody, exampleBody, createNames)).toEqual({
    value: { ...others, externalId: id },
    review: { objections: [], timezone: exampleBody.timezone },
  });
  expect(Object.values(exampleBody).filter((value) => Object.keys(value).length === 0)).toEqual([]);
});

test("the OpenAPI document has the limits of emails, external ids and countries", () => {
  expect(z.toJSONSchema(email)).toMatchObject({ maxLength: 254, format: "email" });
  expect(z.toJSONSchema(externalId)).toMatchObject({ minLength: 1, maxLength: 255 });
  expect(z.toJSONSchema(createCustomerBody, { io: "input", unrepresentable: "any" })).toMatchObject({
    properties: {
      address: {
        anyOf: [{ properties: { country: { minLength: 2, maxLength: 2 } } }, { type: "null" }],
      },
      metadata: { anyOf: [{ type: "object", additionalProperties: true, maxProperties: 50 }, { type: "null" }] },
    },
  });
});

test("what answers show is a customer by the schema, to the last field", () => {
  const { taxDocument: _, documentType: __, ...before } = customerExample;
  const address = { ...customerExample.address, line2: "2nd floor", region: "South" };

  for (const customer of [customerExample, before, { ...customerExample, address }])
    expect(customerJson.parse(customer)).toEqual(customer);
  expect(customerJson.safeParse({ ...customerExample, object: "plan" }).success).toBe(false);
});
