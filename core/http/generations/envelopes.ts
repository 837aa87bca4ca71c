/** The JSON around the objects in an answer. Each generation uses one of these envelopes. */
import type { Failure } from "./failure.ts";

/** The objects inside already have the generation's form. */
export interface Envelope {
  /** Identifies the envelope's schemas in the OpenAPI document. */
  readonly name: "wrapped" | "bare";
  readonly single: (data: object | null) => unknown;
  /** Without `hasMore`, a cursor says that there is more. */
  readonly page: (data: readonly object[], nextCursor: string | undefined, hasMore?: boolean) => unknown;
  readonly failure: (error: Failure<object>) => unknown;
}

/**
 * The guide's: `{success, data}`. Failures have two forms in one body: SDKs up to 4.x read the top level, later ones
 * `error`.
 */
export const wrapped: Envelope = {
  name: "wrapped",
  single: (data) => ({ success: true, data }),
  page: (data, nextCursor, hasMore = nextCursor !== undefined) => ({
    success: true,
    data,
    hasMore,
    nextCursor: nextCursor ?? null,
  }),
  failure: (error) => {
    const { code, message, details } = error;
    return { success: false, code, message, ...(details ? { details } : {}), error };
  },
};

/** None: objects as they are, pages as lists, failures as `error` alone. */
export const bare: Envelope = {
  name: "bare",
  single: (data) => data,
  page: (data, nextCursor, hasMore = nextCursor !== undefined) => {
    const list = { object: "list", data, hasMore };
    return nextCursor === undefined ? list : { ...list, nextCursor };
  },
  failure: (error) => ({ error }),
};
