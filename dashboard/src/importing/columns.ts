/** Which field of a new customer each column of a file is. */
import { parseJson } from "../../../core/base/json.ts";
import { guessField, isActiveBy, rowOf, STATUS } from "../../../csv/fields.ts";
import { addressParts, type FieldIn } from "../fields.ts";
import type { Table, TableRow } from "./file.ts";

const WHOLE = [
  "externalId",
  "email",
  "fullName",
  "domain",
  "website",
  "timezone",
  "language",
  "industry",
  "employeeCount",
  "taxDocument",
  "documentType",
  "address",
] as const satisfies FieldIn<"form">[];

/** The fields that a column can be, besides `metadata.` and any key. */
export const fieldChoices: readonly string[] = [
  ...WHOLE,
  ...Object.keys(addressParts).map((part) => `address.${part}`),
  "metadata",
  STATUS,
  "archivedAt",
];

/** The field of each column; undefined for those that are ignored. */
export type Matching = readonly (string | undefined)[];

/** What other names of a field are here. A customer gets no own id of Clientela by the API, only the caller's. */
const HERE: Readonly<Record<string, string>> = { id: "externalId", billingEmail: "email", isActive: STATUS };

/**
 * A guess, for a person to correct. A field that two columns may be is the first one's, and an `externalId` goes before an `id`. A
 * status is one only where it says of some row that it is archived: other products' have other words.
 */
export function guessMatching({ columns, rows }: Pick<Table, "columns" | "rows">): Matching {
  const guessed = columns.map((column) => guessField(column));
  const hasExternalId = guessed.includes("externalId");
  const saysArchived = (at: number) => rows.some(({ cells }) => isActiveBy(cells[at] ?? "") === false);
  const fields = guessed.map((guess, at) => {
    const field = HERE[guess ?? ""] ?? guess;
    if (guess === "id" && hasExternalId) return undefined;
    return field === STATUS && !saysArchived(at) ? undefined : field;
  });
  return fields.map((field, at) => (isChoice(field) && fields.indexOf(field) === at ? field : undefined));
}

const isChoice = (field: string | undefined): boolean =>
  field !== undefined && (fieldChoices.includes(field) || field.startsWith("metadata."));

/** The fields that more than one column is. */
export const fieldsTwice = (matching: Matching): string[] => [
  ...new Set(matching.flatMap((field, at) => (field !== undefined && matching.indexOf(field) !== at ? [field] : []))),
];

/** The customer that a row would create, and whether the row says that it is archived, which the API creates none as. */
export function customerOf(
  matching: Matching,
  { cells }: TableRow,
): {
  customer: Record<string, unknown>;
  isArchived: boolean;
} {
  const { isActive, archivedAt, ...customer } = rowOf(matching, cells, parseJson);
  return { customer, isArchived: isActive === false || archivedAt !== undefined };
}

/** Whether a row's status is no word for one. */
export function isStatusUnknown(matching: Matching, { cells }: TableRow): boolean {
  const status = cells[matching.indexOf(STATUS)] ?? "";
  return status !== "" && isActiveBy(status) === undefined;
}
