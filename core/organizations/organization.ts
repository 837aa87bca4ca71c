import { createSecretKey, hash, type KeyObject } from "node:crypto";

/** Organizations are the tenants. Each has its own customers, API keys, and secret for derived ids. */
export interface Organization {
  /** `org_…`: letters, digits, `_` and `-`, but no `#`, which ends the organization in keys. */
  id: string;
  name: string;
  /** 32 bytes, base64. Permanent: derived customer ids, and so idempotent creates, depend on it. */
  idSecret: string;
  /**
   * How many partitions the lists of its customers have. Increased for an organization that outgrows them, never
   * decreased.
   */
  shards: number;
  /** The number before the last increase, and the time from which new customers use the present one. */
  raised?: { from: number; effectiveAt: string };
}

/** An organization's `idSecret` as a key object. Cache it: creating it costs seven times as much as using it. */
export const idKeyFrom = (idSecret: string): KeyObject => createSecretKey(Buffer.from(idSecret, "base64"));

/**
 * The most shards that an organization may have. A page reads each of them, so it costs at least half a read unit and
 * one request per shard. 16 shards carry 16,000 changes a second.
 */
export const MAX_SHARDS = 16;

/**
 * When new customers may start to use the shards added by an increase now. Until then, readers may not know of them:
 * they cache an organization for 30 seconds, and use the cached one for up to 10 more. The other minutes are for clocks
 * that differ.
 */
export const effectiveAfter = (now: Date): string => new Date(now.getTime() + 10 * 60_000).toISOString();

/** How many shards new customers are spread over. Readers read all `shards` as soon as they are stored. */
export const shardsInUse = ({ shards, raised }: Organization, now: Date): number =>
  raised && now.toISOString() < raised.effectiveAt ? raised.from : shards;

/** The shard of a new customer. It is stored with the customer and never changes. */
export const shardOf = (customerId: string, shards: number): number =>
  shards === 1 ? 0 : hash("sha256", customerId, "buffer").readUInt32BE() % shards;

export const isOrganizationId = (id: string): boolean => /^org_[A-Za-z0-9_-]{1,60}$/.test(id);
