import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { listSubscriptions, parseListQuery } from "../core/subscriptions/list.ts";
import { presentSubscription } from "../core/subscriptions/presenter.ts";
import { listSubscriptions as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const { subscriptions, nextCursor } = await listSubscriptions(context, parseListQuery(request.query));
  const now = context.now();
  return page(
    subscriptions.map((it) => presentSubscription(it, now)),
    nextCursor,
  );
});
