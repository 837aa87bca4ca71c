/** What a key may do to others: nothing that gives more than it has, and nothing that leaves less than was there. */
import { type ApiKey, isUsable, type Scope } from "../organizations/apiKey.ts";

/** What a key must have itself to be allowed something. */
export interface Bounds {
  /** Scopes that it must have. */
  scopes: readonly Scope[];
  /** A time at which it must not have expired yet; absent when it must never expire. */
  until?: string;
}

/** For what is allowed to every key that may be used now. */
export const anyKey = (now: Date): Bounds => ({ scopes: [], until: now.toISOString() });

/** Whether a key has these scopes. */
export const hasScopes = (key: ApiKey, scopes: readonly Scope[]): boolean =>
  scopes.every((scope) => key.scopes.includes(scope));

/** Whether a key has not expired at a time, or never does. */
export const outlives = ({ expiresAt }: Pick<ApiKey, "expiresAt">, until: string | undefined): boolean =>
  expiresAt === undefined || (until !== undefined && until <= expiresAt);

/** What it takes to give a key its scopes until a time, or for good. */
export const boundsOf = ({ scopes, expiresAt }: Pick<ApiKey, "scopes" | "expiresAt">): Bounds => ({
  scopes,
  ...(expiresAt === undefined ? {} : { until: expiresAt }),
});

/**
 * What it takes to end a key, now or sooner than it would. A key that may be leaked must be easy to end; but one that can make
 * keys is ended only by one that can do all that it could, and for as long: so no organization is left without.
 */
export const boundsToEnd = (key: ApiKey, now: Date): Bounds =>
  key.scopes.includes("keys") && isUsable(key, now) ? boundsOf(key) : anyKey(now);
