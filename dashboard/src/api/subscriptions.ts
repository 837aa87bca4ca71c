/** Queries of plans and subscriptions. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
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

/** The active subscription, or null. It can end by itself, so it is reloaded whenever it is shown. */
export const subscriptionQuery = (api: Api, customerId: string) =>
  queryOptions({
    queryKey: ["customer", customerId, "subscription"],
    queryFn: async ({ signal }) =>
      (await send(api.GET("/api/subscriptions/active", { params: { query: { customerId } }, signal }))).body.data,
    staleTime: 0,
  });

/** After a subscription began or was canceled: shows it, and reloads its customer and the customer's history. */
export function showSubscription(queries: QueryClient, subscription: Subscription): void {
  const { customerId, status } = subscription;
  queries.setQueryData(["customer", customerId, "subscription"], status === "canceled" ? null : subscription);
  refreshCustomers(queries);
}
