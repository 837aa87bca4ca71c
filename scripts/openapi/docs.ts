/** The operations of the OpenAPI document, but for those in files of their own: what route rows do not say. */

import type { ErrorCode } from "../../core/base/errors.ts";
import { MAX_WAIT_SECONDS } from "../../core/events/feed.ts";
import { eventNames } from "../../core/events/names.ts";
import { scopes } from "../../core/organizations/apiKey.ts";
import { encodeCursor } from "../../core/pages/cursor.ts";
import { apiKeyExample } from "./apiKeyFields.ts";
import { address, customerExample, eventExample } from "./customerFields.ts";
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
  reason,
  ref,
} from "./parts.ts";

export interface OperationDoc {
  tag: "Customers" | "Plans" | "Subscriptions" | "API keys" | "Events" | "Subscribers" | "Service";
  summary: string;
  description: string;
  parameters: readonly Json[];
  body?: { schema: string; required: boolean; examples: Record<string, { summary: string; value: unknown }> };
  answers: Record<string, AnswerDoc>;
  /** In addition to those of every operation with its scope. */
  errorCodes: readonly ErrorCode[];
}

/** What the operations about the service itself answer. */
export const serviceSchemas: Record<string, Json> = {
  Me: {
    type: "object",
    description: "What an API key stands for.",
    required: ["keyId", "organizationId", "stage", "scopes"],
    properties: {
      keyId: { type: "string", description: "The API key's id, which is not its secret." },
      organizationId: { type: "string", description: "The organization of the API key." },
      stage: { type: "string", description: "The stage that answers." },
      scopes: {
        type: "array",
        description: "What the API key may do.",
        items: { type: "string", enum: scopes },
      },
    },
  },
  Health: {
    type: "object",
    description: "That the service answers.",
    required: ["status"],
    properties: { status: { type: "string", const: "ok", description: "Always `ok`." } },
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

const customer = ref("Customer");
const customerAnswer = (description: string): AnswerDoc => ({
  ...oneThing(description, customer, customerExample),
  hasEtag: true,
});

const feedAnswer: AnswerDoc = {
  description: "One page.",
  schema: { anyOf: [ref("FeedEvent"), ref("ErasedEvent")] },
  thing: "FeedEvent",
  payload: {
    kind: "page",
    data: [eventExample],
    nextCursor: encodeCursor("org_acme", "feed", "7.1"),
    hasMore: false,
  },
};

const createExample = { email: "billing@acme.com", id: "user_123", fullName: "Acme Inc." };
const wrongZone = { email: "billing@beta.example", timezone: "Mars/Base" };

export const operationDocs: Record<string, OperationDoc> = {
  createCustomer: {
    tag: "Customers",
    summary: "Create a customer",
    description:
      "Idempotent: if a customer with the same `id` exists, archived or not, it is returned unchanged with status 200.",
    parameters: [createKey, reason],
    body: {
      schema: "CreateCustomer",
      required: true,
      examples: { guide: { summary: "The guide's example", value: createExample } },
    },
    answers: {
      "200": customerAnswer("The customer that existed, unchanged."),
      "201": customerAnswer("The new customer."),
    },
    errorCodes: [...bodyErrors, "customer_erased", "idempotency_key_mismatch"],
  },
  createCustomers: {
    tag: "Customers",
    summary: "Create up to 100 customers",
    description: "Each item is created, or returned if it exists, or fails, on its own.",
    parameters: [createKey, reason],
    body: {
      schema: "CreateCustomers",
      required: true,
      examples: { two: { summary: "Two customers", value: { customers: [createExample, wrongZone] } } },
    },
    answers: {
      "200": {
        description: "What was created or existed, and what failed.",
        schema: ref("CustomerBatch"),
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
    description:
      "By either of its ids. A customer is found at once after its creation. With `asOf` as it was then, told by its events: 404 before it was made, 422 `history_expired` before what is kept of it, 503 while its latest changes are still on their way to its events.",
    parameters: [
      idParameter,
      query(
        "asOf",
        "As the API showed it at this moment of the past. A day is its first moment, in UTC; a + in an offset is sent as %2B. Writes carry the time at which their request began, so the last seconds may still change.",
        { type: "string", format: "date-time" },
        "2026-11-01T00:00:00Z",
      ),
    ],
    answers: { "200": customerAnswer("The customer.") },
    errorCodes: ["customer_not_found", "customer_erased", "validation_error", "history_expired"],
  },
  updateCustomer: {
    tag: "Customers",
    summary: "Update or archive a customer",
    description:
      "Changes the fields that are given; null and absent leave a field, an empty text clears it. `isActive: false` archives the customer, for good. When nothing would change, nothing is written.",
    parameters: [idParameter, ifMatch, updateKey, reason],
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
      "customer_erased",
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
        "Only active (`true`, also `1`) or only archived (`false`, also `0`) customers.",
        { type: "boolean" },
        true,
      ),
      query("externalId", "Only the customer with this id of yours.", { type: "string", minLength: 1 }, "user_123"),
      query("customerId", "Only the customer with this id, of either kind.", { type: "string" }, "user_123"),
      query(
        "email",
        "Only customers with exactly this address, but for upper and lower case; newest first. Found a moment after it was written. A + in it is sent as %2B.",
        { type: "string", minLength: 1, pattern: "^\\S+$" },
        "billing@acme.com",
      ),
      query(
        "expand",
        "What each customer comes with: `subscription`, its active one as `GET /subscriptions/active` answers it, or null. May be repeated, and sent as `expand[]`.",
        { type: "array", items: { type: "string", enum: ["subscription"] } },
        ["subscription"],
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
    parameters: [
      idParameter,
      limitParameter("Events"),
      cursorParameter,
      query(
        "from",
        "Only events at or after this time. With a time a page may be short although there is more.",
        { type: "string", format: "date-time" },
        "2026-11-01T00:00:00Z",
      ),
      query("to", "Only events before this time.", { type: "string", format: "date-time" }, "2026-12-01T00:00:00Z"),
    ],
    answers: {
      "200": aPage(ref("ChangeEvent"), [eventExample]),
    },
    errorCodes: ["validation_error", "customer_not_found", "customer_erased"],
  },
  listEvents: {
    tag: "Events",
    summary: "Read the organization's feed",
    description:
      "Every change of every customer, oldest first: each once, each customer's in order, the same order for every reader. `nextCursor` is always there; send it as `cursor` to go on, also later, from the end. Whoever has a cursor has missed nothing before it. A page holds at most 4 MB of events, and may be short or, with `events`, empty although `hasMore` is true. Events from before version 0.2 are not in it.",
    parameters: [
      limitParameter("Events"),
      query(
        "cursor",
        "`nextCursor` of an earlier page, whatever its `events` were. Without one the feed begins at the oldest event kept; `now` is its end.",
        { type: "string" },
        "now",
      ),
      query(
        "events",
        `Only these events, with commas between them: ${eventNames.map((name) => `\`${name}\``).join(", ")}.`,
        { type: "string" },
        "customer.created,customer.archived",
      ),
      query(
        "wait",
        "Seconds that the request may wait where there is nothing to answer: until there is, or until they are over. Where too many wait already it is answered at once.",
        { type: "integer", minimum: 0, maximum: MAX_WAIT_SECONDS, default: 0 },
        MAX_WAIT_SECONDS,
      ),
    ],
    answers: { "200": feedAnswer },
    errorCodes: ["validation_error", "history_expired"],
  },
  getMe: {
    tag: "Service",
    summary: "Who am I",
    description: "What the API key stands for.",
    parameters: [],
    answers: {
      "200": oneThing("The key's id, organization and scopes, and the stage that answers.", ref("Me"), {
        keyId: apiKeyExample.id,
        organizationId: "org_acme",
        stage: "production",
        scopes: ["read", "write"],
      }),
    },
    errorCodes: [],
  },
  getOpenApi: {
    tag: "Service",
    summary: "This document",
    description: "The OpenAPI 3.1 document of the API.",
    parameters: [],
    answers: {
      "200": aDocument("The document.", { type: "object", additionalProperties: true }, { openapi: "3.1.0" }),
    },
    errorCodes: [],
  },
  getHealth: {
    tag: "Service",
    summary: "Is it up",
    description: "Answers without an API key and without touching the database.",
    parameters: [],
    answers: {
      "200": aDocument("The service answers.", ref("Health"), { status: "ok" }),
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
