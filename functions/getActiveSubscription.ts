import { parseQuery } from "../core/base/validation.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { presentSubscription } from "../core/subscriptions/presenter.ts";
import { activeSubscriptionQuery } from "../core/subscriptions/schemas.ts";
import { getActiveSubscription } from "../core/subscriptions/service.ts";
import { getActiveSubscription as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const { customerId } = parseQuery(activeSubscriptionQuery, request.query);
  const active = await getActiveSubscription(context, customerId);
  return single(active ? presentSubscription(active, context.now()) : null);
});
