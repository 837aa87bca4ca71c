import Box from "@cloudscape-design/components/box";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { RowProblem } from "../importing/rules.ts";
import { fill, useLocale } from "../locale.tsx";
import { useFieldName } from "./Changes.tsx";
import { Text } from "./Text.tsx";
import { useImportTexts } from "./useImportTexts.ts";

interface ImportPreviewProps {
  rows: number;
  /** Undefined while they are looked for. */
  problems: readonly RowProblem[] | undefined;
}

const MAX_SHOWN = 100;

/** What would become of a file: how many rows are well, and each problem of the others. */
export function ImportPreview({ rows, problems }: ImportPreviewProps) {
  const { number } = useLocale();
  const importing = useImportTexts();
  if (!problems) return <StatusIndicator type="loading">{importing.checking}</StatusIndicator>;
  const refused = new Set(problems.map(({ line }) => line)).size;
  const values = { good: number(rows - refused), refused: number(refused) };
  return (
    <SpaceBetween size="s">
      <LiveRegion>{fill(importing.found, values)}</LiveRegion>
      {problems.length > 0 && <Problems problems={problems.slice(0, MAX_SHOWN)} />}
      {problems.length > MAX_SHOWN && <Box>{fill(importing.more, { count: number(problems.length - MAX_SHOWN) })}</Box>}
    </SpaceBetween>
  );
}

function Problems({ problems }: { problems: readonly RowProblem[] }) {
  const { number, problem: inLanguage } = useLocale();
  const importing = useImportTexts();
  const nameOf = useFieldName();
  return (
    <table className="comparison">
      <thead>
        <tr>
          <th scope="col">{importing.line}</th>
          <th scope="col">{importing.field}</th>
          <th scope="col">{importing.problem}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map(({ line, field, message }) => (
          <tr key={`${line} ${field} ${message}`}>
            <td>{number(line)}</td>
            <td>
              <Text>{nameOf(HERE[field] ?? field)}</Text>
            </td>
            <td>
              <Text>{inLanguage(message)}</Text>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The names that the dashboard has for what the API names otherwise in a create. */
const HERE: Readonly<Record<string, string>> = { id: "externalId" };
