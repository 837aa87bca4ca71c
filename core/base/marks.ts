/**
 * Idempotency marks: short hashes that tell the repeat of a request from every other request. They are stored with what the
 * request wrote, and compared only with each other.
 */
import { hash } from "node:crypto";
import { AppError } from "./errors.ts";

/** 66 bits in base64url, for the key and for the payload. */
const HASH_LENGTH = 11;

/** The mark of a request with an Idempotency-Key: 22 characters, the same whatever order its payload's keys came in. */
export const idempotencyMark = (idempotencyKey: string, payload: object): string =>
  shortHash(idempotencyKey) + shortHash(canonicalJson(payload));

/** The part of a mark that stands for the key. */
export const keyOfMark = (mark: string): string => mark.slice(0, HASH_LENGTH);

/**
 * Whether a request repeats the one that left a mark: the same Idempotency-Key and the same payload.
 *
 * @throws AppError `idempotency_key_mismatch` for the same key with another payload
 */
export function isRepeatOf(left: string | undefined, mark: string | undefined): boolean {
  if (left === undefined || mark === undefined || keyOfMark(left) !== keyOfMark(mark)) return false;
  if (left !== mark) throw new AppError("idempotency_key_mismatch");
  return true;
}

const shortHash = (text: string): string => hash("sha256", text, "base64url").slice(0, HASH_LENGTH);

/** JSON without blanks, its keys in the order of their UTF-16 code units, whatever order the value has them in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== "object" || value === null || value instanceof Date) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join()}}`;
}
