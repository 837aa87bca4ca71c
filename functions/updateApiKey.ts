import { presentApiKey } from "../core/apiKeys/presenter.ts";
import { updateApiKeyBody } from "../core/apiKeys/schemas.ts";
import { findApiKey, setExpiry } from "../core/apiKeys/service.ts";
import { parseBody } from "../core/base/validation.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { updateApiKey as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request, caller) => {
  const body = request.json();
  // An unknown key is a 404, whatever the body says.
  await findApiKey(context, request.pathId);
  const { expiresAt } = parseBody(updateApiKeyBody, body);
  return single(presentApiKey(await setExpiry(context, caller, request.pathId, expiresAt)));
});
