/** Metadata as rows of a form: each value as text, with the kind that somebody sees and chooses. */
type Metadata = Readonly<Record<string, unknown>>;

export const kinds = ["text", "number", "boolean", "json"] as const;
export type Kind = (typeof kinds)[number];

export interface Row {
  key: string;
  kind: Kind;
  /** What is typed: a boolean as `true` or `false`, JSON as JSON. */
  text: string;
}

/** Why a row cannot be stored as it was typed. `stored` is what a number would become. */
export type RowProblem =
  | { problem: "keyMissing" | "twice" | "notNumber" | "notBoolean" | "notJson" | "isNull" }
  | { problem: "otherNumber"; typed: string; stored: string };

/** A new key is text unless somebody chooses otherwise. */
export const newRow: Row = { key: "", kind: "text", text: "" };

export const rowsOf = (metadata: Metadata): Row[] =>
  Object.entries(metadata).map(([key, value]) => ({ key, ...cellOf(value) }));

/** How one value is shown. */
export function cellOf(value: unknown): Pick<Row, "kind" | "text"> {
  if (typeof value === "string") return { kind: "text", text: value };
  if (typeof value === "number") return { kind: "number", text: String(value) };
  if (typeof value === "boolean") return { kind: "boolean", text: String(value) };
  return { kind: "json", text: JSON.stringify(value) };
}

/** Rows in which nothing was typed. */
const isEmpty = ({ key, text }: Row): boolean => key === "" && text === "";

/** The problem of a row, if it has one. */
export function problemOfRow(row: Row, rows: readonly Row[]): RowProblem | undefined {
  if (isEmpty(row)) return undefined;
  if (row.key === "") return { problem: "keyMissing" };
  if (rows.filter(({ key }) => key === row.key).length > 1) return { problem: "twice" };
  if (row.kind === "number") return problemOfNumber(row.text.trim());
  if (row.kind === "boolean" && row.text !== "true" && row.text !== "false") return { problem: "notBoolean" };
  return row.kind === "json" ? problemOfJson(row.text) : undefined;
}

function problemOfNumber(text: string): RowProblem | undefined {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) return { problem: "notNumber" };
  return String(value) === text ? undefined : { problem: "otherNumber", typed: text, stored: String(value) };
}

/** Texts in JSON, which may hold what looks like a number, and numbers. */
const TEXTS_AND_NUMBERS = /"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function problemOfJson(text: string): RowProblem | undefined {
  try {
    // For the API, null removes the key.
    if (JSON.parse(text) === null) return { problem: "isNull" };
  } catch {
    return { problem: "notJson" };
  }
  const numbers = (text.match(TEXTS_AND_NUMBERS) ?? []).filter((token) => !token.startsWith('"'));
  return numbers.map(problemOfNumber).find((problem) => problem !== undefined);
}

/** The value of a row without a problem. */
const storedAs = ({ kind, text }: Row): unknown => (kind === "text" ? text : JSON.parse(text));

/**
 * The request that changes some metadata into the rows, which have no problem: new values by key, null for a removed key.
 * Values that nobody edited are not in it.
 */
export function changesToMetadata(rows: readonly Row[], before: Metadata): Record<string, unknown> {
  const given = rows.filter((row) => !isEmpty(row));
  const keys = new Set(given.map(({ key }) => key));
  const old = new Map(rowsOf(before).map((row) => [row.key, row]));
  const changed = given.filter((row) => !isSameRow(row, old.get(row.key)));
  const removed = Object.keys(before).filter((key) => !keys.has(key));
  return Object.fromEntries([...changed.map((row) => [row.key, storedAs(row)]), ...removed.map((key) => [key, null])]);
}

/** Whether the rows say something else than the metadata, be it something that cannot be stored. */
export function isChanged(rows: readonly Row[], before: Metadata): boolean {
  const given = rows.filter((row) => !isEmpty(row));
  const old = rowsOf(before);
  return given.length !== old.length || given.some((row, at) => !isSameRow(row, old[at]));
}

const isSameRow = (row: Row, other: Row | undefined): boolean =>
  row.key === other?.key && row.kind === other.kind && row.text === other.text;
