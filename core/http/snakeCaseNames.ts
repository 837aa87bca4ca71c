/**
 * The Java SDK 1.9 to 2.0 reads only snake_case names, so its answers have every camelCase name in both forms
 * (`hasMore` and `has_more`). Callers' own JSON is left alone. Source: wire contract, section 2.1.
 */
const CALLERS_OWN = new Set(["metadata", "address", "failed"]);

export function withSnakeCaseNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSnakeCaseNames);
  if (typeof value !== "object" || value === null) return value;
  const both: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(value)) {
    const copy = CALLERS_OWN.has(name) ? child : withSnakeCaseNames(child);
    both[name] = copy;
    const snakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    both[snakeCase] = copy;
  }
  return both;
}
