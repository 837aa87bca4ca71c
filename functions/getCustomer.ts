import { getCustomer } from "../core/customers/service.ts";
import { customerAnswer, pastCustomerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { getCustomer as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const { query, pathId } = request;
  // Nearly every request: it does not load what reads the log.
  if (query.size === 0) return customerAnswer(await getCustomer(context, pathId));
  const { parseAsOf, getCustomerAsOf } = await import("../core/events/asOf.ts");
  const asOf = parseAsOf(query, context.now());
  if (!asOf) return customerAnswer(await getCustomer(context, pathId));
  return pastCustomerAnswer(await getCustomerAsOf(context, pathId, asOf));
});
