import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { listPlans, parseListPlansQuery } from "../core/plans/list.ts";
import { presentPlan } from "../core/plans/presenter.ts";
import { listPlans as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const { plans, nextCursor } = await listPlans(context, parseListPlansQuery(request.query));
  return page(plans.map(presentPlan), nextCursor);
});
