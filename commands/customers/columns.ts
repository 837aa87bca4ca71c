/** Where the columns of a file go. */
import { InvalidArgumentError } from "commander";
import { OperatorError } from "../../core/base/operatorError.ts";
import {
  fieldNamed,
  fields,
  guessField,
  isExport,
  isField,
  isKnownAndIgnored,
  STATUS,
  stripeField,
} from "../../csv/fields.ts";

/** What the command line says of columns. */
export interface Mapping {
  /** Fields by column; an empty one ignores the column. */
  map: ReadonlyMap<string, string>;
  from?: "stripe" | undefined;
  /** Customers that exist are updated, and may be archived, for good. */
  update?: boolean;
}

/** The columns, or keys, that are no field, each with the field that it most likely is. */
export type Ignored = Map<string, string | undefined>;

/** Reads one `--map column=field`, after those before it. */
export function mapColumn(text: string, before: ReadonlyMap<string, string>): Map<string, string> {
  const at = text.lastIndexOf("=");
  const [column, field] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || column === "") throw new InvalidArgumentError('Write --map "Column=field".');
  if (field !== "" && !isField(field))
    throw new InvalidArgumentError(`There is no field ${field}. Fields are metadata.KEY and ${fields.join(", ")}.`);
  return new Map([...before, [column, field]]);
}

/**
 * The field of each column: as mapped, else as the source names them, else as a field is named.
 *
 * @param ignored gets the columns that are none
 * @throws OperatorError when a mapped column is not there, two columns are one field, none is any, or the file is Stripe's
 */
export function columnsOf(header: readonly string[], mapping: Mapping, ignored: Ignored): (string | undefined)[] {
  const names = header.map((name) => name.trim());
  for (const column of mapping.map.keys())
    if (!names.includes(column))
      throw new OperatorError(`There is no column ${column}. The file has: ${names.join(", ")}`);
  if (mapping.from === undefined && names.includes(STRIPES_OWN) && !mapping.map.has(STRIPES_OWN))
    throw new OperatorError(
      `The column ${STRIPES_OWN} is one of Stripe's export: add --from stripe. Else say what it is: --map "${STRIPES_OWN}="`,
    );
  const named = mapping.from === "stripe" ? stripeField : fieldNamed;
  const fieldOf = (name: string): string | undefined => (mapping.map.get(name) ?? named(name)) || undefined;
  // What another product calls archived archives nobody for good, unless somebody says so.
  const takesStatus = !mapping.update || isExport(names);
  const columns = names.map(fieldOf).map((field) => (field === STATUS && !takesStatus ? undefined : field));
  for (const [index, field] of columns.entries()) {
    const name = names[index] ?? "";
    const other = field === undefined ? -1 : columns.indexOf(field);
    if (field !== undefined && other !== index)
      throw new OperatorError(
        `The columns ${names[other]} and ${name} are both ${field}. Say which: --map "${name}=" ignores one.`,
      );
  }
  const unnamed = names.filter(
    (name, index) => columns[index] === undefined && name !== "" && !isKnownAndIgnored(name),
  );
  const likely = likelyFields(
    unnamed.filter((name) => !mapping.map.has(name)),
    columns,
  );
  for (const name of unnamed) ignored.set(name, likely.get(name));
  if (columns.every((field) => field === undefined))
    throw new OperatorError(
      `No column is named as a field in the first line, which names the columns. ${mappingsOf(likely.size > 0 ? likely : new Map([[names[0] ?? "", "email"]]))}`,
    );
  return columns;
}

/** Nobody else names it so. Names, metadata and times in UTC are read as Stripe's alone. */
const STRIPES_OWN = "Created (UTC)";

/** What names most likely are, each field once, but for those that are taken. */
function likelyFields(names: readonly string[], taken: readonly (string | undefined)[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const name of names) {
    const field = guessField(name);
    if (field !== undefined && isField(field) && !taken.includes(field) && ![...fields.values()].includes(field))
      fields.set(name, field);
  }
  return fields;
}

/** A sentence with the options that say which field columns are. */
export const mappingsOf = (fields: ReadonlyMap<string, string>): string =>
  `Say which is which: ${[...fields].map(([name, field]) => `--map "${name}=${field}"`).join(" ")}`;
