/** Queries of subscribers and of what is parked for them, and sending it. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Api, type Redrive, type Subscriber, send } from "./api.ts";

const QUERY_KEY = ["subscribers"];

const getSubscribers = async (api: Api, signal: AbortSignal): Promise<Subscriber[]> =>
  (await send(api.GET("/api/subscribers", { signal }))).body.data;

/** Who receives events, reloaded whenever it is shown: what is parked changes by itself. */
export const subscribersQuery = (api: Api) =>
  queryOptions({ queryKey: QUERY_KEY, queryFn: ({ signal }) => getSubscribers(api, signal), staleTime: 0 });

interface ParkedRequest {
  cursor?: string;
  customerId?: string;
}

const getParked = async (api: Api, name: string, request: ParkedRequest, signal: AbortSignal) =>
  (
    await send(
      api.GET("/api/subscribers/{name}/parked", {
        params: { path: { name }, query: { limit: 25, ...request } },
        signal,
      }),
    )
  ).body;

/** The customers whose events wait for a subscriber. */
export const parkedQuery = (api: Api, name: string) =>
  infiniteQueryOptions({
    queryKey: [...QUERY_KEY, name],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      getParked(api, name, pageParam === undefined ? {} : { cursor: pageParam }, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 0,
  });

/** A subscriber, and from which sequence on a customer's events wait for it, if they do. */
export interface Receiver {
  subscriber: Subscriber;
  parkedFrom: number | undefined;
}

/** What each subscriber has of a customer's events. Only those are asked for whom anything is parked. */
export const receiversQuery = (api: Api, customerId: string) =>
  queryOptions({
    queryKey: [...QUERY_KEY, "of", customerId],
    queryFn: async ({ signal }): Promise<Receiver[]> =>
      Promise.all(
        (await getSubscribers(api, signal)).map(async (subscriber) => {
          if (subscriber.parked.customers === 0) return { subscriber, parkedFrom: undefined };
          const { data } = await getParked(api, subscriber.name, { customerId }, signal);
          return { subscriber, parkedFrom: data[0]?.fromSequence };
        }),
      ),
    staleTime: 0,
  });

/** Whose events are sent: a customer's, or all customers'. */
export interface RedriveRequest {
  name: string;
  customerId?: string | undefined;
}

/** Sends what is parked, for some seconds. */
export const redrive = async (api: Api, { name, customerId }: RedriveRequest, signal: AbortSignal): Promise<Redrive> =>
  (
    await send(
      api.POST("/api/subscribers/{name}/redrive", {
        params: { path: { name } },
        body: customerId === undefined ? {} : { customerId },
        signal,
      }),
    )
  ).body.data;

/** After something was sent. */
export const refreshSubscribers = (queries: QueryClient) => queries.invalidateQueries({ queryKey: QUERY_KEY });
