import { read } from "../core/base/validation.ts";
import { presentErasure } from "../core/erasures/presenter.ts";
import { eraseCustomerBody } from "../core/erasures/schemas.ts";
import { eraseCustomer } from "../core/events/eraseCustomer.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { eraseCustomer as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  // An unknown customer is a 404 whatever the body says.
  const parsed = read(eraseCustomerBody, request.json());
  const confirm = "value" in parsed ? parsed.value.confirm : undefined;
  const receipt = presentErasure(await eraseCustomer(context, request.pathId, (id) => id === confirm));
  return single(receipt, receipt.status === "done" ? 200 : 202);
});
