import Alert, { type AlertProps } from "@cloudscape-design/components/alert";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { fieldsTwice, type Matching } from "../importing/columns.ts";
import type { Table } from "../importing/file.ts";
import { ARCHIVED, type RowProblem } from "../importing/rules.ts";
import { fill, useLocale } from "../locale.tsx";
import { useFieldName } from "./Changes.tsx";
import { useImportTexts } from "./useImportTexts.ts";

interface ImportNoticesProps {
  table: Table;
  matching: Matching;
  /** Undefined while they are looked for. */
  problems: readonly RowProblem[] | undefined;
}

/** What somebody should know of a file as a whole before it is imported. */
export function ImportNotices({ table, matching, problems }: ImportNoticesProps) {
  const { number } = useLocale();
  const importing = useImportTexts();
  const nameOf = useFieldName();
  const twice = fieldsTwice(matching);
  const ids = matching.indexOf("externalId");
  const withoutId = ids < 0 ? 0 : table.rows.filter(({ cells }) => !cells[ids]).length;
  const archived = problems?.filter(({ message }) => message === ARCHIVED).length ?? 0;
  const notices: [boolean, AlertProps.Type, string][] = [
    [twice.length > 0, "error", fill(importing.twice, { fields: twice.map(nameOf).join(", ") })],
    [!matching.includes("email"), "warning", importing.noEmail],
    [ids < 0, "info", importing.noId],
    [withoutId > 0, "info", fill(importing.rowsWithoutId, { count: number(withoutId) })],
    [archived > 0, "warning", fill(importing.archived, { count: number(archived) })],
  ];
  const shown = notices.filter(([isShown]) => isShown);
  if (shown.length === 0) return null;
  return (
    <SpaceBetween size="m">
      {shown.map(([, type, text]) => (
        <LiveRegion key={text}>
          <Alert type={type}>{text}</Alert>
        </LiveRegion>
      ))}
    </SpaceBetween>
  );
}
