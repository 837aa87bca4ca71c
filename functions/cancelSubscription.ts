import { parse } from "../core/base/validation.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { presentSubscription } from "../core/subscriptions/presenter.ts";
import { cancelSubscriptionBody } from "../core/subscriptions/schemas.ts";
import { cancelSubscription, getSubscription } from "../core/subscriptions/service.ts";
import { cancelSubscription as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const body = request.json();
  // An unknown subscription is a 404, whatever the body says.
  const current = await getSubscription(context, request.pathId);
  const input = parse(cancelSubscriptionBody, body);
  const canceled = await cancelSubscription(context, current, input, request.idempotencyKey);
  return single(presentSubscription(canceled, context.now()));
});
