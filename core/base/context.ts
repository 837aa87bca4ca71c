/** What every call of an operation has, with or without an API key. */
export interface Call {
  /** API Gateway's request id; every write stores it, so that a retried write recognizes itself. */
  readonly requestId: string;
  /** The present, replaceable in tests. */
  readonly now: () => Date;
  /** Aborts when the request's time is used up. */
  readonly signal: AbortSignal;
  /** DynamoDB capacity units used so far; `send` adds to it. */
  units: number;
}

/** One request's facts, handed to every service function. There are no ambient globals beside it. */
export interface Context extends Call {
  /** The tenant, always the API key's own. */
  readonly organizationId: string;
}
