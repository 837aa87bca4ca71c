/** The fields of API keys in the OpenAPI document: their descriptions, and whole examples. */
import type { ApiKeyJson, CreatedApiKeyJson } from "../../core/apiKeys/schemas.ts";
import type { FieldDoc } from "../../core/http/generations/documentation.ts";

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

export const createdExample: CreatedApiKeyJson = {
  ...apiKeyExample,
  lastWriteOn: null,
  secret: "ck_7GkQz1TnW4bXv9HdLs2MfRy6PjC0aEuN",
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
        "The day (UTC) of the last change of a customer or a subscription that was made with it, seen a moment later; null before the first. Reading, and making keys, is not recorded.",
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
