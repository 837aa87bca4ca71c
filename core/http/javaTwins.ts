/**
 * The Java SDK 1.9 to 2.0 reads answers by snake_case names only, so its answers carry a twin of every camelCase key
 * (`hasMore` and `has_more`). Callers' own JSON is left alone. Source: wire contract, section 2.1.
 */
const CALLERS_OWN = new Set(["metadata", "address"]);

export function withSnakeCaseTwins(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSnakeCaseTwins);
  if (typeof value !== "object" || value === null) return value;
  const twins: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    const copy = CALLERS_OWN.has(key) || key === "failed" ? child : withSnakeCaseTwins(child);
    twins[key] = copy;
    const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (snake !== key) twins[snake] = copy;
  }
  return twins;
}
