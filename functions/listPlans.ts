import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { presentPlan } from "../core/plans/presenter.ts";
import { listPlans, parseListPlansQuery } from "../core/plans/service.ts";
import { listPlans as route } from "../infra/routes.ts";

export const handler = await endpoint(route, async (context, request) => {
  const { plans, nextCursor } = await listPlans(context, parseListPlansQuery(request.query));
  return page(plans.map(presentPlan), nextCursor);
});
