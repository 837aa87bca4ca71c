/** The schema of each envelope of the API, around the schemas of objects. */
import type { Envelope } from "../../core/http/generations/envelopes.ts";
import type { Json } from "./parts.ts";

interface EnvelopeSchemas {
  /** Undefined where there is no envelope. */
  single: ((thing: Json) => Json) | undefined;
  /** `isOpen`: whether every page has a cursor to go on from, as those of a feed do. */
  page: (item: Json, isOpen: boolean) => Json;
  /** `hasDetails`: whether each failure with this schema has them. */
  failure: (fields: { code: Json; message: Json; details: Json | undefined; hasDetails: boolean; error: Json }) => Json;
}

const success = (value: boolean): Json => ({ type: "boolean", const: value, description: `Always ${value}.` });
const list = (items: Json): Json => ({ type: "array", items, maxItems: 100, description: "What is on this page." });
const openCursor: Json = { type: "string", description: "Where to go on: the next page's `cursor`, at the end too." };
const hasMore = { type: "boolean", description: "Whether there is a next page." };

export const envelopeSchemas: Record<Envelope["name"], EnvelopeSchemas> = {
  wrapped: {
    single: (data) => ({
      type: "object",
      required: ["success", "data"],
      properties: { success: success(true), data },
    }),
    page: (item, isOpen) => ({
      type: "object",
      required: ["success", "data", "hasMore", "nextCursor"],
      properties: {
        success: success(true),
        data: list(item),
        hasMore,
        nextCursor: isOpen
          ? openCursor
          : { type: ["string", "null"], description: "The next page's `cursor`; null on the last page." },
      },
    }),
    failure: ({ code, message, details, hasDetails, error }) => ({
      type: "object",
      required: ["success", "code", "message", ...(hasDetails ? ["details"] : []), "error"],
      properties: { success: success(false), code, message, ...(details ? { details } : {}), error },
    }),
  },
  bare: {
    single: undefined,
    page: (item, isOpen) => ({
      type: "object",
      required: ["object", "data", "hasMore", ...(isOpen ? ["nextCursor"] : [])],
      properties: {
        object: { type: "string", const: "list", description: "Always `list`." },
        data: list(item),
        hasMore,
        nextCursor: isOpen
          ? openCursor
          : { type: "string", description: "The next page's `cursor`; absent on the last page." },
      },
    }),
    failure: ({ error }) => ({ type: "object", required: ["error"], properties: { error } }),
  },
};
