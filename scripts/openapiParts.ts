/** Parts that the words of several operations share. */
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

export const envelope = (data: Json): Json => ({
  type: "object",
  required: ["success", "data"],
  properties: { success: { const: true }, data },
});

export const listEnvelope = (items: Json): Json => ({
  type: "object",
  required: ["success", "data", "hasMore", "nextCursor"],
  properties: {
    success: { const: true },
    data: { type: "array", items, maxItems: 100 },
    hasMore: { type: "boolean" },
    nextCursor: { type: ["string", "null"] },
  },
});

export const bodyErrors = ["invalid_json", "payload_too_large", "validation_error"] as const;

export const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

export const header = (description: string): Json => ({ description, schema: { type: "string" } });
