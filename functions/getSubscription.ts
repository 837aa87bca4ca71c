import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { presentSubscription } from "../core/subscriptions/presenter.ts";
import { getSubscription } from "../core/subscriptions/service.ts";
import { getSubscription as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) =>
  single(presentSubscription(await getSubscription(context, request.pathId), context.now())),
);
