/** Customer ids: `cus_` and 24 letters and digits, derived from what the caller gave where possible. */
import { createHmac, type KeyObject, randomBytes } from "node:crypto";
import { lettersAndDigits } from "../base/ids.ts";

export const randomCustomerId = (): string => `cus_${lettersAndDigits(randomBytes(32))}`;

/** What an id may be derived from. Each is a separate domain, so that equal texts in two of them give different ids. */
export type IdDomain = "external-id" | "idempotency-key" | "batch-idempotency-key" | "import-row";

/**
 * The customer id for a caller's own id. Keyed with the organization's permanent secret: with an unkeyed hash, anyone
 * who sees a customer id could test guesses of the external id. Length prefixes keep the parts apart.
 */
export function derivedCustomerId(idKey: KeyObject, domain: IdDomain, value: string): string {
  const input = `${domain.length}:${domain}${Buffer.byteLength(value)}:${value}`;
  const hash = createHmac("sha256", idKey).update(input).digest();
  return `cus_${lettersAndDigits(hash)}`;
}

/** Whether a string may be a customer's own id. Imported customers may have ids of another length. */
export const isCustomerId = (id: string): boolean => /^cus_[A-Za-z0-9]{1,48}$/.test(id);
