/** Where the columns of a file go. */
import { InvalidArgumentError } from "commander";
import { OperatorError } from "../../core/base/operatorError.ts";
import { fieldNamed, fields, isField, isKnownAndIgnored, stripeField } from "../../csv/fields.ts";

/** What the command line says of columns. */
export interface Mapping {
  /** Fields by column; an empty one ignores the column. */
  map: ReadonlyMap<string, string>;
  from?: "stripe" | undefined;
}

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
 * @throws OperatorError when a mapped column is not there, or two columns are one field
 */
export function columnsOf(header: readonly string[], mapping: Mapping, ignored: Set<string>): (string | undefined)[] {
  const names = header.map((name) => name.trim());
  for (const column of mapping.map.keys())
    if (!names.includes(column))
      throw new OperatorError(`There is no column ${column}. The file has: ${names.join(", ")}`);
  const named = mapping.from === "stripe" ? stripeField : fieldNamed;
  const columns = names.map((name) => (mapping.map.get(name) ?? named(name)) || undefined);
  for (const [index, field] of columns.entries()) {
    const name = names[index] ?? "";
    const other = field === undefined ? -1 : columns.indexOf(field);
    if (field !== undefined && other !== index)
      throw new OperatorError(
        `The columns ${names[other]} and ${name} are both ${field}. Say which: --map "${name}=" ignores one.`,
      );
    if (field === undefined && name !== "" && !isKnownAndIgnored(name)) ignored.add(name);
  }
  if (columns.every((field) => field === undefined))
    throw new OperatorError(`No column is named as a field. Say which is which: --map "${names[0]}=email"`);
  return columns;
}
