import { createSecretKey, hash, type KeyObject } from "node:crypto";

/** Organizations are the tenants: each has its customers, its API keys and the secret its derived ids are keyed with. */
export interface Organization {
  /** `org_…`, letters, digits, `_` and `-`; never a `#`, which ends it inside keys. */
  id: string;
  name: string;
  /** 32 bytes, base64. Permanent: derived customer ids, and with them idempotent create, stand on it. */
  idSecret: string;
  /** How many partitions the lists of its customers have. Raised for an organization that outgrows them, never lowered. */
  shards: number;
  /** The number before the last raise, and from when on new customers use the present one. Absent if it was never raised. */
  raised?: { from: number; effectiveAt: string };
}

/** An organization's `idSecret` as a key, made once: making it costs seven times what using it does. */
export const idKeyFrom = (idSecret: string): KeyObject => createSecretKey(Buffer.from(idSecret, "base64"));

/**
 * The most shards that an organization may have. A page asks each of them, so a page costs at least half a read unit and
 * one request a shard; 16 carry 16,000 changes a second.
 */
export const MAX_SHARDS = 16;

/**
 * From when on new customers may be in shards that a raise at this moment adds. A reader that believes in the old number
 * would not find them there: it remembers an organization for 30 seconds, and asks with what it remembers for 10 more. The
 * other minutes are for clocks that differ.
 */
export const effectiveAfter = (now: Date): string => new Date(now.getTime() + 10 * 60_000).toISOString();

/** How many shards new customers are spread over. Readers look into all `shards` from the moment of the raise on. */
export const shardsInUse = ({ shards, raised }: Organization, now: Date): number =>
  raised && now.toISOString() < raised.effectiveAt ? raised.from : shards;

/** The shard of a new customer. It never changes: the customer keeps the one that it was created in. */
export const shardOf = (customerId: string, shards: number): number =>
  shards === 1 ? 0 : hash("sha256", customerId, "buffer").readUInt32BE() % shards;

export const isOrganizationId = (id: string): boolean => /^org_[A-Za-z0-9_-]{1,60}$/.test(id);
