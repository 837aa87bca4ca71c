/** API keys: secrets that identify an organization and what their holder may do. Only their SHA-256 is ever stored. */
import { hash, randomBytes } from "node:crypto";
import { lettersAndDigits } from "../base/ids.ts";

/** What a key may do: read, change customers and subscriptions, make and end other keys, erase customers. */
export const scopes = ["read", "write", "keys", "erase"] as const;
export type Scope = (typeof scopes)[number];

export interface ApiKey {
  /** `key_` and 24 letters and digits from the hash: not secret, and enough to find the key. */
  id: string;
  organizationId: string;
  name: string;
  scopes: readonly Scope[];
  createdAt: string;
  /** The id of the key that made it; absent when an operator did. */
  createdBy?: string;
  /** The key is refused after this time. */
  expiresAt?: string;
  revokedAt?: string;
  /** The day, in UTC, of the last change made with it. */
  lastWriteOn?: string;
}

/** `ck_` and 32 letters and digits, 190 random bits. Printed once, never stored. */
export const newSecret = (): string => `ck_${lettersAndDigits(randomBytes(48), 32)}`;

/** Whether a header's value can be a key at all. If not, no read is needed. */
export const isSecret = (value: string): boolean => /^ck_[\x21-\x7e]{1,200}$/.test(value);

/** The SHA-256 of a secret, in hexadecimal: all that is stored of it. */
export const hashOf = (secret: string): string => hash("sha256", secret, "hex");

/** The id of the key whose secret has this hash. Computing it takes three times as long as the hash. */
export const keyIdOf = (secretHash: string): string => `key_${lettersAndDigits(Buffer.from(secretHash, "hex"))}`;

/** Whether a text has the form of a key's id. */
export const isKeyId = (text: string): boolean => /^key_[A-Za-z0-9]{24}$/.test(text);

/** Whether a key is valid at a moment. */
export const isUsable = (key: ApiKey, now: Date): boolean =>
  key.revokedAt === undefined && (key.expiresAt === undefined || now.toISOString() < key.expiresAt);
