import { parseFeedQuery, waitMsIn } from "../core/events/feed.ts";
import { awaitFeed } from "../core/events/waiting/wait.ts";
import { openPage } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { authenticate } from "../core/organizations/service.ts";
import { listEvents as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(
  route,
  async (context, request) => {
    const waitMs = waitMsIn(request.query);
    const { events, nextCursor, hasMore } = await awaitFeed(context, parseFeedQuery(request.query), waitMs);
    // Meanwhile its key may have been revoked.
    if (waitMs > 0) await authenticate(context, request.header("x-api-key"), route.scope, context.now());
    return openPage(events, nextCursor, hasMore);
  },
  ({ query }) => waitMsIn(query),
);
