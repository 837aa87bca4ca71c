import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useBlocker } from "@tanstack/react-router";
import type { RowProblem } from "../importing/rules.ts";
import { reportOf } from "../importing/run.ts";
import { fill, useLocale } from "../locale.tsx";
import { saveText } from "../saveText.ts";
import { Failure } from "./Failure.tsx";
import type { Import } from "./useImport.ts";
import { useImportTexts } from "./useImportTexts.ts";
import { useWriteButton } from "./useScope.ts";

interface RunImportProps {
  run: Import;
  rows: number;
  problems: readonly RowProblem[] | undefined;
  isDisabled: boolean;
}

/** Imports, stops, goes on, and gives the report. */
export function RunImport({ run, rows, problems, isDisabled }: RunImportProps) {
  const { number } = useLocale();
  const importing = useImportTexts();
  const allowed = useWriteButton();
  const { outcomes, isRunning, isDone, error, start, stop } = run;
  const refused = new Set(problems?.map(({ line }) => line)).size;
  const isBegun = outcomes.length > 0 || isRunning || error !== undefined;
  return (
    <SpaceBetween size="s">
      {isBegun && <Progress run={run} rows={rows} />}
      {error !== undefined && <Failure error={error} />}
      <SpaceBetween direction="horizontal" size="xs">
        {!isDone && !isRunning && (
          <Button
            variant="primary"
            onClick={start}
            {...allowed}
            disabled={isDisabled || allowed.disabled || refused === rows}
          >
            {isBegun ? importing.goOn : fill(importing.start, { count: number(rows - refused) })}
          </Button>
        )}
        {isRunning && <Button onClick={stop}>{importing.stop}</Button>}
        {outcomes.length > 0 && !isRunning && (
          <Button
            iconName="download"
            onClick={() => saveText(reportOf(outcomes, problems ?? []), "text/csv", "import-report.csv")}
          >
            {importing.report}
          </Button>
        )}
      </SpaceBetween>
      <Leaving run={run} />
    </SpaceBetween>
  );
}

function Progress({ run: { outcomes, isDone }, rows }: { run: Import; rows: number }) {
  const { number } = useLocale();
  const importing = useImportTexts();
  const count = (wanted: string) => number(outcomes.filter(({ outcome }) => outcome === wanted).length);
  const counts = fill(importing.counts, {
    created: count("created"),
    existed: count("existed"),
    refused: count("refused"),
  });
  return (
    <>
      <ProgressBar
        label={isDone ? importing.done : importing.progress}
        value={rows === 0 ? 100 : Math.floor((100 * outcomes.length) / rows)}
        description={counts}
      />
      {isDone && <LiveRegion hidden>{`${importing.done} ${counts}`}</LiveRegion>}
    </>
  );
}

/** Asks before the page of an import under way is left. */
function Leaving({ run: { outcomes, isRunning, isDone, stop } }: { run: Import }) {
  const { leaving } = useLocale().messages;
  const importing = useImportTexts();
  const isUnderWay = isRunning || (outcomes.length > 0 && !isDone);
  const blocker = useBlocker({ shouldBlockFn: () => true, disabled: !isUnderWay, withResolver: true });
  if (blocker.status !== "blocked") return null;
  const leave = () => {
    stop();
    blocker.proceed();
  };
  return (
    <LiveRegion assertive>
      <Alert
        type="warning"
        action={
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={leave}>{importing.leave}</Button>
            <Button onClick={blocker.reset}>{leaving.stay}</Button>
          </SpaceBetween>
        }
      >
        {importing.leaving}
      </Alert>
    </LiveRegion>
  );
}
