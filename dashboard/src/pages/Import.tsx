import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { useFieldName } from "../components/Changes.tsx";
import { ChooseFile } from "../components/ChooseFile.tsx";
import { ImportPreview } from "../components/ImportPreview.tsx";
import { MatchColumns } from "../components/MatchColumns.tsx";
import { Page } from "../components/Page.tsx";
import { RunImport } from "../components/RunImport.tsx";
import { useImport } from "../components/useImport.ts";
import { useImportTexts } from "../components/useImportTexts.ts";
import { fieldsTwice, guessMatching, type Matching } from "../importing/columns.ts";
import type { Table } from "../importing/file.ts";
import { ARCHIVED, problemsIn, type RowProblem } from "../importing/rules.ts";
import { fill, useLocale } from "../locale.tsx";

/** Creates customers from a CSV file: which column is which field, every problem beforehand, and what became of each row. */
export function Import() {
  const { importing } = useLocale().messages;
  const texts = useImportTexts();
  // The same file may be chosen again.
  const [chosen, setChosen] = useState<{ count: number; table: Table | undefined }>({ count: 0, table: undefined });
  const [isFixed, setIsFixed] = useState(false);
  const { count, table } = chosen;
  return (
    <Page title={importing.title} description={texts.description}>
      <SpaceBetween size="l">
        <ChooseFile isFixed={isFixed} onRead={(table) => setChosen({ count: count + 1, table })} />
        {table && <Rows key={count} table={table} onFixed={setIsFixed} />}
        <ApiRequest />
      </SpaceBetween>
    </Page>
  );
}

interface RowsProps {
  table: Table;
  /** Tells whether another file would end an import that is not done. */
  onFixed: (isFixed: boolean) => void;
}

function Rows({ table, onFixed }: RowsProps) {
  const { number } = useLocale();
  const importing = useImportTexts();
  const [matching, setMatching] = useState(() => guessMatching(table));
  const problems = useProblems(table, matching);
  const run = useImport(table, matching, problems ?? []);
  const twice = fieldsTwice(matching);
  const isBegun = run.isRunning || run.outcomes.length > 0;
  const ids = matching.indexOf("externalId");
  const withoutId = ids < 0 ? 0 : table.rows.filter(({ cells }) => !cells[ids]).length;
  const archived = problems?.filter(({ message }) => message === ARCHIVED).length ?? 0;
  const isUnderWay = isBegun && !run.isDone;
  useEffect(() => onFixed(isUnderWay), [isUnderWay, onFixed]);
  return (
    <div className="stack">
      <MatchColumns table={table} matching={matching} isFixed={isBegun} onMatch={setMatching} />
      <Container header={<Header variant="h2">{importing.preview}</Header>}>
        <SpaceBetween size="m">
          {twice.length > 0 && <Twice fields={twice} />}
          {!matching.includes("email") && <Alert type="warning">{importing.noEmail}</Alert>}
          {ids < 0 && <Alert type="info">{importing.noId}</Alert>}
          {withoutId > 0 && <Alert type="info">{fill(importing.rowsWithoutId, { count: number(withoutId) })}</Alert>}
          {archived > 0 && <Alert type="warning">{fill(importing.archived, { count: number(archived) })}</Alert>}
          <ImportPreview rows={table.rows.length} problems={problems} />
          <RunImport
            run={run}
            rows={table.rows.length}
            problems={problems}
            isDisabled={!problems || twice.length > 0}
          />
        </SpaceBetween>
      </Container>
    </div>
  );
}

function Twice({ fields }: { fields: readonly string[] }) {
  const importing = useImportTexts();
  const nameOf = useFieldName();
  return <Alert type="error">{fill(importing.twice, { fields: fields.map(nameOf).join(", ") })}</Alert>;
}

/** Every problem of the rows; undefined while they are looked for. */
function useProblems(table: Table, matching: Matching): RowProblem[] | undefined {
  const [found, setFound] = useState<{ matching: Matching; problems: RowProblem[] }>();
  useEffect(() => {
    const looking = new AbortController();
    void problemsIn(table.rows, matching, looking.signal).then((problems) => {
      if (!looking.signal.aborted) setFound({ matching, problems });
    });
    return () => looking.abort();
  }, [table, matching]);
  return found?.matching === matching ? found.problems : undefined;
}
