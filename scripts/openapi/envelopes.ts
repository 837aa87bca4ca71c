/** The schema of each envelope of the API, around the schemas of objects. */
import type { Envelope } from "../../core/http/generations/envelopes.ts";
import type { Json } from "./parts.ts";

interface EnvelopeSchemas {
  single: (thing: Json) => Json;
  page: (thing: Json) => Json;
  failure: (fields: { code: Json; message: Json; details: Json; error: Json }) => Json;
}

export const envelopeSchemas: Record<Envelope["name"], EnvelopeSchemas> = {
  wrapped: {
    single: (data) => ({
      type: "object",
      required: ["success", "data"],
      properties: { success: { const: true }, data },
    }),
    page: (items) => ({
      type: "object",
      required: ["success", "data", "hasMore", "nextCursor"],
      properties: {
        success: { const: true },
        data: { type: "array", items, maxItems: 100 },
        hasMore: { type: "boolean" },
        nextCursor: { type: ["string", "null"] },
      },
    }),
    failure: ({ code, message, details, error }) => ({
      type: "object",
      required: ["success", "code", "message", "error"],
      properties: {
        success: { const: false },
        code,
        message,
        details,
        error: { ...error, description: "The same, as later SDKs read it." },
      },
    }),
  },
  bare: {
    single: (thing) => thing,
    page: (items) => ({
      type: "object",
      required: ["object", "data", "hasMore"],
      properties: {
        object: { const: "list" },
        data: { type: "array", items, maxItems: 100 },
        hasMore: { type: "boolean" },
        nextCursor: { type: "string", description: "Absent on the last page." },
      },
    }),
    failure: ({ error }) => ({ type: "object", required: ["error"], properties: { error } }),
  },
};
