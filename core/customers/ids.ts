/** Customer ids: `cus_` and 24 letters and digits, derived wherever the caller gave something to derive them from. */
import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 24;

/** Letters and digits from 32 bytes: 24 of them hold 142 of the 256 bits, so the remainder's bias is below 2^-113. */
export function lettersAndDigits(bytes: Buffer, length = LENGTH): string {
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (let i = 0; i < length; i++) {
    text += ALPHABET[Number(rest % 62n)];
    rest /= 62n;
  }
  return text;
}

export const randomCustomerId = (): string => `cus_${lettersAndDigits(randomBytes(32))}`;

/** What an id may be derived from; each is a domain of its own, so that equal texts in two of them never meet. */
export type IdDomain = "external-id" | "idempotency-key" | "batch-idempotency-key";

/** An organization's `idSecret` as a key, made once: making it costs seven times what using it does. */
export const idKeyFrom = (idSecret: string): KeyObject => createSecretKey(Buffer.from(idSecret, "base64"));

/**
 * The customer id that belongs to a caller's own id. Keyed with the organization's permanent secret: an unkeyed hash would
 * let anyone who sees a customer id test guesses of the external id. Length prefixes keep the parts apart.
 */
export function derivedCustomerId(idKey: KeyObject, domain: IdDomain, value: string): string {
  const input = `${domain.length}:${domain}${Buffer.byteLength(value)}:${value}`;
  const hash = createHmac("sha256", idKey).update(input).digest();
  return `cus_${lettersAndDigits(hash)}`;
}

/** Whether a string may name a customer by its own id. Imported customers may have ids of another length. */
export const isCustomerId = (id: string): boolean => /^cus_[A-Za-z0-9]{1,48}$/.test(id);
