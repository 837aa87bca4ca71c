/** Metadata as rows of text. Text that is valid JSON of another type keeps that type: 5, true, ["a"]. */
type Metadata = Readonly<Record<string, unknown>>;

export interface Row {
  key: string;
  value: string;
}

export const rowsOf = (metadata: Metadata): Row[] =>
  Object.entries(metadata).map(([key, value]) => ({ key, value: textOf(value) }));

/**
 * The request that changes some metadata into the rows: new values by key, null for a removed key. Rows without a key
 * are ignored.
 */
export function changesToMetadata(rows: readonly Row[], before: Metadata): Record<string, unknown> {
  const texts = new Map(rows.filter(({ key }) => key !== "").map(({ key, value }) => [key, value]));
  const changed = [...texts].filter(([key, text]) => !Object.hasOwn(before, key) || textOf(before[key]) !== text);
  const removed = Object.keys(before).filter((key) => !texts.has(key));
  return Object.fromEntries([
    ...changed.map(([key, text]) => [key, parsed(text)]),
    ...removed.map((key) => [key, null]),
  ]);
}

/** Text is quoted if it would otherwise be read as another type. */
export const textOf = (value: unknown): string =>
  typeof value === "string" && parsed(value) === value ? value : JSON.stringify(value);

/** `null` stays text: for the API it would remove the key. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? text;
  } catch {
    return text;
  }
}
