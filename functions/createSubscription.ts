import { parseBody } from "../core/base/validation.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { presentSubscription } from "../core/subscriptions/presenter.ts";
import { createSubscriptionBody } from "../core/subscriptions/schemas.ts";
import { createSubscription } from "../core/subscriptions/service.ts";
import { createSubscription as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const input = parseBody(createSubscriptionBody, request.json());
  const { created, ...subscribed } = await createSubscription(context, input, request.idempotencyKey);
  return single(presentSubscription(subscribed, context.now()), created ? 201 : 200);
});
