/**
 * What the OpenAPI documents allow in a body is what the service takes, but for rules that a schema cannot hold: those
 * are told in the texts, and are named here.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasInvisible, inOneLine, read } from "../../core/base/validation.ts";
import { countries } from "../../core/customers/countries.ts";
import { createCustomerBody, createNames, updateCustomerBody, updateNames } from "../../core/customers/customer.ts";
import { newEmailProblem } from "../../core/customers/email.ts";
import { type BodySchema, readCustomer } from "../../core/customers/review.ts";
import { textFields } from "../../core/customers/textFields.ts";
import { cancelSubscriptionBody, createSubscriptionBody } from "../../core/subscriptions/schemas.ts";
import guide from "../../openapi.json" with { type: "json" };
import v1 from "../../openapi.v1.json" with { type: "json" };
import { scaled } from "../support/scale.ts";

const RUNS = scaled(50, 20_000);

const ajv = new Ajv2020({ strict: false });
for (const format of ["idn-email", "date-time", "uri"]) ajv.addFormat(format, true);
ajv.addSchema(guide, "guide");

type Body = Record<string, unknown>;
const allows = (name: string, body: Body): boolean =>
  ajv.getSchema(`guide#/components/schemas/${name}`)?.(body) === true;

/** A body that is taken, into which each value is put. */
interface Request {
  name: "CreateCustomer" | "UpdateCustomer" | "CreateSubscription" | "CancelSubscription";
  base: Body;
  takes: (body: Body) => Promise<boolean>;
}

/** As a new customer's, or as a change of each value. */
const takesAll =
  <T>(schema: BodySchema<T>, names: Record<string, string>) =>
  async (body: Body): Promise<boolean> => {
    const parsed = await readCustomer(schema, body, names);
    return "value" in parsed && parsed.review.objections.length === 0;
  };

const create: Request = {
  name: "CreateCustomer",
  base: { email: "billing@acme.com" },
  takes: takesAll(createCustomerBody, createNames),
};
const update: Request = { name: "UpdateCustomer", base: {}, takes: takesAll(updateCustomerBody, updateNames) };
const subscribe: Request = {
  name: "CreateSubscription",
  base: { customerId: "user_123", planCode: "pro" },
  takes: async (body) => "value" in read(createSubscriptionBody, body),
};
const cancel: Request = {
  name: "CancelSubscription",
  base: {},
  takes: async (body) => "value" in read(cancelSubscriptionBody, body),
};

const address = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };
const inAddress = (part: string) => (value: unknown) => ({ address: { ...address, [part]: value } });

/** Characters that some rule is about, and lengths at the limits. */
const characters = "aZ0 .-_@+,'\"/%#?\\é💡\t\n\0\x1f\x7f\x85\u200b\u00a0\u2800";
const lengths = [0, 1, 2, 64, 65, 254, 255, 256];
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...characters), maxLength: 6 }),
  fc.tuple(fc.constantFrom("x", "é", "💡"), fc.constantFrom(...lengths)).map(([it, length]) => it.repeat(length)),
);
const emails = fc.oneof(
  fc.tuple(texts, texts).map(([local, domain]) => `${local}@${domain}.com`),
  fc.constantFrom(250, 251).map((length) => `${"a".repeat(60)}@${"b".repeat(length - 61)}.com`),
  texts,
);
const codes = fc.oneof(
  fc.string({ unit: fc.constantFrom("U", "S", "u", "1", "É"), maxLength: 3 }),
  fc.constantFrom("XK"),
);
const numbers = fc.oneof(fc.constantFrom(-1, 0, 1, 2, 730, 731, 1.5, 2 ** 53), fc.integer());
const digits = fc.constantFrom("0", "1", "2", "3", "9");
const days = fc
  .tuple(
    digits,
    digits,
    fc.constantFrom("00", "01", "02", "04", "12", "13"),
    fc.constantFrom("00", "28", "29", "30", "31", "32"),
  )
  .map(([decade, year, month, day]) => `20${decade}${year}-${month}-${day}`);
const times = fc.constantFrom(
  "T09:30:00Z",
  "T23:59:59.5+02:00",
  "T24:00:00Z",
  "T09:30Z",
  "T09:30:00",
  "t09:30:00z",
  " ",
);
const dates = fc.oneof(
  days,
  fc.tuple(days, times).map((it) => it.join("")),
  fc.constantFrom("1999-12-31", "2100-01-01", "now"),
);

/** Of any other kind. */
const others = fc.constantFrom<unknown>(null, true, false, 5, "", "true", {}, ["a"], { a: 1 });

const isBlank = (value: string) => inOneLine(value) === "";
const isNoId = (value: string) => hasInvisible(value) || value.startsWith("cus_") || /^\.\.?$/.test(value);
/** Quotation marks around it, and of what is not ASCII what is no letter. */
const isNoEmail = (value: string) => newEmailProblem(value) !== undefined && /^'|[^\x20-\x7e]/.test(value);
const never = () => false;

