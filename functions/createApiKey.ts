import { presentApiKey } from "../core/apiKeys/presenter.ts";
import { createApiKeyBody } from "../core/apiKeys/schemas.ts";
import { createApiKey } from "../core/apiKeys/service.ts";
import { parseBody } from "../core/base/validation.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { createApiKey as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request, maker) => {
  const input = parseBody(createApiKeyBody, request.json());
  const { key, secret } = await createApiKey(context, maker, input, request.idempotencyKey);
  return single({ ...presentApiKey(key), secret }, 201);
});
