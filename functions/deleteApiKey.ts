import { presentApiKey } from "../core/apiKeys/presenter.ts";
import { deleteApiKey } from "../core/apiKeys/service.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { deleteApiKey as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request, caller) =>
  single(presentApiKey(await deleteApiKey(context, caller, request.pathId))),
);
