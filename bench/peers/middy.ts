/**
 * Create with middy, as in https://middy.js.org/docs/middlewares/intro: its middlewares for headers, JSON and errors,
 * and two of our own.
 */
import middy, { type MiddlewareObj } from "@middy/core";
import httpErrorHandler from "@middy/http-error-handler";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { failure } from "../../core/http/answer.ts";
import { present } from "../../core/http/generations/generation.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { openConnection } from "../../core/organizations/service.ts";
import { begin, type Call, checkKey, create, finish } from "./create.ts";

type Event = Omit<APIGatewayProxyEventV2, "body"> & { body: unknown; call: Call };
type Result = APIGatewayProxyStructuredResultV2;
type Middleware = MiddlewareObj<Event, Result>;

const respond = (): Middleware => ({
  before: ({ event }) => {
    event.call = begin(event.requestContext.requestId);
  },
  after: ({ event, response }) => finish(event.call, response?.statusCode ?? 200),
  onError: (request) => {
    const { status, payload } = failure(request.error, {
      id: request.event.call.requestId,
      origin: "https://api.example.com",
    });
    request.response = { statusCode: status, body: JSON.stringify(present(guide, payload)) };
    finish(request.event.call, status, request.error);
  },
});

const apiKey = (): Middleware => ({
  before: ({ event }) => checkKey(event.call, event.headers["x-api-key"]),
});

export const handler = middy<Event, Result>()
  .use(httpErrorHandler())
  .use(respond())
  .use(httpHeaderNormalizer())
  .use(apiKey())
  .use(httpJsonBodyParser())
  .handler(async ({ call, body, headers }) => {
    const created = await create(call, body, headers["idempotency-key"]);
    return {
      statusCode: created.status,
      headers: { "content-type": "application/json", ...created.headers },
      body: JSON.stringify(created.body),
    };
  });

await openConnection();
