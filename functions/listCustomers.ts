import { listCustomers } from "../core/customers/list.ts";
import { presentCustomer } from "../core/customers/presenter.ts";
import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { findCustomers, parseListQuery } from "../core/search/find.ts";
import { searchCustomers } from "../core/search/search.ts";
import { listCustomers as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const query = parseListQuery(request.query);
  const byId = query.externalId !== undefined || query.customerId !== undefined;
  const { search } = query;
  const { customers, nextCursor } = await (byId
    ? findCustomers(context, query)
    : search
      ? searchCustomers(context, { ...query, search })
      : listCustomers(context, query));
  return page(customers.map(presentCustomer), nextCursor);
});
