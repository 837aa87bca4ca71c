/**
 * The catalogue of errors: what a caller can receive, with the HTTP status and the family that v1 SDKs switch on. What
 * each one means and what to do about it is in errorPages/.
 */
export const errors = {
  invalid_json: { status: 400, type: "validation_error", message: "The body is not valid JSON in UTF-8." },
  unauthorized: {
    status: 401,
    type: "authentication_error",
    message: "Send a valid API key in the x-api-key header.",
  },
  forbidden: { status: 403, type: "authentication_error", message: "This API key lacks the scope for this operation." },
  api_key_protected: {
    status: 403,
    type: "authentication_error",
    message: "An API key that can make others is ended only by another one with its scopes that lives as long.",
  },
  api_key_not_found: { status: 404, type: "not_found_error", message: "API key not found." },
  customer_not_found: { status: 404, type: "not_found_error", message: "Customer not found." },
  plan_not_found: { status: 404, type: "not_found_error", message: "Plan not found." },
  subscriber_not_found: { status: 404, type: "not_found_error", message: "There is no such subscriber." },
  subscription_not_found: { status: 404, type: "not_found_error", message: "Subscription not found." },
  endpoint_not_available: { status: 404, type: "not_found_error", message: "There is no such endpoint." },
  method_not_allowed: {
    status: 405,
    type: "not_found_error",
    message: "This endpoint does not support that method; the Allow header lists those it does.",
  },
  external_id_taken: {
    status: 409,
    type: "conflict_error",
    message: "Another customer already has this external id.",
  },
  external_id_immutable: {
    status: 409,
    type: "conflict_error",
    message: "This customer has an external id, and it cannot be changed.",
  },
  idempotency_key_mismatch: {
    status: 409,
    type: "conflict_error",
    message: "This Idempotency-Key belongs to a request with another body. Send a new key.",
  },
  api_key_already_created: {
    status: 409,
    type: "conflict_error",
    message: "This Idempotency-Key has made an API key, whose secret was shown then alone; details has its id.",
  },
  customer_archived: {
    status: 409,
    type: "conflict_error",
    message: "The customer is archived: it cannot be changed or reactivated.",
  },
  customer_has_active_subscription: {
    status: 409,
    type: "conflict_error",
    message: "Cancel the active subscription before archiving the customer.",
  },
  already_has_active_subscription: {
    status: 409,
    type: "conflict_error",
    message: "The customer has an active subscription already; it can have one at a time.",
  },
  subscription_already_canceled: {
    status: 409,
    type: "conflict_error",
    message: "The subscription has ended, or will end when the request wants it to.",
  },
  customer_erased: {
    status: 410,
    type: "not_found_error",
    message: "The customer was erased for good, and its external id is not used again.",
  },
  version_mismatch: {
    status: 412,
    type: "conflict_error",
    message: "The customer has changed since the version in If-Match; details has the current record and its version.",
  },
  payload_too_large: { status: 413, type: "validation_error", message: "The body is larger than 1 MB." },
  unsupported_content_encoding: {
    status: 415,
    type: "validation_error",
    message: "The Content-Encoding header names an encoding; send the body without one.",
  },
  history_expired: {
    status: 422,
    type: "validation_error",
    message: "Not all of what was asked for is still kept; see details.",
  },
  validation_error: { status: 422, type: "validation_error", message: "The request has invalid fields; see details." },
  internal_error: {
    status: 500,
    type: "internal_error",
    message: "Something went wrong on our side. Quote the request id when you report it.",
  },
  stored_by_newer_version: {
    status: 500,
    type: "internal_error",
    message: "A newer version of this service has stored this, and this one cannot read it. Nothing was changed.",
  },
  service_unavailable: {
    status: 503,
    type: "internal_error",
    message: "The service is busy. Nothing is lost: send the same request again after Retry-After seconds.",
  },
} as const;

export type ErrorCode = keyof typeof errors;

/** One invalid field: its name as the guide writes it (`email`, `customers[3].address.country`) and what to do. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** An expected failure with a stable code. Anything else thrown becomes a 500 `internal_error` without details. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly status: number;
  /** What is wrong with the request, field by field. */
  readonly details: readonly FieldProblem[] | undefined;

  constructor(code: ErrorCode, options: { message?: string; details?: readonly FieldProblem[]; cause?: unknown } = {}) {
    super(options.message ?? errors[code].message, { cause: options.cause });
    this.code = code;
    this.status = errors[code].status;
    this.details = options.details;
  }
}

/** A 422 that names every problem of the request at once. */
export const invalid = (problems: readonly FieldProblem[]): AppError =>
  new AppError("validation_error", { details: problems });
