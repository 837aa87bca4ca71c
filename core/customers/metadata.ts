/** Metadata: the caller's own JSON, kept as sent. Limits apply both to one request and to the stored result. */
import * as z from "zod/mini";
import { characters } from "../base/validation.ts";

export type Metadata = Record<string, unknown>;

const MAX_KEYS = 50;
const MAX_KEY_CHARACTERS = 40;
const MAX_BYTES = 16_384;
const MAX_DEPTH = 10;

/** A JSON object; PHP writes an empty one as `[]`. */
export const metadata = z
  .custom<Metadata>((value) => (Array.isArray(value) ? value.length === 0 : isObject(value)), {
    error: "must be an object",
    abort: true,
  })
  .check(
    z.check(({ value, issues }) => {
      for (const { key, message } of metadataProblems(value))
        issues.push({ code: "custom", message, input: value, path: key === undefined ? [] : [key], continue: true });
    }),
  )
  .register(z.globalRegistry, { type: "object", additionalProperties: true, maxProperties: MAX_KEYS });

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/** What is wrong with metadata, with the key when one key is at fault. */
export function metadataProblems(value: Metadata): { key?: string; message: string }[] {
  const entries = Object.entries(value);
  const problems: { key?: string; message: string }[] = [];
  if (entries.length > MAX_KEYS) problems.push({ message: `must have at most ${MAX_KEYS} keys` });
  for (const [key, child] of entries) {
    if (key === "" || characters(key) > MAX_KEY_CHARACTERS || !key.isWellFormed())
      problems.push({ message: `keys must have 1 to ${MAX_KEY_CHARACTERS} well-formed characters` });
    const message = valueProblem(child, 2);
    if (message !== undefined) problems.push({ key, message });
  }
  // Only metadata without problems is safe to serialize: deep nesting would exhaust the stack.
  if (problems.length === 0 && Buffer.byteLength(JSON.stringify(value)) > MAX_BYTES)
    problems.push({ message: "must be at most 16 KB as JSON" });
  return problems;
}

function valueProblem(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : "must not contain lone surrogates";
  if (typeof value === "number") return numberProblem(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (depth > MAX_DEPTH) return `must not be nested deeper than ${MAX_DEPTH} levels`;
  for (const [key, child] of Object.entries(value)) {
    if (!key.isWellFormed()) return "must not contain lone surrogates";
    const problem = valueProblem(child, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Refuses JSON numbers that would be stored with another value than was sent. */
function numberProblem(value: number): string | undefined {
  if (!Number.isFinite(value)) return "must not contain numbers beyond 1.7e308";
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? "must send whole numbers beyond 9007199254740991 as text"
    : undefined;
}

/** The stored metadata merged with a request's, key by key; null removes a key. Undefined when nothing is left. */
export function mergeMetadata(stored: string | undefined, patch: Metadata): Metadata | undefined {
  const merged = new Map(Object.entries(stored === undefined ? {} : (JSON.parse(stored) as Metadata)));
  for (const [key, value] of Object.entries(patch))
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  return merged.size === 0 ? undefined : Object.fromEntries(merged);
}
