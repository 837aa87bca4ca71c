/** Metadata: the caller's own JSON, kept as sent. Limits apply both to one request and to the stored result. */
import * as z from "zod/mini";
import { InexactNumber, readJson } from "../base/json.ts";
import { isSameJson } from "../base/marks.ts";
import { characters, isObject } from "../base/validation.ts";

export type Metadata = Record<string, unknown>;

const MAX_KEYS = 50;
const MAX_KEY_CHARACTERS = 40;
const MAX_BYTES = 16_384;
const MAX_DEPTH = 10;

/** Browsers have it too: an import in the dashboard asks these rules. */
const utf8 = new TextEncoder();

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
  if (problems.length === 0 && utf8.encode(JSON.stringify(value)).length > MAX_BYTES)
    problems.push({ message: "must be at most 16 KB as JSON" });
  return problems;
}

function valueProblem(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : "must not contain lone surrogates";
  if (value instanceof InexactNumber) return numberProblem(value.value);
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

interface MetadataProblem {
  key: string;
  /** Whether the key itself is wrong, and not its value. */
  isOfKey: boolean;
  message: string;
}

/**
 * Why values of metadata that has no other problems cannot become new ones of their keys: numbers that would be stored as
 * others, and what a subscriber's database may refuse (Postgres takes no U+0000). Null removes whatever is stored.
 */
export function newMetadataProblems(patch: Metadata): MetadataProblem[] {
  return Object.entries(patch).flatMap(([key, value]): MetadataProblem[] => {
    if (value === null) return [];
    if (hasControl(key)) return [{ key, isOfKey: true, message: "keys must not contain control characters" }];
    const message = newValueProblem(value);
    return message === undefined ? [] : [{ key, isOfKey: false, message }];
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const hasControl = (key: string): boolean => /[\u0000-\u001f]/.test(key);

function newValueProblem(value: unknown): string | undefined {
  if (typeof value === "string") return value.includes("\0") ? "must not contain U+0000" : undefined;
  if (value instanceof InexactNumber)
    return "must send numbers of more digits than a double has, or beyond its range, as text";
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const problem = hasControl(key) ? "must not have control characters in its keys" : newValueProblem(child);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

export const parseMetadata = (stored: string | undefined): Metadata =>
  stored === undefined ? {} : (readJson(stored) as Metadata);

/**
 * The stored metadata with a request's laid over it, key by key; null removes a key. A value that is the same JSON stays as it
 * is stored. Undefined when nothing is left.
 */
export function mergeMetadata(stored: string | undefined, patch: Metadata): Metadata | undefined {
  const merged = new Map(Object.entries(parseMetadata(stored)));
  for (const [key, value] of Object.entries(patch))
    if (value === null) merged.delete(key);
    else if (!isSameJson(merged.get(key), value)) merged.set(key, value);
  return merged.size === 0 ? undefined : Object.fromEntries(merged);
}
