/** Texts and examples of the OpenAPI document that neither schemas nor route rows contain. */

import type { ErrorCode } from "../../core/base/errors.ts";
import type { CustomerJson } from "../../core/customers/customer.ts";
import type { ChangeEvent } from "../../core/events/event.ts";
import type { FieldDoc } from "../../core/http/generations/documentation.ts";
import {
  type AnswerDoc,
  aDocument,
  aPage,
  bodyErrors,
  cursorParameter,
  idempotencyKey,
  type Json,
  limitParameter,
  oneThing,
  query,
} from "./parts.ts";

export interface OperationDoc {
  tag: "Customers" | "Plans" | "Subscriptions" | "Service";
  summary: string;
  description: string;
  parameters: readonly Json[];
  body?: { schema: string; required: boolean; examples: Record<string, { summary: string; value: unknown }> };
  answers: Record<string, AnswerDoc>;
  /** In addition to those of every operation with its scope. */
  errorCodes: readonly ErrorCode[];
}

const address = { line1: "123 Main St", city: "Austin", state: "TX", postalCode: "78701", country: "US" };

export const customerExample: CustomerJson = {
  id: "cus_HCgYEsEeQHTyHhAJ6R49yS6N",
  object: "customer",
  organizationId: "org_acme",
  externalId: "user_123",
  email: "billing@acme.com",
  billingEmail: "billing@acme.com",
  fullName: "Acme Inc.",
  domain: "acme.com",
  website: "https://acme.com",
  timezone: "America/Chicago",
  language: "en",
  industry: "Manufacturing",
  employeeCount: "11-50",
  address,
  metadata: { plan: "pro" },
  isActive: true,
  archivedAt: null,
  livemode: true,
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
  taxDocument: "12-3456789",
  documentType: "ein",
};

export const eventExample: ChangeEvent = {
  id: "evt_B7nXwq0mHd3kYpVtR5sJ2aLc",
  event: "customer.updated",
  timestamp: "2026-11-21T10:00:00.000Z",
  organizationId: "org_acme",
  sequence: 2,
  data: { ...customerExample, metadata: { plan: "pro" }, updatedAt: "2026-11-21T10:00:00.000Z" },
  previous: { metadata: { plan: "free", trial: true }, updatedAt: "2026-11-21T09:30:00.000Z" },
};

/** By field name, for requests and answers. */
export const fieldDocs: Record<string, FieldDoc> = {
  id: {
    description:
      "Your own user id for easy look-up, also accepted as `externalId`: 1 to 255 characters, none of `/ ? # % \\`, not starting with `cus_`. It never changes once set.",
    example: "user_123",
  },
  object: { description: "Always `customer`.", example: "customer" },
  organizationId: { description: "The organization of the API key.", example: "org_acme" },
  externalId: { description: "Your own id of the customer. It never changes once set.", example: "user_123" },
  email: {
    description: "Billing email, without invisible characters. Also accepted as `billingEmail`.",
    example: "billing@acme.com",
  },
  billingEmail: { description: "The same as `email`, as 1.x SDKs call it.", example: "billing@acme.com" },
  fullName: { description: "The customer's name.", example: "Acme Inc." },
  domain: { description: "The customer's domain.", example: "acme.com" },
  website: { description: "The customer's website.", example: "https://acme.com" },
  timezone: { description: "A name of tzdata, in whatever case.", example: "America/Chicago" },
  language: { description: "The customer's language.", example: "en" },
  industry: { description: "The customer's industry.", example: "Manufacturing" },
  employeeCount: { description: "Number of employees, as text.", example: "11-50" },
  taxDocument: {
    description:
      "The number by which the customer is known to the tax office. Answers below /api and events have it where there is one.",
    example: "12-3456789",
  },
  documentType: {
    description: "What kind of number `taxDocument` is, in your words; like it absent where there is none.",
    example: "ein",
  },
  address: {
    description:
      "Billing address, replaced as a whole. Needs line1, city, country, and postalCode where the country has one; `{}` clears it.",
    example: address,
  },
  line1: { description: "Street and number.", example: "123 Main St" },
  line2: { description: "Apartment, floor, suite.", example: "Floor 2" },
  city: { description: "City.", example: "Austin" },
  state: { description: "State or province.", example: "TX" },
  postalCode: { description: "Postal code; empty where the country has none.", example: "78701" },
  country: { description: "ISO 3166-1 alpha-2 code, in capitals, or XK.", example: "US" },
  region: { description: "Region, where a country has regions beside its states.", example: "Cuyo" },
  metadata: {
    description:
      "Your own JSON: up to 50 keys of 1 to 40 characters, 16 KB, 10 levels deep, without U+0000. Numbers that a double cannot hold are refused. On update it is merged key by key; `null` removes a key.",
    example: { plan: "pro" },
  },
  isActive: {
    description: "In answers, whether the customer is not archived. In update, `false` archives it, for good.",
    example: true,
  },
  archivedAt: { description: "When the customer was archived, or null.", example: null },
  livemode: { description: "Whether the stage is production.", example: true },
  createdAt: { description: "ISO 8601, UTC, with milliseconds.", example: "2026-11-21T09:30:00.000Z" },
  updatedAt: { description: "When it last changed. ISO 8601, UTC.", example: "2026-11-21T09:30:00.000Z" },
  event: { description: "What happened. `customer.snapshot` comes from replays only.", example: "customer.updated" },
  timestamp: { description: "When it happened: the customer's `updatedAt`.", example: "2026-11-21T10:00:00.000Z" },
  sequence: {
    description: "The customer's version after the change: 1, 2, 3…. A consumer ignores a sequence that it has seen.",
    example: 2,
  },
  data: {
    description: "The customer after the change, as the API shows it, and its latest subscription if it ever had one.",
    example: customerExample,
  },
  previous: {
    description:
      "The old values of what changed; of metadata, key by key, null for a key that is new; the subscription whole, null before the first.",
    example: { email: "old@acme.com" },
  },
  customers: {
    description: "Up to 100 customers. Each succeeds or fails on its own.",
    example: [{ email: "billing@acme.com", id: "user_123" }],
  },
};

const idParameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The customer's id (`cus_…`) or your own id of it.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
  example: "user_123",
};

const createKey = idempotencyKey(
  "Makes a create without an id of yours safe to repeat: the same key and body return the first customer. With an id, the id decides; the key that made a customer is refused with another body.",
);

const updateKey = idempotencyKey(
  "Makes an update safe to repeat, and harmless late: the customer's last update is not carried out a second time. With another body the same key is refused.",
);

const ifMatch = {
  name: "If-Match",
  in: "header",
  required: false,
  description: "Update only this version, as the ETag of an earlier answer gave it.",
  schema: { type: "string" },
  example: '"1"',
};

const customer = { $ref: "#/components/schemas/Customer" };
const customerAnswer = (description: string): AnswerDoc => ({
  ...oneThing(description, customer, customerExample),
  hasEtag: true,
});

const createExample = { email: "billing@acme.com", id: "user_123", fullName: "Acme Inc." };
const wrongZone = { email: "billing@beta.example", timezone: "Mars/Base" };

export const operationDocs: Record<string, OperationDoc> = {
  createCustomer: {
    tag: "Customers",
    summary: "Create a customer",
    description:
      "Idempotent: if a customer with the same `id` exists, archived or not, it is returned unchanged with status 200.",
    parameters: [createKey],
    body: {
      schema: "CreateCustomer",
      required: true,
      examples: { guide: { summary: "The guide's example", value: createExample } },
    },
    answers: {
      "200": customerAnswer("The customer that existed, unchanged."),
      "201": customerAnswer("The new customer."),
    },
    errorCodes: [...bodyErrors, "idempotency_key_mismatch"],
  },
  createCustomers: {
    tag: "Customers",
    summary: "Create up to 100 customers",
    description: "Each item is created, or returned if it exists, or fails, on its own.",
    parameters: [createKey],
    body: {
      schema: "CreateCustomers",
      required: true,
      examples: { two: { summary: "Two customers", value: { customers: [createExample, wrongZone] } } },
    },
    answers: {
      "200": {
        description: "What was created or existed, and what failed.",
        schema: { $ref: "#/components/schemas/CustomerBatch" },
        payload: {
          kind: "batch",
          livemode: false,
          successful: [customerExample],
          failed: [
            {
              index: 1,
              error: "customers[1].timezone must be an IANA time zone, like Europe/Madrid",
              data: wrongZone,
            },
          ],
        },
      },
    },
    errorCodes: bodyErrors,
  },
  getCustomer: {
    tag: "Customers",
    summary: "Get a customer",
    description: "By either of its ids. A customer is found at once after its creation.",
    parameters: [idParameter],
    answers: { "200": customerAnswer("The customer.") },
    errorCodes: ["customer_not_found"],
  },
  updateCustomer: {
    tag: "Customers",
    summary: "Update or archive a customer",
    description:
      "Changes the fields that are given; null and absent leave a field, an empty text clears it. `isActive: false` archives the customer, for good. When nothing would change, nothing is written.",
    parameters: [idParameter, ifMatch, updateKey],
    body: {
      schema: "UpdateCustomer",
      required: false,
      examples: {
        update: { summary: "The guide's update", value: { email: "new@acme.com", address } },
        archive: { summary: "The guide's archive", value: { isActive: false } },
      },
    },
    answers: { "200": customerAnswer("The customer as it now is.") },
    errorCodes: [
      ...bodyErrors,
      "customer_not_found",
      "customer_archived",
      "customer_has_active_subscription",
      "external_id_taken",
      "external_id_immutable",
      "idempotency_key_mismatch",
      "version_mismatch",
    ],
  },
  listCustomers: {
    tag: "Customers",
    summary: "List customers",
    description:
      "Newest first, but for a `search`. To go on, send `nextCursor` as `cursor` with the same filters until `hasMore` is false; a page may be short although there is more. A misspelt filter, such as `external_id`, is a 422 that names the right one; what is unknown is ignored.",
    parameters: [
      limitParameter("Customers"),
      cursorParameter,
      query(
        "search",
        "Only customers each word of this text finds: by the beginning of any word of the full name, of the email, of its domain, of either id. Case, accents and signs do not matter. Ids are found at once, the rest a moment after it was written. Sorted by the matching word, then newest first. Of any length; nothing or blanks find all.",
        { type: "string" },
        "acme",
      ),
      query(
        "isActive",
        "Only active (`true`, `1`) or only archived (`false`, `0`) customers.",
        { type: "string", enum: ["true", "false", "1", "0"] },
        "true",
      ),
      query("externalId", "Only the customer with this id of yours.", { type: "string", minLength: 1 }, "user_123"),
      query("customerId", "Only the customer with this id, of either kind.", { type: "string" }, "user_123"),
      query(
        "email",
        "Only customers with exactly this address, but for upper and lower case; newest first. Found a moment after it was written. A + in it is sent as %2B.",
        { type: "string", minLength: 1, pattern: "^\\S+$" },
        "billing@acme.com",
      ),
    ],
    answers: {
      "200": aPage(customer, [customerExample]),
    },
    errorCodes: ["validation_error"],
  },
  listCustomerEvents: {
    tag: "Customers",
    summary: "List a customer's events",
    description:
      "The customer's history, newest first: every change with the values it replaced, as subscribers received it. Kept 90 days unless the stage says otherwise.",
    parameters: [idParameter, limitParameter("Events"), cursorParameter],
    answers: {
      "200": aPage({ $ref: "#/components/schemas/ChangeEvent" }, [eventExample]),
    },
    errorCodes: ["validation_error", "customer_not_found"],
  },
  getMe: {
    tag: "Service",
    summary: "Who am I",
    description: "What the API key stands for.",
    parameters: [],
    answers: {
      "200": oneThing(
        "The key's organization and scopes, and the stage that answers.",
        {
          type: "object",
          required: ["organizationId", "stage", "scopes"],
          properties: {
            organizationId: { type: "string" },
            stage: { type: "string" },
            scopes: { type: "array", items: { type: "string", enum: ["read", "write"] } },
          },
        },
        { organizationId: "org_acme", stage: "production", scopes: ["read", "write"] },
      ),
    },
    errorCodes: [],
  },
  getOpenApi: {
    tag: "Service",
    summary: "This document",
    description: "The OpenAPI 3.1 document of the API.",
    parameters: [],
    answers: {
      "200": aDocument("The document.", { type: "object" }, { openapi: "3.1.0" }),
    },
    errorCodes: [],
  },
  getHealth: {
    tag: "Service",
    summary: "Is it up",
    description: "Answers without an API key and without touching the database.",
    parameters: [],
    answers: {
      "200": aDocument(
        "The service answers.",
        { type: "object", required: ["status"], properties: { status: { const: "ok" } } },
        { status: "ok" },
      ),
    },
    errorCodes: [],
  },
  getErrorPage: {
    tag: "Service",
    summary: "What an error code means",
    description:
      "For people: where an error's `doc_url` leads. The answer is HTML or, if `Accept` likes it better, Markdown; in English or Spanish, after `lang` or `Accept-Language`. A code with `.md` or `.es.md` is the Markdown file; `/docs/errors` lists all codes.",
    parameters: [
      {
        name: "id",
        in: "path",
        required: true,
        description: "The error's code.",
        schema: { type: "string", minLength: 1 },
        example: "customer_archived",
      },
      query("lang", "The language.", { type: "string", enum: ["en", "es"] }, "es"),
    ],
    answers: {
      "200": {
        ...aDocument("The page.", { type: "string" }, "# customer_archived"),
        types: ["text/html", "text/markdown"],
      },
    },
    errorCodes: ["endpoint_not_available"],
  },
};
