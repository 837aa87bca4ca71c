import { customerAnswer } from "../core/customers/answer.ts";
import { createCustomerBody, createNames, exampleBody } from "../core/customers/customer.ts";
import { createCustomer } from "../core/customers/service.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { parse } from "../core/validation.ts";
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
