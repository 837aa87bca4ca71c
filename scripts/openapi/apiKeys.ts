/** The operations on API keys in the OpenAPI document. */
import { apiKeyExample, createdExample } from "./apiKeyFields.ts";
import type { OperationDoc } from "./docs.ts";
import { aPage, bodyErrors, cursorParameter, idempotencyKey, limitParameter, oneThing, ref } from "./parts.ts";

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