/** A field with values; `isRefused` says which of them only the service knows to be wrong. */
const field = (
  request: Request,
  name: string,
  values: fc.Arbitrary<unknown>,
  isRefused: (value: string) => boolean = never,
  put = (value: unknown): Body => ({ [name]: value }),
) => ({ title: `${request.name} ${name}`, request, name, values, isRefused, put });

const cases = [
  field(create, "email", emails, isNoEmail),
  field(update, "email", emails, isNoEmail),
  field(create, "id", texts, isNoId),
  field(update, "externalId", texts, isNoId),
  ...[create, update].flatMap((request) =>
    textFields.filter((name) => name !== "timezone").map((name) => field(request, name, texts)),
  ),
  // The names of zones are no part of the document.
  field(create, "timezone", fc.constantFrom("Europe/Madrid", "IST", "", "\0"), (zone) => /^\w/.test(zone)),
  ...[create, update].flatMap((request) =>
    ["line1", "city"].map((part) => field(request, `address.${part}`, texts, isBlank, inAddress(part))),
  ),
  ...[create, update].flatMap((request) =>
    ["line2", "state", "region"].map((part) => field(request, `address.${part}`, texts, never, inAddress(part))),
  ),
  field(update, "address.country", codes, (value) => !countries.has(value), inAddress("country")),
  field(update, "isActive", fc.boolean()),
  field(subscribe, "customerId", texts),
  // One of the two is needed, which the text tells.
  field(subscribe, "planCode", texts, never, (planCode) => ({ planCode, planId: planCode === null ? "plan_1" : null })),
  field(subscribe, "priceId", texts),
  field(subscribe, "name", texts),
  field(subscribe, "billingInterval", fc.constantFrom("weekly", "yearly", "one_time")),
  field(subscribe, "startDate", dates),
  field(subscribe, "customTrialDays", numbers),
  field(subscribe, "prepaidPeriods", numbers),
  field(subscribe, "initialSeats", fc.dictionary(texts, numbers, { maxKeys: 3 })),
  field(subscribe, "skipTrial", fc.boolean()),
  field(subscribe, "cancelAtPeriodEnd", fc.boolean()),
  field(subscribe, "offerId", texts),
  field(cancel, "reason", texts),
  field(cancel, "immediate", fc.boolean()),
];

/** SDKs of Go and PHP send null for parts that are absent; the document has them absent. */
const isNullPart = (name: string, value: unknown) => name.startsWith("address.") && value === null;

describe("what a document allows is what the service takes:", () => {
  test.each(cases)("$title", async ({ request, name, values, isRefused, put }) => {
    const sent = fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: others });
    await fc.assert(
      fc.asyncProperty(sent, async (value) => {
        const body = { ...request.base, ...put(value) };
        const [allowed, taken] = [allows(request.name, body), await request.takes(body)];
        if (allowed && typeof value === "string" && isRefused(value)) return;
        if (taken && isNullPart(name, value)) return;
        expect({ value, allowed }).toEqual({ value, allowed: taken });
      }),
      { numRuns: RUNS },
    );
  });

  test("an email alone makes a customer, and nothing less does", async () => {
    for (const body of [{}, { email: null }, { fullName: "Acme" }, { email: "billing@acme.com" }])
      expect(allows("CreateCustomer", body)).toBe(await create.takes(body));
  });

  test("the parts that an address must have, and {} to clear it", async () => {
    const { line1: _, ...withoutLine } = address;
    for (const body of [{ address }, { address: withoutLine }])
      expect(allows("CreateCustomer", { ...create.base, ...body })).toBe(
        await create.takes({ ...create.base, ...body }),
      );
    for (const body of [{ address }, { address: {} }, { address: null }])
      expect([allows("UpdateCustomer", body), await update.takes(body)]).toEqual([true, true]);
  });

  test("metadata: any JSON, up to 50 keys of 1 to 40 characters", async () => {
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, i]));
    for (const metadata of [
      {},
      keys(50),
      keys(51),
      { "": 1 },
      { ["x".repeat(40)]: [] },
      { ["x".repeat(41)]: 1 },
      "a",
      1,
    ]) {
      const body = { ...create.base, metadata };
      expect({ metadata, allowed: allows("CreateCustomer", body) }).toEqual({
        metadata,
        allowed: await create.takes(body),
      });
    }
  });

  test("both documents allow the same", () => {
    for (const name of [
      "CreateCustomer",
      "CreateCustomers",
      "UpdateCustomer",
      "CreateSubscription",
      "CancelSubscription",
    ] as const)
      expect(v1.components.schemas[name]).toEqual(guide.components.schemas[name]);
  });
});
