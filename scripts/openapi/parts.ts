/** Parts shared by the texts of several operations. */
import type { Data, Payload } from "../../core/http/generations/payload.ts";

export type Json = { [key: string]: unknown };

export const query = (name: string, description: string, schema: Json, example: unknown) => ({
  name,
  in: "query",
  required: false,
  description,
  schema,
  example,
});

export const limitParameter = (what: string) =>
  query("limit", `${what} a page; above 100 is 100.`, { type: "integer", minimum: 1, default: 25 }, 25);

export const cursorParameter = query(
  "cursor",
  "Where to go on: the last page's `nextCursor`.",
  { type: "string", pattern: "^[A-Za-z0-9_-]+$" },
  "AXJ1c2Vy",
);

export const idempotencyKey = (description: string) => ({
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description,
  schema: { type: "string", maxLength: 255 },
  example: "order-4711",
});

/** Of every operation that changes a customer. */
export const reason = {
  name: "x-reason",
  in: "header",
  required: false,
  description:
    "Why, in at most 200 characters, as percent-encoded UTF-8. The change's event keeps it, and the customer's history shows it; a request that changes nothing leaves none.",
  schema: { type: "string", maxLength: 2_400, pattern: "^([ -$&-~]|%[0-9A-Fa-f]{2})*$" },
  example: "Asked%20for%20by%20phone",
};

/** An answer as its operation returns it. A generation of the API turns it into a schema and an example. */
export interface AnswerDoc {
  description: string;
  /** The schema of the object, of each object in a page, or of the document; a batch has its own in each generation. */
  schema: Json;
  payload: Payload;
  /** The name of what the answer is about, if the schema is no reference to it. */
  thing?: string;
  /** Its content types; JSON by default. */
  types?: readonly string[];
  hasEtag?: boolean;
}

export const oneThing = (description: string, schema: Json, data: Data): AnswerDoc => ({
  description,
  schema,
  payload: { kind: "single", data },
});

export const aPage = (schema: Json, data: readonly Data[]): AnswerDoc => ({
  description: "One page.",
  schema,
  payload: { kind: "page", data, nextCursor: undefined },
});

export const aDocument = (description: string, schema: Json, data: object | string): AnswerDoc => ({
  description,
  schema,
  payload: { kind: "document", data },
});

export const bodyErrors = [
  "invalid_json",
  "payload_too_large",
  "unsupported_content_encoding",
  "validation_error",
] as const;

export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

export const header = (description: string): Json => ({ description, schema: { type: "string" } });

/** On every answer. */
export const requestHeaders = {
  "x-request-id": header("The request's id; quote it in questions."),
  "commet-version": header("The version of the API that the answer is in; `unversioned` is the guide's."),
};
