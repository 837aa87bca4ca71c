/** Queries of API keys. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { type Api, type ApiKey, send } from "./api.ts";

const QUERY_KEY = ["api-keys"];

async function getPage(api: Api, cursor: string | undefined, signal: AbortSignal) {
  const query = { limit: 100, ...(cursor ? { cursor } : {}) };
  return (await send(api.GET("/api/api-keys", { params: { query }, signal }))).body;
}

/** The organization's keys, newest first, reloaded whenever they are shown: others make and end them too. */
export const apiKeysQuery = (api: Api) =>
  infiniteQueryOptions({
    queryKey: QUERY_KEY,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => getPage(api, pageParam, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 0,
  });

/** The keys with some value in a field, on all pages. */
export const sameApiKeysQuery = (api: Api, field: "id" | "name", value: string) =>
  queryOptions({
    queryKey: [...QUERY_KEY, field, value],
    queryFn: async ({ signal }) => {
      const keys: ApiKey[] = [];
      let cursor: string | undefined;
      do {
        const page = await getPage(api, cursor, signal);
        keys.push(...page.data.filter((key) => key[field] === value));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return keys;
    },
  });

/** After a key was made, changed or revoked. */
export const refreshApiKeys = (queries: QueryClient) => queries.invalidateQueries({ queryKey: QUERY_KEY });
