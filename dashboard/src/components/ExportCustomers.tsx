import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { exportQuery, type Filter } from "../api/customers.ts";
import { csvOf, type Separator } from "../csv.ts";
import { fill, useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { saveText } from "../saveText.ts";
import { useApi } from "../session.ts";
import { DialogForm } from "./DialogForm.tsx";
import { Failure } from "./Failure.tsx";
import { SeparatorField, useSeparator } from "./SeparatorField.tsx";

interface ExportCustomersProps {
  filter: Filter;
  onClose: () => void;
}

/** Saves the filter's customers to a file, with the separator that somebody chooses. It stops when the dialog is closed. */
export function ExportCustomers({ filter, onClose }: ExportCustomersProps) {
  const { common, exporting } = useLocale().messages;
  const [separator, choose] = useSeparator();
  const [isStarted, setIsStarted] = useState(false);
  const form = useId();
  const cancel = useRef<ButtonProps.Ref>(null);
  const start = () => {
    // Nothing else in the dialog can be used from now on.
    cancel.current?.focus();
    setIsStarted(true);
  };
  return (
    <Modal
      visible
      header={exporting.title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button ref={cancel} variant="link" formAction="none" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button variant="primary" form={form} disabled={isStarted}>
              {exporting.submit}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <DialogForm id={form} isFixed={isStarted} onSubmit={start}>
          <SeparatorField value={separator} onChange={choose} />
        </DialogForm>
        {isStarted && <Exporting filter={filter} separator={separator} onDone={onClose} />}
      </SpaceBetween>
    </Modal>
  );
}

interface ExportingProps {
  filter: Filter;
  separator: Separator;
  onDone: () => void;
}

/** Reads page by page, goes on where it was when a page fails, and saves the file at the end. */
function Exporting({ filter, separator, onDone }: ExportingProps) {
  const { messages, number } = useLocale();
  const { exporting } = messages;
  const notify = useNotify();
  const api = useApi();
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(exportQuery(api, filter));
  const customers = data?.pages.flatMap((page) => page.data) ?? [];
  const count = number(customers.length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once after each page
  useEffect(() => {
    if (!data || error || isFetching) return;
    if (hasNextPage) {
      void fetchNextPage();
    } else {
      save(csvOf(customers, separator), separator);
      notify(fill(exporting.done, { count }));
      onDone();
    }
  }, [data, error, isFetching]);
  if (error) return <Failure error={error} onRetry={data ? fetchNextPage : refetch} />;
  return (
    <LiveRegion>
      <StatusIndicator type="in-progress">{fill(exporting.progress, { count })}</StatusIndicator>
    </LiveRegion>
  );
}

/** Spreadsheets open a file with tabs by another name. */
function save(text: string, separator: Separator): void {
  const [type, extension] = separator === "tab" ? ["text/tab-separated-values", "tsv"] : ["text/csv", "csv"];
  saveText(text, type ?? "", `customers.${extension}`);
}
