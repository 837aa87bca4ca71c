/**
 * Idempotency marks: short hashes that identify a request, so that its repeat is recognized. A mark is stored with what
 * the request wrote, and compared only with other marks.
 */
import { hash } from "node:crypto";
import { AppError } from "./errors.ts";

/** 66 bits in base64url, for the key and for the payload each. */
const HASH_LENGTH = 11;

/** The mark of a request with an Idempotency-Key: 22 characters, independent of the order of the payload's keys. */
export const idempotencyMark = (idempotencyKey: string, payload: object): string =>
  shortHash(idempotencyKey) + shortHash(canonicalJson(payload));

/** The part of a mark that identifies the key. */
export const keyOfMark = (mark: string): string => mark.slice(0, HASH_LENGTH);

/**
 * Whether a request repeats the one that left a mark: same Idempotency-Key, same payload.
 *
 * @throws AppError `idempotency_key_mismatch` for the same key with another payload
 */
export function isRepeatOf(left: string | undefined, mark: string | undefined): boolean {
  if (left === undefined || mark === undefined || keyOfMark(left) !== keyOfMark(mark)) return false;
  if (left !== mark) throw new AppError("idempotency_key_mismatch");
  return true;
}

const shortHash = (text: string): string => hash("sha256", text, "base64url").slice(0, HASH_LENGTH);

/** JSON without blanks, with keys in the order of their UTF-16 code units. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== "object" || value === null || writesItself(value)) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join()}}`;
}

/** Such as a Date. What was parsed as JSON has no functions. */
const writesItself = (value: object): boolean => "toJSON" in value && typeof value.toJSON === "function";

/** Whether two JSON values are the same: the order of keys does not count, every character of a text does. */
export const isSameJson = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
