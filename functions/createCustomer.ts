import { parse } from "../core/base/validation.ts";
import { createCustomerBody, createNames, exampleBody } from "../core/customers/customer.ts";
import { createCustomer } from "../core/customers/service.ts";
import { customerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { createCustomer as route } from "../infra/routes.ts";

await prime(route, () => parse(createCustomerBody, exampleBody));

export const handler = endpoint(route, async (context, request) => {
  const input = parse(createCustomerBody, request.json(), createNames);
  const { created, customer } = await createCustomer(context, input, request.idempotencyKey);
  return customerAnswer(customer, created ? 201 : 200);
});
