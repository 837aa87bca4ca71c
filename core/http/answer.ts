/** What handlers return, and how it becomes an API Gateway response. */
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { config } from "../base/config.ts";
import { errors } from "../base/errors.ts";
import { etag } from "../customers/presenter.ts";
import { type ErrorDetails, type Failure, failureOf } from "./generations/failure.ts";
import { present } from "./generations/generation.ts";
import { generationOf } from "./generations/generations.ts";
import type { Data, Payload } from "./generations/payload.ts";
import type { ApiRequest } from "./request.ts";
import { withSnakeCaseNames } from "./snakeCaseNames.ts";

export interface Answer {
  status: number;
  payload: Payload;
  headers?: Record<string, string>;
}

/** One object. */
export const single = (data: Data | null, status = 200): Answer => ({ status, payload: { kind: "single", data } });

/** A page of objects. */
export const page = (data: readonly Data[], nextCursor: string | undefined): Answer => ({
  status: 200,
  payload: { kind: "page", data, nextCursor },
});

/** A page of a list without an end: there is always a cursor. */
export const openPage = (data: readonly Data[], nextCursor: string, hasMore: boolean): Answer => ({
  status: 200,
  payload: { kind: "page", data, nextCursor, hasMore },
});

/** The result of a batch: what was created, and what failed. */
export const batch = (result: Omit<Extract<Payload, { kind: "batch" }>, "kind" | "livemode">): Answer => ({
  status: 200,
  payload: { kind: "batch", livemode: config.livemode(), ...result },
});

/** JSON, or a text with headers that describe it, the same in every generation. */
export const document = (data: object | string, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  payload: { kind: "document", data },
  headers,
});

const RETRY_AFTER_SECONDS = "1";

/** The answer for any failure. */
export function failure(thrown: unknown, request: Pick<ApiRequest, "id" | "origin">): Answer {
  const error = failureOf(thrown, request);
  const headers = headersOf(error);
  return { status: errors[error.code].status, payload: { kind: "failure", error }, ...(headers ? { headers } : {}) };
}

/** What a receiver needs to send its request again. */
function headersOf({ code, details }: Failure<ErrorDetails>): Record<string, string> | undefined {
  if (details && "version" in details) return { etag: etag(details) };
  if (code === "unsupported_content_encoding") return { "accept-encoding": "identity" };
  return errors[code].status === 503 ? { "retry-after": RETRY_AFTER_SECONDS } : undefined;
}

/** The API Gateway response for an answer, in the generation of the API that the request uses. */
export function toResult(request: ApiRequest, { status, payload, headers }: Answer): APIGatewayProxyStructuredResultV2 {
  const generation = generationOf(request);
  const body = present(generation, payload);
  const isJava = request.header("user-agent")?.startsWith("commet-java/");
  return {
    statusCode: status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "commet-version": generation.version,
      "x-request-id": request.id,
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(isJava ? withSnakeCaseNames(body) : body),
  };
}
