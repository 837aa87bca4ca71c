/** The handler of an operation that needs an API key. */
import type { Context } from "../base/context.ts";
import type { ApiKey, Scope } from "../organizations/apiKey.ts";
import { authenticate, prime } from "../organizations/service.ts";
import type { Answer } from "./answer.ts";
import type { Request } from "./request.ts";
import { type Handler, respond } from "./respond.ts";

/** What an endpoint needs of its row in infra/routes.ts. */
export interface EndpointRoute {
  operation: string;
  scope: Scope | "any";
}

const primed = prime();

/**
 * Makes the handler of one route, once the process is ready for its first request. The caller's API key alone decides the
 * organization.
 *
 * @param rehearse does what the first request would be the first to do, such as to check a body, while the connection opens:
 *   a first time takes V8 milliseconds, and Lambda gives a whole CPU to init, but not to requests
 * @example
 * export const handler = await endpoint(route, async (context, request) =>
 *   customerAnswer(await getCustomer(context, request.pathId)));
 */
export async function endpoint(
  { operation, scope }: EndpointRoute,
  act: (context: Context, request: Request, key: ApiKey) => Promise<Answer>,
  rehearse: () => void = () => {},
): Promise<Handler> {
  setImmediate(rehearse);
  await primed;
  return respond(operation, async (call, request) => {
    const key = await authenticate(call, request.header("x-api-key"), scope, call.now());
    return act(Object.assign(call, { organizationId: key.organizationId }), request, key);
  });
}
