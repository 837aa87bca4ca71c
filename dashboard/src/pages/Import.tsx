import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { ChooseFile } from "../components/ChooseFile.tsx";
import { ImportNotices } from "../components/ImportNotices.tsx";
import { ImportPreview } from "../components/ImportPreview.tsx";
import { MatchColumns } from "../components/MatchColumns.tsx";
import { Page } from "../components/Page.tsx";
import { RunImport } from "../components/RunImport.tsx";
import { useImport } from "../components/useImport.ts";
import { useImportTexts } from "../components/useImportTexts.ts";
import { fieldsTwice, guessMatching, type Matching } from "../importing/columns.ts";
import type { Table } from "../importing/file.ts";
import { problemsIn, type RowProblem } from "../importing/rules.ts";
import { useLocale } from "../locale.tsx";

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
  const importing = useImportTexts();
  const [matching, setMatching] = useState(() => guessMatching(table));
  const problems = useProblems(table, matching);
  const run = useImport(table, matching, problems ?? []);
  const isBegun = run.isRunning || run.outcomes.length > 0;
  const isUnderWay = isBegun && !run.isDone;
  useEffect(() => onFixed(isUnderWay), [isUnderWay, onFixed]);
  return (
    <div className="stack">
      <MatchColumns table={table} matching={matching} isFixed={isBegun} onMatch={setMatching} />
      <Container header={<Header variant="h2">{importing.preview}</Header>}>
        <SpaceBetween size="m">
          <ImportNotices table={table} matching={matching} problems={problems} />
          <ImportPreview rows={table.rows.length} problems={problems} />
          <RunImport
            run={run}
            rows={table.rows.length}
            problems={problems}
            isDisabled={!problems || fieldsTwice(matching).length > 0}
          />
        </SpaceBetween>
      </Container>
    </div>
  );
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
