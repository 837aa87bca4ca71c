import { listErasures } from "../core/erasures/list.ts";
import { presentErasure } from "../core/erasures/presenter.ts";
import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { parsePageQuery } from "../core/pages/query.ts";
import { listErasures as route } from "../infra/routes.ts";

await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const { erasures, nextCursor } = await listErasures(context, parsePageQuery(request.query));
  return page(erasures.map(presentErasure), nextCursor);
});
