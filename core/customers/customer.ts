/** The customer: what a request may contain, what is stored, and what every response and event shows. */
import * as z from "zod/mini";
import { isObject, pastedText, problemOf } from "../base/validation.ts";
import { type Address, address } from "./address.ts";
import { email } from "./email.ts";
import { externalIdProblem } from "./externalId.ts";
import { metadata } from "./metadata.ts";
import type { Subscription } from "./subscription/subscription.ts";
import type { TextField } from "./textFields.ts";

export const externalId = z
  .string({ error: "must be text" })
  .check(problemOf(externalIdProblem))
  .register(z.globalRegistry, { minLength: 1, maxLength: 255 });

const optionalFields = {
  fullName: z.nullish(pastedText(255)),
  domain: z.nullish(pastedText(255)),
  website: z.nullish(pastedText(255)),
  timezone: z.nullish(pastedText(255)),
  language: z.nullish(pastedText(255)),
  industry: z.nullish(pastedText(255)),
  employeeCount: z.nullish(pastedText(255)),
  taxDocument: z.nullish(pastedText(255)),
  documentType: z.nullish(pastedText(255)),
  address,
  metadata: z.nullish(metadata),
};

/** The example that functions rehearse with (see `prime`): what a first request brings, so that it does not pay for it. */
export const exampleBody = {
  email: "billing@acme.com",
  id: "user_123",
  fullName: "Acme",
  domain: "acme.com",
  website: "https://acme.com",
  timezone: "America/New_York",
  language: "en",
  industry: "software",
  employeeCount: "51 - 200",
  metadata: { plan: "pro" },
};

/** SDKs send `billingEmail` and `externalId`; the guide calls them `email` and `id`. */
export const createNames = { billingEmail: "email", externalId: "id" };
export const updateNames = { billingEmail: "email" };

const same = (a: unknown, b: unknown) => a == null || b == null || a === b;

/** Cross-field checks run even if single fields are invalid, so that every problem is reported at once. */
const always = { when: () => true };

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
  z.transform(({ email, billingEmail, id, externalId, address, ...fields }) => ({
    ...withoutNulls(fields),
    email: email ?? billingEmail ?? "",
    ...withoutNulls({ externalId: id ?? externalId, address: address === "" ? null : address }),
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
  /** Who wrote this version, as stored: base/actor.ts reads it. */
  actor?: string;
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
