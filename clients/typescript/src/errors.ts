/** What a call throws. Switch on the class or on `code`; the message is for people and may change. */
import type { CurrentCustomer, ErrorCode, FieldProblem } from "./generated/types.gen.ts";

/** What an error tells, besides its message. */
export interface ErrorFacts {
  /** The service's stable code; the last three are this client's own. */
  code: ErrorCode | "connection_failed" | "timed_out" | "unexpected_answer";
  /** The HTTP status; 0 when there was no answer. */
  status: number;
  /** Quote it in questions. */
  requestId?: string | undefined;
  /** The page about this code. */
  docUrl?: string | undefined;
  /** More about the code, as docs/errors says. */
  details?: unknown;
  /** Of a write: repeat it with this key, and what was already carried out is not carried out again. */
  idempotencyKey?: string | undefined;
  cause?: unknown;
}

/** The base of all errors of this client. */
export class ClientelaError extends Error {
  declare readonly code: ErrorFacts["code"];
  declare readonly status: number;
  declare readonly requestId: string | undefined;
  declare readonly docUrl: string | undefined;
  declare readonly details: unknown;
  declare readonly idempotencyKey: string | undefined;

  constructor(message: string, { cause, ...facts }: ErrorFacts) {
    super(message, { cause });
    Object.assign(this, facts, { name: new.target.name });
  }
}

/** 401: the key is missing, unknown, expired or revoked. */
export class UnauthorizedError extends ClientelaError {}
/** 403: the key lacks a scope. */
export class ForbiddenError extends ClientelaError {}
/** 404: there is no such thing in this organization. */
export class NotFoundError extends ClientelaError {}
/** 409: the request contradicts what there is. */
export class ConflictError extends ClientelaError {}
/** 410: there was such a thing, and it is gone for good. */
export class GoneError extends ClientelaError {}
/** 412: the customer has changed since; `details` holds it as it is now. */
export class VersionMismatchError extends ClientelaError {
  declare readonly details: CurrentCustomer;
}
/** 422: `details` names each field that is not valid. */
export class ValidationError extends ClientelaError {
  declare readonly details: FieldProblem[];
}
/** 429: too many requests, also after the repetitions. */
export class RateLimitError extends ClientelaError {}
/** 5xx, also after the repetitions. */
export class ServerError extends ClientelaError {}
/** No whole answer arrived: the request may have been carried out or not. */
export class ConnectionError extends ClientelaError {}
/** No answer arrived in time: the request may have been carried out or not. */
export class TimedOutError extends ClientelaError {}

/** The class of each status; those of 500 and more are a ServerError, all others a ClientelaError. */
export const errorClasses: Record<number, typeof ClientelaError> = {
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  410: GoneError,
  412: VersionMismatchError,
  422: ValidationError,
  429: RateLimitError,
};
