/** The query of a list, as the SDKs and curl write it. Unknown parameters are ignored. */
import * as z from "zod/mini";
import { parse, problemOf } from "../validation.ts";
import type { ListFilter } from "./store.ts";

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** PHP writes booleans as 1 and 0. */
const FILTERS: ReadonlyMap<string, ListFilter> = new Map([
  ["true", "active"],
  ["1", "active"],
  ["false", "archived"],
  ["0", "archived"],
]);

const limit = z.pipe(
  z
    .string()
    .check(problemOf((value) => (/^0*[1-9]\d*$/.test(value) ? undefined : "must be a whole number of at least 1"))),
  z.transform((value) => Math.min(Number(value), MAX_LIMIT)),
);

const isActive = z.pipe(
  z.string().check(problemOf((value) => (FILTERS.has(value) ? undefined : "must be true, false, 1 or 0"))),
  z.transform((value) => FILTERS.get(value) ?? "all"),
);

export const listQuery = z.object({
  limit: z.optional(limit),
  cursor: z.optional(z.string()),
  isActive: z.optional(isActive),
  externalId: z.optional(z.string()),
  customerId: z.optional(z.string()),
});

/** @throws AppError `validation_error` */
export function parseListQuery(query: URLSearchParams) {
  const names = Object.keys(listQuery.shape).filter((name) => query.has(name));
  const { limit, isActive, ...rest } = parse(
    listQuery,
    Object.fromEntries(names.map((name) => [name, query.get(name)])),
  );
  return { limit: limit ?? DEFAULT_LIMIT, filter: isActive ?? "all", ...rest } as const;
}
