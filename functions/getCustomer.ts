import { getCustomer } from "../core/customers/service.ts";
import { customerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { getCustomer as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) =>
  customerAnswer(await getCustomer(context, request.pathId)),
);
