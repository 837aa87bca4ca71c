/** The search parameters of the customers page. Default values are left out. */
import type { Page } from "../api/customers.ts";

export const PAGE_SIZES = [10, 25, 50, 100] as const;
const DEFAULT_PAGE_SIZE = 25;

export interface CustomersSearch {
  status?: "active" | "archived";
  search?: string;
  email?: string;
  externalId?: string;
  limit?: number;
  /** Set for a page after the first, together with the page's number. */
  cursor?: string;
  page?: number;
}

/** Reads search parameters, which anyone may have typed. */
export function readCustomersSearch(input: Record<string, unknown>): CustomersSearch {
  const { status, search, email, externalId, limit, cursor, page } = input;
  return {
    ...(status === "active" || status === "archived" ? { status } : {}),
    ...given({ search, email, externalId }),
    ...(PAGE_SIZES.some((size) => size === Number(limit) && size !== DEFAULT_PAGE_SIZE)
      ? { limit: Number(limit) }
      : {}),
    ...(cursor === undefined || cursor === "" ? {} : { cursor: String(cursor), page: pageNumber(page) }),
  };
}

/** A change that takes every filter away. */
export const NO_FILTER = { status: undefined, search: undefined, email: undefined, externalId: undefined } as const;

const given = (texts: Readonly<Record<"search" | "email" | "externalId", unknown>>) =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined || text === "" ? [] : [[name, String(text)]])),
  );

const pageNumber = (page: unknown): number =>
  Number.isSafeInteger(Number(page)) && Number(page) > 1 ? Number(page) : 2;

export const pageOf = ({ status, search, email, externalId, limit, cursor }: CustomersSearch): Page => ({
  status: status ?? "all",
  search,
  email,
  externalId,
  limit: limit ?? DEFAULT_PAGE_SIZE,
  cursor,
});
