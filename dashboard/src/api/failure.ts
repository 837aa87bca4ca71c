import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type FieldProblem = Schemas["FieldProblem"];

/** Some errors say more than others. */
type ErrorBody = Schemas["Error"] & { details?: FieldProblem[] | Schemas["CurrentCustomer"] };

/** A request that failed: the API's own code, or why the API was not reached. */
export class ApiFailure extends Error {
  /**
   * The API's code; `http_429` and the like for a response that is not from the API. Without a response: `offline` if the
   * request was never sent, `timeout` if nothing came back in time, else `network`.
   */
  readonly code: string;
  /** 0 without a response. */
  readonly status: number;
  /** Every problem of the request, by field. */
  readonly problems: readonly FieldProblem[];
  readonly requestId: string | undefined;
  /** The error's `details` as they were sent. */
  readonly details: ErrorBody["details"] | undefined;
  readonly etag: string | undefined;

  constructor(code: string, { status = 0, message = "", details, requestId, etag }: FailureParts = {}) {
    super(message);
    this.name = "ApiFailure";
    this.code = code;
    this.status = status;
    this.problems = Array.isArray(details) ? details : [];
    this.requestId = requestId;
    this.details = details;
    this.etag = etag;
  }
}

interface FailureParts {
  status?: number;
  message?: string;
  details?: ErrorBody["details"] | undefined;
  requestId?: string | undefined;
  etag?: string | undefined;
}

/** The failure in a response. API Gateway's own responses have another form than the API's. */
export function failureOf(body: unknown, { status, headers }: Response): ApiFailure {
  const requestId = headers.get("x-request-id") ?? undefined;
  if (!isErrorBody(body)) return new ApiFailure(`http_${status}`, { status, requestId });
  const { code, message, details } = body;
  return new ApiFailure(code, { status, message, details, requestId, etag: headers.get("etag") ?? undefined });
}

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof body === "object" && body !== null && "code" in body && "message" in body;

/** Whether a request failed with one of the API's codes. */
export const isOf = (error: unknown, code: string): error is ApiFailure =>
  error instanceof ApiFailure && error.code === code;

/** Whether the same request may succeed a moment later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.code === "network" || [429, 500, 502, 503, 504].includes(error.status));

/** Whether a write that failed so may have been carried out nevertheless: its answer was lost, or says nothing about it. */
export function isUndecided(error: unknown): boolean {
  if (!(error instanceof ApiFailure)) return true;
  return error.status === 0 ? error.code !== "offline" : error.status >= 500;
}

/** Whether the API looked at the request itself and refused it, not its key or the rate of requests. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ApiFailure && [400, 404, 409, 410, 412, 413, 415, 422].includes(error.status);
