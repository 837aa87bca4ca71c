/** Finds the customers for a list's query: by ids, by search, or all. */
import * as z from "zod/mini";
import type { Context } from "../base/context.ts";
import { parseQuery, problemOf } from "../base/validation.ts";
import { type CustomerPage, listCustomers } from "../customers/list.ts";
import { getCustomer, noneIfNotFound } from "../customers/service.ts";
import { isShown, type ListFilter } from "../customers/store.ts";
import { invalidCursor } from "../pages/cursor.ts";
import { DEFAULT_LIMIT, pageParameters, trueOrFalse } from "../pages/query.ts";
import { isFound, queryProblem, readQuery } from "./query.ts";
import { searchCustomers } from "./search.ts";

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

/** A list's parsed query. */
export type ListQuery = ReturnType<typeof parseListQuery>;

/**
 * The page of customers for a query: those that ids name, those that a search finds, or all.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export function findCustomers(context: Context, query: ListQuery): Promise<CustomerPage> {
  const { search } = query;
  if (query.externalId !== undefined || query.customerId !== undefined) return customersByIds(context, query);
  return search ? searchCustomers(context, { ...query, search }) : listCustomers(context, query);
}

/**
 * The customer that all given ids name and a search, if any, finds. `externalId` is never read as a customer id. No
 * cursor is valid here.
 */
async function customersByIds(
  context: Context,
  { customerId, externalId, search, cursor, filter }: ListQuery,
): Promise<CustomerPage> {
  if (cursor !== undefined) throw invalidCursor();
  const ids = [customerId, externalId].filter((id) => id !== undefined);
  const [id = ""] = ids;
  const customer = await getCustomer(context, id).catch(noneIfNotFound);
  if (!customer) return { customers: [] };
  const matches =
    (externalId === undefined || customer.externalId === externalId) &&
    (customerId === undefined || customerId === customer.id || customerId === customer.externalId) &&
    (search === undefined || isFound(search, customer)) &&
    isShown(filter, customer);
  return { customers: matches ? [customer] : [] };
}
