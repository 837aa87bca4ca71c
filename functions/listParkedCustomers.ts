import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { findSubscriber, listParked, parseParkedQuery } from "../core/subscribers/list.ts";
import { listParkedCustomers as route } from "../infra/routes.ts";
import { subscribers } from "../infra/subscribers.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const subscriber = findSubscriber(subscribers, request.pathName);
  const { customers, nextCursor } = await listParked(context, subscriber, parseParkedQuery(request.query));
  return page(customers, nextCursor);
});
