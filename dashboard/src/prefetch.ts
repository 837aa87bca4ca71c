import type { QueryClient } from "@tanstack/react-query";
import type { Api } from "./api/api.ts";
import { customersQuery } from "./api/customers.ts";
import { meQuery } from "./api/me.ts";
import { pageOf, readCustomersSearch } from "./pages/customersSearch.ts";

/** Asks the API for what the first page shows while the page's own files are still under way. */
export function prefetchFirstPage(api: Api, queries: QueryClient): void {
  void queries.prefetchQuery(meQuery(api));
  const { pathname, search } = location;
  if (pathname !== `${import.meta.env.BASE_URL}customers`) return;
  const page = pageOf(readCustomersSearch(Object.fromEntries(new URLSearchParams(search))));
  void queries.prefetchQuery(customersQuery(api, page));
}
