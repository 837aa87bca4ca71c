/** Queries and updates of customers. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  type Query,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { type Api, type Customer, send, type UpdateCustomer } from "./api.ts";
import { ApiFailure, isPassing } from "./failure.ts";

export type Status = "all" | "active" | "archived";

/** The filter of a list. */
export interface Filter {
  status: Status;
  search?: string | undefined;
  /** Exactly this address, but for upper and lower case. */
  email?: string | undefined;
  /** Exactly this id. */
  externalId?: string | undefined;
}

export interface Page extends Filter {
  limit: number;
  cursor?: string | undefined;
}

/** The query parameters of a list. */
export const listParameters = ({ status, search, email, externalId, limit, cursor }: Page) => ({
  limit,
  ...(cursor ? { cursor } : {}),
  ...(search ? { search } : {}),
  ...(email ? { email } : {}),
  ...(externalId ? { externalId } : {}),
  ...(status === "all" ? {} : { isActive: status === "active" }),
});

/** The same with each customer's plan and its state: of the list that is shown, and of an export. */
export const shownListParameters = (page: Page) => ({ ...listParameters(page), expand: ["subscription" as const] });

type ListParameters = ReturnType<typeof listParameters> & Partial<ReturnType<typeof shownListParameters>>;

export async function listCustomers(api: Api, query: ListParameters, signal: AbortSignal) {
  const { body } = await send(api.GET("/api/customers", { params: { query }, signal }));
  return body;
}

/** A page of customers. Until it is there, the page before it stays. */
export const customersQuery = (api: Api, page: Page) =>
  queryOptions({
    queryKey: ["customers", page],
    queryFn: ({ signal }) => listCustomers(api, shownListParameters(page), signal),
    placeholderData: keepPreviousData,
  });

const MAX_PAGE = 100;
const MAX_EXPORT_RETRIES = 5;

/** Every customer of a filter with its plan, page by page. A page that fails in passing is asked for again, for half a minute. */
export const exportQuery = (api: Api, { status, search, email, externalId }: Filter) =>
  infiniteQueryOptions({
    queryKey: ["export", { status, search, email, externalId }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      listCustomers(api, shownListParameters({ status, search, email, externalId, limit: MAX_PAGE, cursor }), signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    retry: (failures, error) => failures < MAX_EXPORT_RETRIES && isPassing(error),
    // What was read stays as it was read: reading it again would begin at the first page.
    staleTime: "static",
    refetchOnReconnect: false,
    gcTime: 0,
  });

/** The customers with an id or an email, newest first. */
export const sameCustomersQuery = (api: Api, query: { externalId: string } | { email: string }) =>
  queryOptions({
    queryKey: ["customers", query],
    queryFn: async ({ signal }) => (await send(api.GET("/api/customers", { params: { query }, signal }))).body.data,
  });

/** A customer with its version, on which an update must be based. */
export interface Versioned {
  customer: Customer;
  etag: string;
}

export const customerQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: ["customer", id],
    queryFn: async ({ signal }): Promise<Versioned> =>
      versioned(await send(api.GET("/api/customers/{id}", { params: { path: { id } }, signal }))),
  });

/** Changes a customer if it still has that version. @throws ApiFailure `version_mismatch` when it does not */
export async function updateCustomer(
  api: Api,
  { customer: { id }, etag }: Versioned,
  body: UpdateCustomer,
  headers: { "Idempotency-Key": string; "x-reason"?: string },
): Promise<Versioned> {
  const header = { "If-Match": etag, ...headers };
  return versioned(await send(api.PUT("/api/customers/{id}", { params: { path: { id }, header }, body })));
}

/** The newer version that refused an update, if that is why it failed. */
export function newerVersion(error: unknown): Versioned | undefined {
  if (!(error instanceof ApiFailure && error.details && "customer" in error.details)) return undefined;
  return { customer: error.details.customer, etag: error.etag ?? "" };
}

export const versioned = ({ body, headers }: { body: { data: Customer }; headers: Headers }): Versioned => ({
  customer: body.data,
  etag: headers.get("etag") ?? "",
});

export const eventsQuery = (api: Api, id: string) =>
  infiniteQueryOptions({
    queryKey: ["customer", id, "events"],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const params = { path: { id }, query: { limit: 20, ...(cursor ? { cursor } : {}) } };
      return (await send(api.GET("/api/customers/{id}/events", { params, signal }))).body;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** After a change: shows the customer as it now is, wherever it is shown, and reloads lists and its history. */
export function showCustomer(queries: QueryClient, saved: Versioned): void {
  const { id, externalId } = saved.customer;
  // Its page may be at either id.
  for (const name of [id, externalId]) {
    const queryKey = ["customer", name];
    if (queries.getQueryData(queryKey)) queries.setQueryData(queryKey, saved);
  }
  refreshCustomers(queries);
}

/** Reloads everything about customers that is shown. What is shown stays until then. */
export function refreshCustomers(queries: QueryClient): void {
  for (const key of ["customers", "customer"]) void queries.invalidateQueries({ queryKey: [key] });
}

/**
 * After a customer was erased: nothing of it stays in this tab, neither in lists. What is shown is asked for again.
 *
 * @param names its ids, by which its page may have been opened
 */
export function forgetCustomer(queries: QueryClient, names: readonly unknown[]): void {
  queries.removeQueries({ queryKey: ["customers"], type: "inactive" });
  void queries.invalidateQueries({ queryKey: ["customers"] });
  for (const name of names) void queries.resetQueries({ queryKey: ["customer", name], predicate: isLoaded });
}

const isLoaded = ({ state }: Query): boolean => state.data !== undefined;
