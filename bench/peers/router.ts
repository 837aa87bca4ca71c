/**
 * Create with the Router of Powertools for AWS Lambda, as in
 * https://docs.powertools.aws.dev/lambda/typescript/latest/features/event-handler/http/: middleware for what all routes
 * share, and one route.
 */
import { Router } from "@aws-lambda-powertools/event-handler/http";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { failure } from "../../core/http/answer.ts";
import { present } from "../../core/http/generations/generation.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { openConnection } from "../../core/organizations/service.ts";
import { begin, type Call, checkKey, create, finish } from "./create.ts";

const app = new Router<{ store: { request: { call: Call } } }>();

app.use(async ({ reqCtx, next }) => {
  const { requestContext } = reqCtx.event as APIGatewayProxyEventV2;
  const call = begin(requestContext.requestId);
  reqCtx.set("call", call);
  await next();
  finish(call, reqCtx.res.status);
});

app.use(async ({ reqCtx, next }) => {
  await checkKey(callOf(reqCtx), reqCtx.req.headers.get("x-api-key") ?? undefined);
  await next();
});

app.post("/api/customers", async (reqCtx) => {
  const idempotencyKey = reqCtx.req.headers.get("idempotency-key") ?? undefined;
  const { status, body, headers } = await create(callOf(reqCtx), await reqCtx.req.json(), idempotencyKey);
  return {
    statusCode: status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
});

app.errorHandler(Error, async (error, reqCtx) => {
  const call = callOf(reqCtx);
  const { status, payload } = failure(error, { id: call.requestId, origin: "https://api.example.com" });
  finish(call, status, error);
  return { statusCode: status, body: JSON.stringify(present(guide, payload)) };
});

/** The request's store has no type inside an error handler. */
function callOf(reqCtx: { get: (key: "call") => unknown }): Call {
  const call = reqCtx.get("call");
  if (!call) throw new Error("No request is under way");
  return call as Call;
}

export const handler = async (
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> => app.resolve(event, context);

await openConnection();
