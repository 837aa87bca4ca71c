/** The columns of the list of customers, as somebody chose them in this browser. Nothing about customers is stored. */

export const columnIds = [
  "fullName",
  "email",
  "externalId",
  "plan",
  "subscription",
  "isActive",
  "createdAt",
  "country",
  "domain",
  "updatedAt",
] as const;
export type ColumnId = (typeof columnIds)[number];

/** Those that somebody who has chosen none does not see. */
const HIDDEN_AT_FIRST: ReadonlySet<string> = new Set<ColumnId>(["country", "domain", "updatedAt"]);

export interface ColumnChoice {
  /** All columns, in the order in which they are shown. */
  columns: readonly { id: ColumnId; visible: boolean }[];
  /** In pixels, of columns that somebody has resized. */
  widths: Partial<Record<ColumnId, number>>;
}

const MAX_WIDTH = 2_000;

const isColumnId = (id: unknown): id is ColumnId => columnIds.some((it) => it === id);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Reads a stored choice, which may be of another version: columns that it does not know come last, as at first. */
export function readColumnChoice(stored: string | null): ColumnChoice {
  const { columns, widths } = parsed(stored);
  const chosen = (Array.isArray(columns) ? columns : [])
    .filter(isRecord)
    .flatMap(({ id, visible }) => (isColumnId(id) ? [{ id, visible: id === "fullName" || visible !== false }] : []));
  const known = new Set(chosen.map(({ id }) => id));
  const others = columnIds.filter((id) => !known.has(id)).map((id) => ({ id, visible: !HIDDEN_AT_FIRST.has(id) }));
  const resized = Object.entries(isRecord(widths) ? widths : {}).filter(
    ([id, width]) => isColumnId(id) && typeof width === "number" && width > 0 && width <= MAX_WIDTH,
  );
  return {
    columns: [...new Map([...chosen, ...others].map((it) => [it.id, it])).values()],
    widths: Object.fromEntries(resized),
  };
}

function parsed(stored: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? "{}");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
