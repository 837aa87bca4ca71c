import { getCustomer } from "../core/customers/service.ts";
import { listEvents, parseHistoryQuery } from "../core/events/history.ts";
import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { listCustomerEvents as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const query = parseHistoryQuery(request.query);
  const customer = await getCustomer(context, request.pathId);
  const { events, nextCursor } = await listEvents(context, customer, query);
  return page(events, nextCursor);
});
