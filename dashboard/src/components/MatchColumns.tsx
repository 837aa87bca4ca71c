import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { fieldChoices, type Matching } from "../importing/columns.ts";
import type { Table } from "../importing/file.ts";
import { fill } from "../locale.tsx";
import { useFieldName } from "./Changes.tsx";
import { Text, visible } from "./Text.tsx";
import { useImportTexts } from "./useImportTexts.ts";

interface MatchColumnsProps {
  table: Table;
  matching: Matching;
  isFixed: boolean;
  onMatch: (matching: Matching) => void;
}

/** Which field each column is: a guess, which somebody may correct. */
export function MatchColumns({ table, matching, isFixed, onMatch }: MatchColumnsProps) {
  const importing = useImportTexts();
  const nameOf = useFieldName();
  const match = (at: number, field: string) => onMatch(matching.with(at, field === "" ? undefined : field));
  return (
    <Container
      header={
        <Header variant="h2" description={importing.columnsHint}>
          {importing.columns}
        </Header>
      }
    >
      <table className="comparison matching">
        <thead>
          <tr>
            <th scope="col">{importing.column}</th>
            <th scope="col">{importing.examples}</th>
            <th scope="col">{importing.field}</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other identity, and keep their order
            <tr key={at}>
              <th scope="row">
                <Text>{column}</Text>
              </th>
              <td>
                <Examples table={table} at={at} />
              </td>
              <td>
                <select
                  aria-label={fill(importing.fieldOf, { column: visible(column) })}
                  value={matching[at] ?? ""}
                  disabled={isFixed}
                  onChange={({ target }) => match(at, target.value)}
                >
                  <option value="">{importing.ignore}</option>
                  {fieldChoices.map((field) => (
                    <option key={field} value={field}>
                      {nameOf(field)}
                    </option>
                  ))}
                  {metadataChoices(column, matching[at]).map((field) => (
                    <option key={field} value={field}>
                      {nameOf(field)}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Container>
  );
}

/** A key of metadata named after the column, and the one that it is named as already. */
const metadataChoices = (column: string, field: string | undefined): string[] => [
  ...new Set([
    ...(field?.startsWith("metadata.") ? [field] : []),
    ...(column === "" || column.startsWith("metadata.") ? [] : [`metadata.${column}`]),
  ]),
];

const MAX_EXAMPLES = 2;
const MAX_LENGTH = 60;

/** The first values of a column. */
function Examples({ table, at }: { table: Table; at: number }) {
  const values = table.rows.slice(0, 50).flatMap(({ cells }) => (cells[at] ? [cells[at]] : []));
  return [...new Set(values)].slice(0, MAX_EXAMPLES).map((value) => (
    <div key={value}>
      <Text>{value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value}</Text>
    </div>
  ));
}
