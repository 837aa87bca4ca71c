import { page } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { listSubscribers } from "../core/subscribers/list.ts";
import { listSubscribers as route } from "../infra/routes.ts";
import { subscribers } from "../infra/subscribers.ts";

await prime(route);

export const handler = endpoint(route, async (context) => page(await listSubscribers(context, subscribers), undefined));
