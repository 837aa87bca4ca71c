/** Queries of plans and subscriptions. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Api, type Plan, send } from "./api.ts";

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

/** After a subscription began or ended: reloads it, its customer and the customer's history. */
export const refreshSubscription = (queries: QueryClient, customerId: string): Promise<unknown> =>
  queries.invalidateQueries({ queryKey: ["customer", customerId] });
