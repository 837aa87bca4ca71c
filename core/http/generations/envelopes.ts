/** The forms that the API gives to an answer around the things in it. A generation uses one of them. */
import type { Failure } from "./failure.ts";

/** What an envelope is put around has the generation's form already. */
export interface Envelope {
  /** By which the OpenAPI document finds the envelope's schemas. */
  readonly name: "wrapped" | "bare";
  readonly single: (data: object | null) => unknown;
  readonly page: (data: readonly object[], nextCursor: string | undefined) => unknown;
  readonly failure: (error: Failure<object>) => unknown;
}

/** The guide's: `{success, data}`. Failures have both forms in one body: SDKs up to 4.x read the top level, later ones `error`. */
export const wrapped: Envelope = {
  name: "wrapped",
  single: (data) => ({ success: true, data }),
  page: (data, nextCursor) => ({
    success: true,
    data,
    hasMore: nextCursor !== undefined,
    nextCursor: nextCursor ?? null,
  }),
  failure: (error) => {
    const { code, message, details } = error;
    return { success: false, code, message, ...(details ? { details } : {}), error };
  },
};

/** None: things themselves, pages as lists, failures as `error` alone. */
export const bare: Envelope = {
  name: "bare",
  single: (data) => data,
  page: (data, nextCursor) => {
    const list = { object: "list", data, hasMore: nextCursor !== undefined };
    return nextCursor === undefined ? list : { ...list, nextCursor };
  },
  failure: (error) => ({ error }),
};
