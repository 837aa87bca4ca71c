/** What handlers return, and how it becomes an API Gateway response. */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { AppError, errors } from "../base/errors.ts";
import type { Content } from "./content.ts";
import { generationOf } from "./generations/generations.ts";
import { withSnakeCaseTwins } from "./javaTwins.ts";
import type { Request } from "./request.ts";

export interface Answer {
  status: number;
  content: Content;
  headers?: Record<string, string>;
}

/** One thing. */
export const single = (data: object | null, status = 200): Answer => ({ status, content: { kind: "single", data } });

/** A page of things. */
export const page = (data: readonly object[], nextCursor: string | undefined): Answer => ({
  status: 200,
  content: { kind: "page", data, nextCursor },
});

/** What a batch made, and what it could not make. */
export const batch = (result: Omit<Extract<Content, { kind: "batch" }>, "kind">): Answer => ({
  status: 200,
  content: { kind: "batch", ...result },
});

/** JSON, or a text with headers that say what it is, that is the same in every generation. */
export const document = (data: object | string, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  content: { kind: "document", data },
  headers,
});

const RETRY_AFTER_SECONDS = "1";

/** Any failure as an answer. What is not an AppError shows nothing of its cause. */
export function failure(error: unknown, { id, origin }: Pick<Request, "id" | "origin">): Answer {
  const { code, status, message, details } = error instanceof AppError ? error : new AppError("internal_error");
  const shown = { code, message, ...(details ? { details } : {}) };
  const [first] = Array.isArray(details) ? details : [];
  return {
    status,
    content: {
      kind: "failure",
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

/** The answer as API Gateway takes it, in the generation of the API that the request speaks. */
export function toResult(request: Request, { status, content, headers }: Answer): APIGatewayProxyStructuredResultV2 {
  const { version, present } = generationOf(request);
  const body = present(content);
  const isJava = request.header("user-agent")?.startsWith("commet-java/");
  return {
    statusCode: status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "commet-version": version,
      "x-request-id": request.id,
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(isJava ? withSnakeCaseTwins(body) : body),
  };
}
