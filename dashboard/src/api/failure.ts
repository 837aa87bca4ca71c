/** A request that failed: the API's own code, or why the API was not reached. */
export class ApiFailure extends Error {
  /** The API's code; `network` without a response; `http_429` and the like for a response that is not from the API. */
  readonly code: string;
  readonly status: number;
  /** Every problem of the request, by field. */
  readonly problems: readonly FieldProblem[];
  readonly requestId: string | undefined;

  constructor(code: string, status: number, message: string, problems: readonly FieldProblem[], requestId?: string) {
    super(message);
    this.name = "ApiFailure";
    this.code = code;
    this.status = status;
    this.problems = problems;
    this.requestId = requestId;
  }
}

export interface FieldProblem {
  field: string;
  message: string;
}

interface ErrorBody {
  code: string;
  message: string;
  details?: unknown;
}

/** The failure in a response. API Gateway's own responses have another form than the API's. */
export function failureOf(body: unknown, response: Response): ApiFailure {
  const requestId = response.headers.get("x-request-id") ?? undefined;
  if (!isErrorBody(body)) return new ApiFailure(`http_${response.status}`, response.status, "", [], requestId);
  const problems = Array.isArray(body.details) ? (body.details as FieldProblem[]) : [];
  return new ApiFailure(body.code, response.status, body.message, problems, requestId);
}

const isErrorBody = (body: unknown): body is ErrorBody =>
  typeof body === "object" && body !== null && "code" in body && "message" in body;

/** Whether the same request may succeed a moment later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiFailure && [0, 429, 500, 502, 503, 504].includes(error.status);
