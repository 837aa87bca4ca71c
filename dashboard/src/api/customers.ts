/** Queries and updates of customers. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Api, type Customer, send, type UpdateCustomer } from "./api.ts";

export type Status = "all" | "active" | "archived";

/** The filter of a list. */
export interface Filter {
  status: Status;
  search?: string | undefined;
}

export interface Page extends Filter {
  limit: number;
  cursor?: string | undefined;
}

/** The query parameters of a list. */
export const listParameters = ({ status, search, limit, cursor }: Page) => ({
  limit,
  ...(cursor ? { cursor } : {}),
  ...(search ? { search } : {}),
  ...(status === "all" ? {} : { isActive: status === "active" }),
});

export async function listCustomers(api: Api, page: Page, signal?: AbortSignal) {
  const parameters = { params: { query: listParameters(page) } };
  const { body } = await send(api.GET("/api/customers", { ...parameters, ...(signal ? { signal } : {}) }));
  return body;
}

export const customersQuery = (api: Api, page: Page) =>
  queryOptions({ queryKey: ["customers", page], queryFn: ({ signal }) => listCustomers(api, page, signal) });

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
export async function updateCustomer(api: Api, id: string, etag: string, body: UpdateCustomer): Promise<Versioned> {
  const params = { path: { id }, header: { "If-Match": etag } };
  return versioned(await send(api.PUT("/api/customers/{id}", { params, body })));
}

const versioned = ({ body, headers }: { body: { data: Customer }; headers: Headers }): Versioned => ({
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

/** After a change: reloads lists, the customer's page and its history where they are shown. */
export const refreshCustomers = (queries: QueryClient): Promise<unknown> =>
  Promise.all(["customers", "customer"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
