/**
 * Create with Hono's adapter for Lambda, as in https://hono.dev/docs/getting-started/aws-lambda: middleware for what
 * all routes share, and one route.
 */
import { Hono } from "hono";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { failure } from "../../core/http/answer.ts";
import { present } from "../../core/http/generations/generation.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { openConnection } from "../../core/organizations/service.ts";
import { begin, type Call, checkKey, create, finish } from "./create.ts";

type Environment = {
  Bindings: { event: LambdaEvent & { requestContext: { requestId: string } } };
  Variables: { call: Call };
};

const app = new Hono<Environment>();

app.use(async (c, next) => {
  const call = begin(c.env.event.requestContext.requestId);
  c.set("call", call);
  await next();
  finish(call, c.res.status, c.error);
});

app.use("/api/*", async (c, next) => {
  await checkKey(c.get("call"), c.req.header("x-api-key"));
  await next();
});

app.post("/api/customers", async (c) => {
  const { status, body, headers } = await create(c.get("call"), await c.req.json(), c.req.header("idempotency-key"));
  return c.json(body, status, headers);
});

app.onError((error, c) => {
  const { status, payload } = failure(error, { id: c.get("call").requestId, origin: "https://api.example.com" });
  return c.json(present(guide, payload) as object, status as 500);
});

export const handler = handle(app);

await openConnection();
