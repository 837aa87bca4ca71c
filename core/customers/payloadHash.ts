import { createHash } from "node:crypto";

/** A short hash of a request, the same whatever order its keys came in: 128 bits, base64url. */
export const payloadHash = (request: object): string =>
  createHash("sha256").update(canonicalJson(request)).digest("base64url").slice(0, 22);

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join()}}`;
}
