import { parse } from "../core/base/validation.ts";
import { createCustomers, createCustomersBody } from "../core/customers/batch.ts";
import { createCustomerBody, createNames, exampleBody } from "../core/customers/customer.ts";
import { presentCustomer } from "../core/customers/presenter.ts";
import { readCustomer } from "../core/customers/review.ts";
import { batch } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { createCustomers as route } from "../infra/routes.ts";

await prime(route, () => readCustomer(createCustomerBody, exampleBody, createNames));

export const handler = endpoint(route, async (context, request) => {
  const { customers } = parse(createCustomersBody, request.json());
  const { successful, failed } = await createCustomers(context, customers, request.idempotencyKey);
  return batch({ successful: successful.map(presentCustomer), failed });
});
