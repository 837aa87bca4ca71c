/** Queries of plans and subscriptions. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Api, type Plan, type Subscription, send } from "./api.ts";
import { refreshCustomers } from "./customers.ts";

export const plansQuery = (api: Api) =>
  queryOptions({
    queryKey: ["plans"],
    queryFn: async ({ signal }) => {
      const plans: Plan[] = [];
      let cursor: string | undefined;
      do {
        const query = { includePrivate: true, limit: 100, ...(cursor ? { cursor } : {}) };
        const { body } = await send(api.GET("/api/plans", { params: { query }, signal }));
        plans.push(...body.data);
        cursor = body.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return plans;
    },
  });

/** The active subscription, or null. */
export const activeSubscriptionQuery = (api: Api, customerId: string) =>
  queryOptions({
    queryKey: ["customer", customerId, "subscription", "active"],
    queryFn: async ({ signal }) =>
      (await send(api.GET("/api/subscriptions/active", { params: { query: { customerId } }, signal }))).body.data,
  });

/** Every subscription of a customer, newest first. One can end by itself, so they are reloaded whenever they are shown. */
export const subscriptionsQuery = (api: Api, customerId: string) =>
  infiniteQueryOptions({
    queryKey: ["customer", customerId, "subscriptions"],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { customerId, limit: 20, ...(cursor ? { cursor } : {}) };
      return (await send(api.GET("/api/subscriptions", { params: { query }, signal }))).body;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 0,
  });

/** After a subscription began or was canceled: shows it as the latest, and reloads its customer and the customer's history. */
export function showSubscription(queries: QueryClient, api: Api, subscription: Subscription): void {
  const { queryKey } = subscriptionsQuery(api, subscription.customerId);
  queries.setQueryData(queryKey, (loaded) => {
    if (!loaded) return undefined;
    const [first, ...others] = loaded.pages;
    const earlier = first?.data.filter(({ id }) => id !== subscription.id) ?? [];
    return first && { ...loaded, pages: [{ ...first, data: [subscription, ...earlier] }, ...others] };
  });
  refreshCustomers(queries);
}
