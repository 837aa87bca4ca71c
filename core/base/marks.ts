/** By what a write is told from its repeats and from other requests: its Idempotency-Key and what it asks for, as short hashes. */
import { hash } from "node:crypto";
import { AppError } from "./errors.ts";

/** 66 bits in base64url, for each of the two: marks are stored with every customer, and are compared only with each other's. */
const HASH_LENGTH = 11;

/** The mark of a request with an Idempotency-Key, the same whatever order its payload's keys came in. */
export const requestMark = (idempotencyKey: string, payload: object): string =>
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

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join()}}`;
}
