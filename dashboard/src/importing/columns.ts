/** Which field of a new customer each column of a file is. */
import { parseJson } from "../../../core/base/json.ts";
import { guessField, rowOf } from "../../../csv/fields.ts";
import { addressParts, type FieldIn } from "../fields.ts";
import type { TableRow } from "./file.ts";

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
];

/** The field of each column; undefined for those that are ignored. */
export type Matching = readonly (string | undefined)[];

/** What other names of a field are here. A customer gets no own id of Clientela by the API, only the caller's. */
const HERE: Readonly<Record<string, string>> = { id: "externalId", billingEmail: "email" };

/** A guess, for a person to correct. A field that two columns may be is the first one's, and an `externalId` goes before an `id`. */
export function guessMatching(columns: readonly string[]): Matching {
  const guessed = columns.map((column) => guessField(column));
  const hasExternalId = guessed.includes("externalId");
  const fields = guessed.map((field) => (field === "id" && hasExternalId ? undefined : (HERE[field ?? ""] ?? field)));
  return fields.map((field, at) => (isChoice(field) && fields.indexOf(field) === at ? field : undefined));
}

const isChoice = (field: string | undefined): boolean =>
  field !== undefined && (fieldChoices.includes(field) || field.startsWith("metadata."));

/** The fields that more than one column is. */
export const fieldsTwice = (matching: Matching): string[] => [
  ...new Set(matching.flatMap((field, at) => (field !== undefined && matching.indexOf(field) !== at ? [field] : []))),
];

/** The customer that a row would create. */
export const customerOf = (matching: Matching, { cells }: TableRow): Record<string, unknown> =>
  rowOf(matching, cells, parseJson);
