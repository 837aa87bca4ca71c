import { invalid } from "../core/base/errors.ts";
import { read } from "../core/base/validation.ts";
import { exampleBody, updateCustomerBody, updateNames } from "../core/customers/customer.ts";
import { getCustomer } from "../core/customers/service.ts";
import { updateCustomer } from "../core/customers/update.ts";
import { customerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { updateCustomer as route } from "../infra/routes.ts";

await prime(route, () => read(updateCustomerBody, exampleBody));

export const handler = endpoint(route, async (context, request) => {
  const parsed = read(updateCustomerBody, request.json(), updateNames);
  if ("problems" in parsed) {
    // An unknown customer is a 404 whatever the body says.
    await getCustomer(context, request.pathId);
    throw invalid(parsed.problems);
  }
  const { ifMatch, idempotencyKey } = request;
  return customerAnswer(await updateCustomer(context, request.pathId, parsed.value, { ifMatch, idempotencyKey }));
});
