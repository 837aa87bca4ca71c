/** Queries of a customer as it was. */
import { queryOptions } from "@tanstack/react-query";
import { type Api, send } from "./api.ts";
import { type Versioned, versioned } from "./customers.ts";
import { isOf, isPassing } from "./failure.ts";

/** How often a moment is asked for again that the history does not reach yet: for about a minute. */
const MAX_RETRIES = 6;

/** The customer as the API showed it at a moment, given as ISO 8601 in UTC. */
export const pastCustomerQuery = (api: Api, id: string, asOf: string) =>
  queryOptions({
    queryKey: ["customer", id, "asOf", asOf],
    queryFn: async ({ signal }): Promise<Versioned> =>
      versioned(await send(api.GET("/api/customers/{id}", { params: { path: { id }, query: { asOf } }, signal }))),
    retry: (failures, error) => failures < MAX_RETRIES && isPassing(error),
  });

/** The oldest moment that can be shown, if another one was refused because it is older. */
export function oldestKept(error: unknown): string | undefined {
  if (!isOf(error, "history_expired")) return undefined;
  const [time] = error.problems.flatMap(({ message }) => /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(message) ?? []);
  return time;
}
