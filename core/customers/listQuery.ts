/** The query of a list, as the SDKs and curl write it. Unknown parameters are ignored. */
import * as z from "zod/mini";
import { parseQuery, problemOf } from "../validation.ts";
import type { ListFilter } from "./store.ts";

/** How many a page has when nobody says. */
export const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** PHP writes booleans as 1 and 0. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

const limit = z.pipe(
  z
    .string()
    .check(problemOf((value) => (/^0*[1-9]\d*$/.test(value) ? undefined : "must be a whole number of at least 1"))),
  z.transform((value) => Math.min(Number(value), MAX_LIMIT)),
);

/** For parameters that are true or false, however an SDK writes that. */
export const trueOrFalse = z.pipe(
  z.string().check(problemOf((value) => (BOOLEANS.has(value) ? undefined : "must be true, false, 1 or 0"))),
  z.transform((value) => BOOLEANS.get(value) === true),
);

/** What every list takes. */
export const pageParameters = { limit: z.optional(limit), cursor: z.optional(z.string()) };

export const listQuery = z.object({
  ...pageParameters,
  isActive: z.optional(trueOrFalse),
  externalId: z.optional(z.string()),
  customerId: z.optional(z.string()),
});

/** @throws AppError `validation_error` */
export function parseListQuery(query: URLSearchParams) {
  const { limit, isActive, ...rest } = parseQuery(listQuery, query);
  const filter: ListFilter = isActive === undefined ? "all" : isActive ? "active" : "archived";
  return { limit: limit ?? DEFAULT_LIMIT, filter, ...rest };
}
