/** The operations on API keys in the OpenAPI document, with their fields. */
import type { ApiKeyJson, CreatedApiKeyJson } from "../../core/apiKeys/schemas.ts";
import type { FieldDoc } from "../../core/http/generations/documentation.ts";
import type { OperationDoc } from "./docs.ts";
import { aPage, bodyErrors, cursorParameter, idempotencyKey, limitParameter, oneThing, ref } from "./parts.ts";

export const apiKeyExample: ApiKeyJson = {
  id: "key_5fTq8VbN2xLwRk0PzYc7HsJm",
  object: "api_key",
  name: "billing server",
  scopes: ["read", "write"],
  createdAt: "2026-11-21T09:30:00.000Z",
  createdBy: "key_W3nGd9KyB6tQhXs1LmVe4RpA",
  expiresAt: "2027-11-21T00:00:00.000Z",
  lastWriteOn: "2026-11-30",
  revokedAt: null,
  livemode: true,
};

const createdExample: CreatedApiKeyJson = {
  ...apiKeyExample,
  lastWriteOn: null,
  secret: "ck_7GkQz1TnW4bXv9HdLs2MfRy6PjC0aEuN",
};

const apiKey = ref("ApiKey");

const idParameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The API key's id (`key_…`), which is not its secret.",
  schema: { type: "string", minLength: 1 },
  example: apiKeyExample.id,
};

export const apiKeyOperationDocs: Record<string, OperationDoc> = {
  createApiKey: {
    tag: "API keys",
    summary: "Make an API key",
    description:
      "For the organization of the API key that asks. The new one has no scope that this one lacks, and expires no later. `secret` is in this answer alone: it is stored nowhere.",
    parameters: [
      idempotencyKey(
        "Keeps a repeat from making a second one. It cannot show the secret again: it is refused, with the id of the first in `details`.",
      ),
    ],
    body: {
      schema: "CreateApiKey",
      required: true,
      examples: {
        server: {
          summary: "For a server, for a year",
          value: { name: "billing server", scopes: ["read", "write"], expiresAt: "2027-11-21" },
        },
      },
    },
    answers: { "201": oneThing("The new API key, with its secret.", ref("CreatedApiKey"), createdExample) },
    errorCodes: [...bodyErrors, "idempotency_key_mismatch", "api_key_already_created"],
  },
  listApiKeys: {
    tag: "API keys",
    summary: "List API keys",
    description:
      "Those of the organization that are not revoked, newest first; also what has expired, and what operators made. A page may be short although there is more.",
    parameters: [limitParameter("API keys"), cursorParameter],
    answers: { "200": aPage(apiKey, [apiKeyExample]) },
    errorCodes: ["validation_error"],
  },
  updateApiKey: {
    tag: "API keys",
    summary: "Set when an API key expires",
    description:
      "Name and scopes stay. Noticed within 30 seconds. A key expires later than before only if it has no scope that the one that asks lacks, and no later than that one. One with the scope `keys` expires sooner only at the word of another that has all its scopes and lives as long, so that an organization is never left without; so a key does not change itself.",
    parameters: [idParameter],
    body: {
      schema: "UpdateApiKey",
      required: true,
      examples: { soon: { summary: "The end of a rotation's overlap", value: { expiresAt: "2027-01-31T12:00:00Z" } } },
    },
    answers: { "200": oneThing("The API key as it now is.", apiKey, apiKeyExample) },
    errorCodes: [...bodyErrors, "api_key_not_found", "api_key_protected"],
  },
  deleteApiKey: {
    tag: "API keys",
    summary: "Revoke an API key",
    description:
      "For good; it stops working within 30 seconds, and makes no key from this moment on. Keys that it made live on: `createdBy` finds them. One with the scope `keys` is revoked only by another that has all its scopes and lives as long; so a key does not revoke itself. A repeat answers the same.",
    parameters: [idParameter],
    answers: {
      "200": oneThing("The API key as it was.", apiKey, { ...apiKeyExample, revokedAt: "2026-11-30T10:00:00.000Z" }),
    },
    errorCodes: ["api_key_not_found", "api_key_protected"],
  },
};

const id = {
  description: "`key_` and 24 letters and digits; not secret.",
  example: apiKeyExample.id,
  pattern: "^key_[A-Za-z0-9]{1,48}$",
};
const name = { description: "What it is for.", example: apiKeyExample.name };
const scopes = { description: "What it may do.", example: apiKeyExample.scopes };
const expiresAt = {
  description: "From when on it is refused; null if it never expires.",
  example: apiKeyExample.expiresAt,
  isTime: true,
};
const day = "A day, from midnight UTC, or a time with its offset, in the future.";

/** What both schemas of a key say of a field. */
const ofBoth = (fields: Record<string, FieldDoc>): Record<string, FieldDoc> =>
  Object.fromEntries(
    ["ApiKey", "CreatedApiKey"].flatMap((schema) =>
      Object.entries(fields).map(([field, doc]) => [`${schema}.${field}`, doc]),
    ),
  );

export const apiKeyFieldDocs: Record<string, FieldDoc> = {
  ...ofBoth({
    id,
    object: { description: "Always `api_key`.", example: "api_key" },
    name,
    scopes,
    createdAt: { description: "When it was made.", example: apiKeyExample.createdAt, isTime: true },
    createdBy: {
      description: "The id of the API key that made it; null if an operator did.",
      example: apiKeyExample.createdBy,
    },
    expiresAt,
    lastWriteOn: {
      description:
        "The day (UTC) of the last change that was made with it, seen a moment later; null before the first. Reading is not recorded.",
      example: apiKeyExample.lastWriteOn,
      pattern: "^\\d{4}-\\d{2}-\\d{2}$",
    },
    revokedAt: { description: "When it was revoked; null in lists.", example: null, isTime: true },
  }),
  "CreatedApiKey.secret": {
    description: "What goes into the header `x-api-key`. Shown this once.",
    example: createdExample.secret,
    pattern: "^ck_[A-Za-z0-9]{32}$",
  },
  "CreateApiKey.name": name,
  "CreateApiKey.scopes": {
    description: "What it may do: nothing that the key which asks may not.",
    example: scopes.example,
  },
  "CreateApiKey.expiresAt": { description: `When it expires; null or absent for never. ${day}`, example: "2027-11-21" },
  "UpdateApiKey.expiresAt": { description: `When it expires. ${day}`, example: "2027-01-31T12:00:00Z" },
};
