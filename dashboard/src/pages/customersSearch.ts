/** What the address of the customers page says. Everything that is the default is left out. */
import type { Page } from "../api/customers.ts";

export const PAGE_SIZES = [10, 25, 50, 100] as const;
const DEFAULT_PAGE_SIZE = 25;

export interface CustomersSearch {
  status?: "active" | "archived";
  search?: string;
  limit?: number;
  /** Of a page after the first; its number goes with it. */
  cursor?: string;
  page?: number;
}

/** Reads an address that anyone may have typed. */
export function readCustomersSearch(input: Record<string, unknown>): CustomersSearch {
  const { status, search, limit, cursor, page } = input;
  return {
    ...(status === "active" || status === "archived" ? { status } : {}),
    ...(search === undefined || search === "" ? {} : { search: String(search) }),
    ...(PAGE_SIZES.some((size) => size === limit && size !== DEFAULT_PAGE_SIZE) ? { limit: Number(limit) } : {}),
    ...(cursor === undefined || cursor === "" ? {} : { cursor: String(cursor), page: pageNumber(page) }),
  };
}

const pageNumber = (page: unknown): number => (Number.isInteger(page) && Number(page) > 1 ? Number(page) : 2);

export const pageOf = ({ status, search, limit, cursor }: CustomersSearch): Page => ({
  status: status ?? "all",
  search,
  limit: limit ?? DEFAULT_PAGE_SIZE,
  cursor,
});
