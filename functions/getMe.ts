import { config } from "../core/base/config.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { getMe as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async ({ organizationId }, _request, { id, scopes }) =>
  single({ keyId: id, organizationId, stage: config.stage(), scopes }),
);
