/** Runs under the publisher's role: a queue of another account lets nobody else of the stage send. */
import { requireConfig } from "../core/base/config.ts";
import { parseBody } from "../core/base/validation.ts";
import { targetsOf } from "../core/events/targets.ts";
import { single } from "../core/http/answer.ts";
import { endpoint } from "../core/http/endpoint.ts";
import { prime } from "../core/http/prime.ts";
import { findSubscriber } from "../core/subscribers/list.ts";
import { redriveParked } from "../core/subscribers/redrive.ts";
import { redriveBody } from "../core/subscribers/schemas.ts";
import { redriveSubscriber as route } from "../infra/routes.ts";
import { subscribers } from "../infra/subscribers.ts";

requireConfig("subscriberQueueUrls");
const targets = targetsOf(subscribers);
await prime(route);

export const handler = endpoint(route, async (context, request) => {
  const target = findSubscriber(targets, request.pathName);
  return single(await redriveParked(context, target, parseBody(redriveBody, request.json())));
});
