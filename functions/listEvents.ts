import { parseFeedQuery, readFeed } from "../core/events/feed.ts";
import { openPage } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { listEvents as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const { events, nextCursor, hasMore } = await readFeed(context, parseFeedQuery(request.query));
  return openPage(events, nextCursor, hasMore);
});
