import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useId, useState } from "react";
import { type FileProblem, readTable, type Table, UnreadableFile } from "../importing/file.ts";
import { fill, useLocale } from "../locale.tsx";
import { useImportTexts } from "./useImportTexts.ts";

/** The table in a file, or why there is none. */
const tableOr = (file: File): Promise<Table | FileProblem> =>
  readTable(file).catch((error: unknown) => {
    if (error instanceof UnreadableFile) return error.problem;
    throw error;
  });

interface ChooseFileProps {
  isFixed: boolean;
  /** Undefined when what was chosen cannot be read. */
  onRead: (table: Table | undefined) => void;
}

/** Chooses a CSV file and reads it. It is sent nowhere before somebody imports it. */
export function ChooseFile({ isFixed, onRead }: ChooseFileProps) {
  const { number } = useLocale();
  const importing = useImportTexts();
  const [problem, setProblem] = useState<FileProblem>();
  const [read, setRead] = useState<Table>();
  const id = useId();
  const choose = async (file: File | undefined) => {
    const found = file && (await tableOr(file));
    const table = typeof found === "string" ? undefined : found;
    setProblem(typeof found === "string" ? found : undefined);
    setRead(table);
    onRead(table);
  };
  return (
    <Container header={<Header variant="h2">{importing.file}</Header>}>
      <SpaceBetween size="s">
        <div className="key-field">
          <label htmlFor={id}>{importing.choose}</label>
          <input
            id={id}
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
            disabled={isFixed}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => void choose(target.files?.[0])}
          />
          <p className="hint" id={`${id}-hint`}>
            {importing.chooseHint}
          </p>
        </div>
        {problem && (
          <LiveRegion assertive>
            <Alert type="error">{importing.unreadable[problem]}</Alert>
          </LiveRegion>
        )}
        {read && <LiveRegion>{fill(importing.rows, { count: number(read.rows.length) })}</LiveRegion>}
        {read?.encoding === "windows-1252" && (
          <LiveRegion>
            <Alert type="info">{importing.isWestern}</Alert>
          </LiveRegion>
        )}
      </SpaceBetween>
    </Container>
  );
}
