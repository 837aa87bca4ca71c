import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { presentPlan } from "../core/plans/presenter.ts";
import { getPlan } from "../core/plans/service.ts";
import { getPlan as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) =>
  single(presentPlan(await getPlan(context, request.pathId))),
);
