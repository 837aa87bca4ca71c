/** Failures as their receivers see them. */
import { AppError, type ErrorCode, errors, type FieldProblem } from "../../base/errors.ts";
import type { CustomerJson } from "../../customers/customer.ts";
import { VersionMismatch } from "../../customers/versionMismatch.ts";

/** What an error carries: the request's problems, or the record as it now is. */
export type ErrorDetails = readonly FieldProblem[] | { customer: CustomerJson };

/** The `error` of an answer; `Details` is what it carries. */
export interface Failure<Details extends object> {
  type: (typeof errors)[ErrorCode]["type"];
  code: ErrorCode;
  message: string;
  details?: Details;
  /** The first invalid field. */
  param?: string;
  /** The page about the code. */
  doc_url: string;
  request_id: string;
}

/** The request that failed: its id, and where the stack that answers it is. */
interface Asked {
  id: string;
  origin: string;
}

/** The failure that a thrown error is to its caller. What is not an AppError shows nothing of its cause. */
export function failureOf(error: unknown, asked: Asked): Failure<ErrorDetails> {
  const known = error instanceof AppError ? error : new AppError("internal_error");
  const details = known instanceof VersionMismatch ? { customer: known.customer } : known.details;
  return describeFailure<ErrorDetails>(known, details, asked);
}

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
