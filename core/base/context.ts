import type { Actor } from "./actor.ts";

/** How long something may take, and what it has cost so far. */
export interface Budget {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal;
  /** DynamoDB capacity units used so far; `send` adds to it. */
  units: number;
}

/** A new budget of some milliseconds. */
export const budgetOf = (milliseconds: number): Budget => ({ signal: AbortSignal.timeout(milliseconds), units: 0 });

/** Operators may wait longer than requests. */
export const operatorBudget = (): Budget => budgetOf(60_000);

/** What every call of an operation carries, with or without an API key. */
export interface Call extends Budget {
  /** API Gateway's request id; every write stores it, so that a retried write recognizes itself. */
  readonly requestId: string;
  /** The current time, replaceable in tests. */
  readonly now: () => Date;
}

/** The facts of one request, passed to every service function. There are no globals besides it. */
export interface Context extends Call {
  /** The tenant: always the API key's own. */
  readonly organizationId: string;
  /** Who makes the changes of this request. */
  readonly actor?: Actor;
}
