/** The handler of an operation that needs an API key. */
import { keyActor } from "../base/actor.ts";
import type { Context } from "../base/context.ts";
import type { ApiKey, Scope } from "../organizations/apiKey.ts";
import { authenticate, requireScope } from "../organizations/service.ts";
import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./request.ts";
import { type Handler, respond } from "./respond.ts";

/** The parts of a row in infra/routes.ts that an endpoint needs. */
export interface EndpointRoute {
  operation: string;
  scope: Scope | "any";
  andScope?: Scope;
}

/**
 * Makes the handler of one route. Only the caller's API key decides the organization.
 *
 * @param waitMs how long a request asks to wait before it is answered; without it not at all
 * @example
 * await prime(route);
 *
 * export const handler = endpoint(route, async (context, request) =>
 *   customerAnswer(await getCustomer(context, request.pathId)));
 */
export const endpoint = (
  { operation, scope, andScope }: EndpointRoute,
  act: (context: Context, request: ApiRequest, key: ApiKey) => Promise<Answer>,
  waitMs?: (request: ApiRequest) => number,
): Handler =>
  respond(
    operation,
    async (call, request) => {
      const key = await authenticate(call, request.header("x-api-key"), scope, call.now());
      if (andScope) requireScope(key, andScope);
      const actor = keyActor(key, scope === "write" ? request.reason : undefined);
      return act(Object.assign(call, { organizationId: key.organizationId, actor }), request, key);
    },
    waitMs,
  );
