import { invalid } from "../core/base/errors.ts";
import { exampleBody, updateCustomerBody, updateNames } from "../core/customers/customer.ts";
import { readCustomer } from "../core/customers/review.ts";
import { getCustomer } from "../core/customers/service.ts";
import { updateCustomer } from "../core/customers/update.ts";
import { customerAnswer } from "../core/http/customerAnswer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { updateCustomer as route } from "../infra/routes.ts";

await prime(route, () => readCustomer(updateCustomerBody, exampleBody, updateNames));

export const handler = endpoint(route, async (context, request) => {
  const parsed = await readCustomer(updateCustomerBody, request.json(), updateNames);
  if ("problems" in parsed) {
    // An unknown customer is a 404 whatever the body says.
    await getCustomer(context, request.pathId);
    throw invalid(parsed.problems);
  }
  const { pathId, ifMatch, idempotencyKey } = request;
  const { value, review } = parsed;
  return customerAnswer(await updateCustomer(context, pathId, value, { ifMatch, idempotencyKey, review }));
});
