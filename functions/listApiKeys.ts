import { listApiKeys } from "../core/apiKeys/list.ts";
import { presentApiKey } from "../core/apiKeys/presenter.ts";
import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { parsePageQuery } from "../core/pages/query.ts";
import { listApiKeys as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const { keys, nextCursor } = await listApiKeys(context, parsePageQuery(request.query));
  return page(keys.map(presentApiKey), nextCursor);
});
