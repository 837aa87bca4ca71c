/** Lists of customers by what their query asks for: the query itself, and those that name customers by their ids. */
import * as z from "zod/mini";
import type { Context } from "../base/context.ts";
import { parseQuery, problemOf } from "../base/validation.ts";
import type { CustomerPage } from "../customers/list.ts";
import { getCustomer, noneIfNotFound } from "../customers/service.ts";
import { isShown, type ListFilter } from "../customers/store.ts";
import { invalidCursor } from "../pages/cursor.ts";
import { DEFAULT_LIMIT, pageParameters, trueOrFalse } from "../pages/query.ts";
import { isFound, type Query, queryProblem, readQuery } from "./query.ts";

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

export interface FindRequest {
  customerId?: string | undefined;
  externalId?: string | undefined;
  search?: Query | undefined;
  cursor?: string | undefined;
  filter: ListFilter;
}

/** The customers that all the given ids name and a search finds: one or none. `externalId` is never read as a customer id. No cursor belongs to it. */
export async function findCustomers(
  context: Context,
  { customerId, externalId, search, cursor, filter }: FindRequest,
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
