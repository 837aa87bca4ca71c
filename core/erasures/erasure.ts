/** The receipt of an erasure: what was erased, when, by whom, and what the work has removed so far. */
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { readActor } from "../base/actor.ts";
import { hashedId } from "../base/ids.ts";

/** What is removed besides the record, each counted as it goes. */
export const kindsOfTraces = ["events", "searchEntries", "pastSubscriptions"] as const;
export type KindOfTrace = (typeof kindsOfTraces)[number];

/** Which erased customer, and the sequence of its last event. */
export interface ErasedCustomer {
  organizationId: string;
  customerId: string;
  sequence: number;
}

/** A stored receipt. A customer is erased once, so it has one. */
export interface Erasure extends ErasedCustomer {
  /** `era_…`, from the customer's id: a repeat has the same. */
  id: string;
  erasedAt: string;
  requestId: string;
  /** Who, as stored: base/actor.ts reads it. Without a reason, which may name whom it is about. */
  actor?: string;
  /** The shard in which its search entries are. */
  shard: number;
  removed: Record<KindOfTrace, number>;
  /** When the publisher and the indexer came to it: nothing of what was before can come after them. */
  publisherAt?: string;
  indexerAt?: string;
  /** The id derived from its external id, if it had one. The text is nowhere. */
  reservedId?: string;
  /** The id of the customer that may use its external id, and since when, if an operator has freed it. */
  freed?: { customerId: string; at: string };
  signature: string;
}

export const erasureId = ({ organizationId, customerId }: Omit<ErasedCustomer, "sequence">): string =>
  `era_${hashedId(`erasure#${organizationId}#${customerId}`)}`;

/** When the work was done; undefined while some may be left. */
export const finishedAt = ({ publisherAt, indexerAt }: Erasure): string | undefined =>
  publisherAt && indexerAt && (publisherAt > indexerAt ? publisherAt : indexerAt);

/** What a signature vouches for. */
type Signed = Pick<Erasure, "id" | "organizationId" | "customerId" | "erasedAt" | "requestId" | "actor">;

/**
 * The receipt's signature with the organization's permanent secret, base64url. The domain and the lengths keep it apart
 * from ids, which are derived with the same secret (core/customers/ids.ts).
 */
export function signatureOf(idKey: KeyObject, erasure: Signed): string {
  const { id, organizationId, customerId, erasedAt, requestId } = erasure;
  const { keyId = "", name = "", command = "" } = readActor(erasure) ?? { requestId };
  const text = JSON.stringify([id, organizationId, customerId, erasedAt, requestId, keyId, name, command]);
  return createHmac("sha256", idKey)
    .update(`7:erasure${Buffer.byteLength(text)}:${text}`)
    .digest("base64url");
}

/** Whether the receipt is as it was signed. */
export function isSigned(idKey: KeyObject, erasure: Erasure): boolean {
  const [given, expected] = [erasure.signature, signatureOf(idKey, erasure)].map((text) => Buffer.from(text));
  return given?.length === expected?.length && given !== undefined && timingSafeEqual(given, expected ?? given);
}
