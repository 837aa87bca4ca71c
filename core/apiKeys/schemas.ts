/** API keys: what a request may say of them, and what answers show. */
import * as z from "zod/mini";
import { moment } from "../base/moment.ts";
import { inOneLine, pastedText, problemOf } from "../base/validation.ts";
import { type Scope, scopes } from "../organizations/apiKey.ts";

const MAX_NAME = 100;

const name = z.pipe(
  pastedText(MAX_NAME).check(problemOf((value) => (inOneLine(value) === "" ? "is required" : undefined))),
  z.transform(inOneLine),
);

const givenScopes = z
  .array(z.enum(scopes, { error: `must be one of ${scopes.join(", ")}` }), { error: "must be a list of scopes" })
  .check(problemOf((values) => (values.length === 0 ? "must name at least one scope" : undefined)));

/** Checked when it is read: what has passed by then is no key. */
const future = moment.check(problemOf((time) => (time > new Date() ? undefined : "must be in the future")));

const asObject = { error: "must be a JSON object" };

/** Ignored, it would leave a key that its caller takes for another. */
const fixed = z.nullish(z.never({ error: "cannot be changed: make another API key, and delete this one" }));

/** The body of create, for `parseBody`. */
export const createApiKeyBody = z.object({ name, scopes: givenScopes, expiresAt: z.nullish(future) }, asObject);
export type CreateApiKey = z.infer<typeof createApiKeyBody>;

/** The body of an update, for `parseBody`. */
export const updateApiKeyBody = z.object({ expiresAt: future, name: fixed, scopes: fixed }, asObject);

const nullableText = z.nullable(z.string());

/** The API key as every operation returns it: without its secret. */
export const apiKeyJson = z.object({
  id: z.string(),
  object: z.literal("api_key"),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.string(),
  createdBy: nullableText,
  expiresAt: nullableText,
  lastWriteOn: nullableText,
  revokedAt: nullableText,
  livemode: z.boolean(),
});
export type ApiKeyJson = z.infer<typeof apiKeyJson>;

/** The answer of create, and the only one with the secret. */
export const createdApiKeyJson = z.object({ ...apiKeyJson.shape, secret: z.string() });
export type CreatedApiKeyJson = z.infer<typeof createdApiKeyJson>;

/** Each scope once, in the order of `scopes`. */
export const inOrder = (some: readonly Scope[]): Scope[] => scopes.filter((scope) => some.includes(scope));
