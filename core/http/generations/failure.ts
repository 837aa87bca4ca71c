/** Failures as callers see them. */
import type { AlreadyCreated } from "../../apiKeys/alreadyCreated.ts";
import { AppError, type ErrorCode, errors, type FieldProblem } from "../../base/errors.ts";
import type { CustomerJson } from "../../customers/customer.ts";
import { VersionMismatch } from "../../customers/versionMismatch.ts";

/** The `details` of an error: the request's problems, the current record and its version, or the key that was made. */
export type ErrorDetails = readonly FieldProblem[] | { customer: CustomerJson; version: number } | { apiKeyId: string };

/** The `error` of an answer, with its `details`. */
export interface Failure<Details extends object> {
  type: (typeof errors)[ErrorCode]["type"];
  code: ErrorCode;
  message: string;
  details?: Details;
  /** The first invalid field. */
  param?: string;
  /** The URL of the page about the code. */
  doc_url: string;
  request_id: string;
}

/** The request that failed: its id, and the address of the stack that answers it. */
interface Asked {
  id: string;
  origin: string;
}

/** The failure to report for a thrown error. Errors other than AppError show nothing of their cause. */
export function failureOf(error: unknown, asked: Asked): Failure<ErrorDetails> {
  const known = error instanceof AppError ? error : new AppError("internal_error");
  return describeFailure<ErrorDetails>(known, detailsOf(known), asked);
}

function detailsOf(error: AppError): ErrorDetails | undefined {
  if (error instanceof VersionMismatch) return { customer: error.customer, version: error.version };
  return isAlreadyCreated(error) ? { apiKeyId: error.apiKeyId } : error.details;
}

/** By its code: every operation would load the class. */
const isAlreadyCreated = (error: AppError): error is AlreadyCreated => error.code === "api_key_already_created";

/** A failure with its code's type and page. */
export function describeFailure<Details extends object>(
  { code, message }: Pick<AppError, "code" | "message">,
  details: Details | undefined,
  { id, origin }: Asked,
): Failure<Details> {
  const first = details && isProblems(details) ? details[0] : undefined;
  return {
    type: errors[code].type,
    code,
    message,
    ...(details ? { details } : {}),
    ...(first ? { param: first.field } : {}),
    doc_url: `${origin}/docs/errors/${code}`,
    request_id: id,
  };
}

const isProblems = (details: object): details is readonly FieldProblem[] => Array.isArray(details);
