import { parseFeedQuery, waitMsIn } from "../core/events/feed.ts";
import { awaitFeed } from "../core/events/waiting/wait.ts";
import { openPage } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { listEvents as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(
  route,
  async (context, { query }) => {
    const { events, nextCursor, hasMore } = await awaitFeed(context, parseFeedQuery(query), waitMsIn(query));
    return openPage(events, nextCursor, hasMore);
  },
  ({ query }) => waitMsIn(query),
);
