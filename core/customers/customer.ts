/** The customer: what a request may contain, what is stored, and what every response and event shows. */
import * as z from "zod/mini";
import { characters, problemOf, text } from "../base/validation.ts";
import { countries } from "./countries.ts";
import { metadata } from "./metadata.ts";
import type { Subscription } from "./subscription/subscription.ts";

const EMAIL = /^[^\s@"]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/u;

export const email = text(254)
  .check(problemOf((value) => (EMAIL.test(value) ? undefined : "must be an email address, like billing@acme.com")))
  .register(z.globalRegistry, { maxLength: 254, format: "email" });

/** Why a string cannot be an external id, or undefined. It must fit into a path: no SDK encodes it. */
export function externalIdProblem(value: string): string | undefined {
  if (value === "" || characters(value) > 255) return "must have 1 to 255 characters";
  if (!value.isWellFormed() || /\p{Cc}/u.test(value)) return "must not contain control characters or lone surrogates";
  if (value.trim() !== value) return "must not begin or end with a blank";
  if (/[/?#%\\]/.test(value)) return "must not contain / ? # % or \\";
  if (value === "." || value === "..") return "must not be . or ..";
  return value.startsWith("cus_") ? "must not begin with cus_, which marks Clientela's own ids" : undefined;
}

export const externalId = z
  .string({ error: "must be text" })
  .check(problemOf(externalIdProblem))
  .register(z.globalRegistry, { minLength: 1, maxLength: 255 });

const timezone = text(255).check(
  problemOf((value) =>
    value === "" || isTimezone(value) ? undefined : "must be an IANA time zone, like Europe/Madrid",
  ),
);

let timezones: ReadonlySet<string> | undefined;

/** Checks the runtime's list first: the first `DateTimeFormat` takes 9 ms, as long as the rest of a request. */
function isTimezone(name: string): boolean {
  timezones ??= new Set([...Intl.supportedValuesOf("timeZone"), "UTC"]);
  if (timezones.has(name)) return true;
  try {
    // Aliases of the same zones, such as US/Eastern.
    // The runtime also accepts offsets such as +01:00, but they are not IANA names.
    return /^[a-z]/i.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const addressLine = text(255).check(problemOf((value) => (value === "" ? "must not be empty" : undefined)));
const country = z
  .string({ error: "must be an ISO 3166-1 alpha-2 code in capitals, like US" })
  .check(
    problemOf((value) =>
      countries.has(value) ? undefined : "must be an ISO 3166-1 alpha-2 code in capitals, like US",
    ),
  )
  .register(z.globalRegistry, { minLength: 2, maxLength: 2 });

const addressFields = z.object(
  {
    line1: addressLine,
    line2: z.nullish(text(255)),
    city: addressLine,
    state: z.nullish(text(255)),
    postalCode: addressLine,
    country,
    region: z.nullish(text(255)),
  },
  { error: "must be an object with line1, city, postalCode and country" },
);

/** A billing address, replaced as a whole. Empty optional parts are left out. */
export const address = z.pipe(
  addressFields,
  z.transform(
    ({ line1, line2, city, state, postalCode, country, region }): Address => ({
      line1,
      ...(line2 ? { line2 } : {}),
      city,
      ...(state ? { state } : {}),
      postalCode,
      country,
      ...(region ? { region } : {}),
    }),
  ),
);

export interface Address {
  line1: string;
  line2?: string;
  city: string;
  state?: string;
  postalCode: string;
  country: string;
  region?: string;
}

/** The optional text fields: `""` clears a field, null or absent leaves it unchanged. */
export const textFields = [
  "fullName",
  "domain",
  "website",
  "timezone",
  "language",
  "industry",
  "employeeCount",
  "taxDocument",
  "documentType",
] as const;
export type TextField = (typeof textFields)[number];

const optionalFields = {
  fullName: z.nullish(text(255)),
  domain: z.nullish(text(255)),
  website: z.nullish(text(255)),
  timezone: z.nullish(timezone),
  language: z.nullish(text(255)),
  industry: z.nullish(text(255)),
  employeeCount: z.nullish(text(255)),
  taxDocument: z.nullish(text(255)),
  documentType: z.nullish(text(255)),
  address: z.nullish(address),
  metadata: z.nullish(metadata),
};

/** The example that functions rehearse with (see `endpoint`): one field of each kind. */
export const exampleBody = { email: "billing@acme.com", timezone: "UTC", metadata: { plan: "pro" } };

/** SDKs send `billingEmail` and `externalId`; the guide calls them `email` and `id`. */
export const createNames = { billingEmail: "email", externalId: "id" };
export const updateNames = { billingEmail: "email" };

const same = (a: unknown, b: unknown) => a == null || b == null || a === b;

/** Cross-field checks run even if single fields are invalid, so that every problem is reported at once. */
const always = { when: () => true };
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const emailsAgree = z.refine<unknown>((body) => !isObject(body) || same(body.email, body.billingEmail), {
  ...always,
  path: ["email"],
  error: "email and billingEmail differ: send one of them",
});

/** The body of create, as the guide, curl and the SDKs send it. */
export const createCustomerBody = z.pipe(
  z
    .object(
      {
        email: z.nullish(email),
        billingEmail: z.nullish(email),
        id: z.nullish(externalId),
        externalId: z.nullish(externalId),
        ...optionalFields,
      },
      { error: "must be a JSON object" },
    )
    .check(
      z.refine((body) => !isObject(body) || (body.email ?? body.billingEmail) != null, {
        ...always,
        path: ["email"],
        error: "is required",
      }),
      emailsAgree,
      z.refine((body) => !isObject(body) || same(body.id, body.externalId), {
        ...always,
        path: ["id"],
        error: "id and externalId differ: send one of them",
      }),
    ),
  z.transform(({ email, billingEmail, id, externalId, ...fields }) => ({
    ...withoutNulls(fields),
    email: email ?? billingEmail ?? "",
    ...withoutNulls({ externalId: id ?? externalId }),
  })),
);
export type CreateCustomer = z.infer<typeof createCustomerBody>;

/**
 * The body of update, including archive (`isActive: false`). An `id` in it is ignored: the path identifies the
 * customer.
 */
export const updateCustomerBody = z.pipe(
  z
    .object(
      {
        email: z.nullish(email),
        billingEmail: z.nullish(email),
        externalId: z.nullish(externalId),
        ...optionalFields,
        isActive: z.nullish(z.boolean({ error: "must be true or false" })),
      },
      { error: "must be a JSON object" },
    )
    .check(emailsAgree),
  z.transform(({ email, billingEmail, ...fields }) => withoutNulls({ email: email ?? billingEmail, ...fields })),
);
export type UpdateCustomer = z.infer<typeof updateCustomerBody>;

/** The fields that have a value. Null and absent mean the same. */
function withoutNulls<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** A stored customer. `metadata` stays the stored JSON text until it is shown. */
export interface Customer extends Partial<Record<TextField, string>> {
  organizationId: string;
  /** `cus_` and 24 letters and digits. */
  id: string;
  externalId?: string;
  /** 1, 2, 3…: every visible change adds exactly 1. */
  version: number;
  email: string;
  address?: Address;
  metadata?: string;
  /** ISO 8601 with milliseconds, in UTC, like all times. If present, the customer is archived for good. */
  archivedAt?: string;
  createdAt: string;
  updatedAt: string;
  /** The request that wrote this version. */
  requestId: string;
  /** The mark of the request that created the customer, if it had an Idempotency-Key. */
  createMark?: string;
  /** The mark of the last update that had an Idempotency-Key and changed something. */
  updateMark?: string;
  /** The latest subscription. It is active until its end date, or without limit if it has none. */
  subscription?: Subscription;
}

const nullableText = z.nullable(z.string());

/** The customer as JSON, in responses and events. Keys are in the order in which they are shown. */
export const customerJson = z.object({
  id: z.string(),
  object: z.literal("customer"),
  organizationId: z.string(),
  externalId: nullableText,
  email: z.string(),
  billingEmail: z.string(),
  fullName: nullableText,
  domain: nullableText,
  website: nullableText,
  timezone: nullableText,
  language: nullableText,
  industry: nullableText,
  employeeCount: nullableText,
  address: z.nullable(
    z.object({
      line1: z.string(),
      line2: z.optional(z.string()),
      city: z.string(),
      state: z.optional(z.string()),
      postalCode: z.string(),
      country: z.string(),
      region: z.optional(z.string()),
    }),
  ),
  metadata: z.nullable(z.record(z.string(), z.unknown())),
  isActive: z.boolean(),
  archivedAt: nullableText,
  livemode: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  // The guide does not have these two: customers without them look as they did before.
  taxDocument: z.optional(z.string()),
  documentType: z.optional(z.string()),
});
export type CustomerJson = z.infer<typeof customerJson>;
