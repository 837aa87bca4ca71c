import { getCustomer } from "../core/customers/service.ts";
import { customerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { getCustomer as route } from "../infra/routes.ts";

export const handler = await endpoint(route, async (context, request) =>
  customerAnswer(await getCustomer(context, request.pathId)),
);
