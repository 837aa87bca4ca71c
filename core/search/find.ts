/** Finds the customers for a list's query: by ids, by address, by search, or all. */
import * as z from "zod/mini";
import type { Context } from "../base/context.ts";
import { problemOf } from "../base/validation.ts";
import { type CustomerPage, listCustomers } from "../customers/list.ts";
import { getCustomer, noneIfNotFound } from "../customers/service.ts";
import { isShown, type ListFilter } from "../customers/store.ts";
import { invalidCursor } from "../pages/cursor.ts";
import { DEFAULT_LIMIT, given, pageParameters, parseListParameters, trueOrFalse } from "../pages/query.ts";
import { hasEmail, isFound, readQuery } from "./query.ts";
import { customersByEmail, searchCustomers } from "./search.ts";

/** No address holds a blank: where one is, `+` was sent as it is. */
const email = given.check(
  problemOf((value) => (/\s/.test(value) ? "must not hold blanks: a + in it is sent as %2B" : undefined)),
);

/** What else each customer of a page may come with. */
const EXPANDABLE = "subscription";

const expand = z.array(z.string()).check(
  problemOf((values) => {
    const unknown = values.filter((value) => value !== EXPANDABLE).map((value) => JSON.stringify(value));
    return unknown.length > 0 ? `must be ${EXPANDABLE}, not ${unknown.join(", ")}` : undefined;
  }),
);

const listQuery = z.object({
  ...pageParameters,
  search: z.optional(z.string()),
  isActive: z.optional(trueOrFalse),
  externalId: z.optional(given),
  customerId: z.optional(z.string()),
  email: z.optional(email),
  expand: z.optional(expand),
});

/** Other names of what is filtered by, and the one that is meant: answered with everybody, they would answer with strangers. */
const MEANT = { id: "externalId", billingEmail: "email" };

/** @throws AppError `validation_error` */
export function parseListQuery(query: URLSearchParams) {
  const parameters = parseListParameters(listQuery, query, MEANT, ["expand"]);
  const { limit = DEFAULT_LIMIT, isActive, search = "", expand, ...rest } = parameters;
  const filter: ListFilter = isActive === undefined ? "all" : isActive ? "active" : "archived";
  return { limit, filter, search: readQuery(search), expandsSubscription: expand !== undefined, ...rest };
}

/** A list's parsed query. */
export type ListQuery = ReturnType<typeof parseListQuery>;

/**
 * The page of customers for a query: those that ids name, those with an address, those that a search finds, or all.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export function findCustomers(context: Context, query: ListQuery): Promise<CustomerPage> {
  const { search, email } = query;
  if (query.externalId !== undefined || query.customerId !== undefined) return customersByIds(context, query);
  if (email !== undefined)
    return customersByEmail(context, {
      ...query,
      email,
      shows: (customer) => search === undefined || isFound(search, customer),
    });
  return search ? searchCustomers(context, { ...query, search }) : listCustomers(context, query);
}

/**
 * The customer that all given ids name, that has the address, if one is given, and that a search, if any, finds.
 * `externalId` is never read as a customer id. No cursor is valid here.
 */
async function customersByIds(
  context: Context,
  { customerId, externalId, email, search, cursor, filter }: ListQuery,
): Promise<CustomerPage> {
  if (cursor !== undefined) throw invalidCursor();
  const ids = [customerId, externalId].filter((id) => id !== undefined);
  const [id = ""] = ids;
  const customer = await getCustomer(context, id).catch(noneIfNotFound);
  if (!customer) return { customers: [] };
  const matches =
    (externalId === undefined || customer.externalId === externalId) &&
    (customerId === undefined || customerId === customer.id || customerId === customer.externalId) &&
    (email === undefined || hasEmail(email, customer)) &&
    (search === undefined || isFound(search, customer)) &&
    isShown(filter, customer);
  return { customers: matches ? [customer] : [] };
}
