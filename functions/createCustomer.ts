import { createCustomerBody, createNames, exampleBody } from "../core/customers/customer.ts";
import { parseCustomer } from "../core/customers/review.ts";
import { createCustomer } from "../core/customers/service.ts";
import { customerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { createCustomer as route } from "../infra/routes.ts";

await prime(route, () => parseCustomer(createCustomerBody, exampleBody, createNames));

export const handler = endpoint(route, async (context, request) => {
  const { value, review } = await parseCustomer(createCustomerBody, request.json(), createNames);
  const { created, customer } = await createCustomer(context, value, request.idempotencyKey, "idempotency-key", review);
  return customerAnswer(customer, created ? 201 : 200);
});
