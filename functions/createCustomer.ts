import { parse } from "../core/base/validation.ts";
import { createCustomerBody, createNames, exampleBody } from "../core/customers/customer.ts";
import { createCustomer } from "../core/customers/service.ts";
import { customerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { createCustomer as route } from "../infra/routes.ts";

export const handler = await endpoint(
  route,
  async (context, request) => {
    const input = parse(createCustomerBody, request.json(), createNames);
    const { created, customer } = await createCustomer(context, input, request.idempotencyKey);
    return customerAnswer(customer, created ? 201 : 200);
  },
  () => parse(createCustomerBody, exampleBody),
);
