import { presentCustomer } from "../core/customers/presenter.ts";
import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { findCustomers, parseListQuery } from "../core/search/find.ts";
import { listCustomers as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const query = parseListQuery(request.query);
  const { customers, nextCursor } = await findCustomers(context, query);
  if (!query.expandsSubscription) return page(customers.map(presentCustomer), nextCursor);
  // Most lists come without, and do not wait for its code to load.
  const { presentExpanded } = await import("../core/subscriptions/subscribed.ts");
  return page(await presentExpanded(context, customers), nextCursor);
});
