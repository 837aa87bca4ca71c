/**
 * API Gateway's `$default` route: 404 for unknown paths, 405 for methods that a path does not have. It also answers
 * browsers' preflights: they must get a 2xx, to which API Gateway adds the headers of its CORS settings.
 */
import { requireConfig } from "../core/base/config.ts";
import { AppError } from "../core/base/errors.ts";
import { failure, single } from "../core/http/answer.ts";
import { respond } from "../core/http/respond.ts";
import { requestsOf, routes, unmatchedRequest } from "../infra/routes.ts";

const patterns = routes.flatMap(requestsOf).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`),
}));

requireConfig("stage");

export const handler = respond(unmatchedRequest, async (_call, request) => {
  const methods = new Set<string>(
    patterns.filter(({ pattern }) => pattern.test(request.path)).map(({ method }) => method),
  );
  // A known path with one of its methods arrives here only if it could not be decoded.
  if (methods.size === 0 || methods.has(request.method)) throw new AppError("endpoint_not_available");
  const answer = request.method === "OPTIONS" ? single(null) : failure(new AppError("method_not_allowed"), request);
  return { ...answer, headers: { allow: [...methods].join(", ") } };
});
