/** What handlers return, and how it becomes an API Gateway response. */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { AppError, errors } from "../errors.ts";
import type { Request } from "./request.ts";
import { withSnakeCaseTwins } from "./twins.ts";

export interface Answer {
  status: number;
  /** JSON, but for a text that brings its own content type. */
  body: object | string;
  headers?: Record<string, string>;
}

/** One thing, in the guide era's envelope. */
export const single = (data: object | null, status = 200): Answer => ({ status, body: { success: true, data } });

/** A page of things, in the guide era's envelope. */
export const page = (data: readonly object[], nextCursor: string | undefined): Answer => ({
  status: 200,
  body: { success: true, data, hasMore: nextCursor !== undefined, nextCursor: nextCursor ?? null },
});

const RETRY_AFTER_SECONDS = "1";

/**
 * Any failure as an answer. The body carries the shape that 1.x SDKs read (top level) and the one that later ones read
 * (`error`). What is not an AppError shows nothing of its cause.
 */
export function failure(error: unknown, { id, origin }: Pick<Request, "id" | "origin">): Answer {
  const { code, status, message, details } = error instanceof AppError ? error : new AppError("internal_error");
  const shown = { code, message, ...(details ? { details } : {}) };
  const [first] = Array.isArray(details) ? details : [];
  return {
    status,
    body: {
      success: false,
      ...shown,
      error: {
        type: errors[code].type,
        ...shown,
        ...(first ? { param: first.field } : {}),
        doc_url: `${origin}/docs/errors/${code}`,
        request_id: id,
      },
    },
    ...(status === 503 ? { headers: { "retry-after": RETRY_AFTER_SECONDS } } : {}),
  };
}

/** The answer as API Gateway takes it. */
export function toResult(request: Request, { status, body, headers }: Answer): APIGatewayProxyStructuredResultV2 {
  const isJava = request.header("user-agent")?.startsWith("commet-java/");
  return {
    statusCode: status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-request-id": request.id,
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(isJava ? withSnakeCaseTwins(body) : body),
  };
}
