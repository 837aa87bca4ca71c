/** The query of a list of customers. */
import * as z from "zod/mini";
import { parseQuery, problemOf } from "../base/validation.ts";
import type { ListFilter } from "../customers/store.ts";
import { DEFAULT_LIMIT, pageParameters, trueOrFalse } from "../pages/query.ts";
import { queryProblem, readQuery } from "./words.ts";

const listQuery = z.object({
  ...pageParameters,
  search: z.optional(z.string().check(problemOf(queryProblem))),
  isActive: z.optional(trueOrFalse),
  externalId: z.optional(z.string()),
  customerId: z.optional(z.string()),
});

/** @throws AppError `validation_error` */
export function parseListQuery(query: URLSearchParams) {
  const { limit = DEFAULT_LIMIT, isActive, search = "", ...rest } = parseQuery(listQuery, query);
  const filter: ListFilter = isActive === undefined ? "all" : isActive ? "active" : "archived";
  return { limit, filter, search: readQuery(search), ...rest };
}
