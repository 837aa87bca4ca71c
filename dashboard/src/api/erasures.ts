/** Erasing a customer, and what the receipt says. */
import { queryOptions } from "@tanstack/react-query";
import { type Api, type Erasure, send } from "./api.ts";

/** @param confirm the customer's id once more, as somebody typed it */
export const eraseCustomer = async (api: Api, id: string, confirm: string): Promise<Erasure> =>
  (await send(api.POST("/api/customers/{id}/erase", { params: { path: { id } }, body: { confirm } }))).body.data;

const MAX_LISTED = 100;
export const NEWEST_ERASURES = `/api/erasures?limit=${MAX_LISTED}`;

const POLL_MS = 2_000;

/**
 * The receipt of a customer's erasure, if it is among the newest; null otherwise. While it is running it is asked for
 * again. Reading it is enough: the work goes on without anybody's request.
 */
export const erasureQuery = (api: Api, customerId: string) =>
  queryOptions({
    queryKey: ["erasure", customerId],
    queryFn: async ({ signal }): Promise<Erasure | null> => {
      const { body } = await send(api.GET("/api/erasures", { params: { query: { limit: MAX_LISTED } }, signal }));
      return body.data.find((erasure) => erasure.customerId === customerId) ?? null;
    },
    refetchInterval: ({ state: { data } }) => (data?.status === "running" ? POLL_MS : false),
  });
