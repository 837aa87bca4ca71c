import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import Modal from "@cloudscape-design/components/modal";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { exportQuery, type Filter } from "../api/customers.ts";
import { csvOf } from "../csv.ts";
import { fill, useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.ts";
import { Failure } from "./Failure.tsx";

interface ExportCustomersProps {
  filter: Filter;
  onClose: () => void;
}

/** Saves the filter's customers to a file. It starts at once, goes on where it was when a page fails, and stops when the dialog is closed. */
export function ExportCustomers({ filter, onClose }: ExportCustomersProps) {
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
      save(csvOf(customers), "customers.csv");
      notify(fill(exporting.done, { count }));
      onClose();
    }
  }, [data, error, isFetching]);
  return (
    <Modal
      visible
      header={exporting.title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{messages.common.cancel}</Button>
        </Box>
      }
    >
      {error ? (
        <Failure error={error} onRetry={data ? fetchNextPage : refetch} />
      ) : (
        <LiveRegion>
          <StatusIndicator type="in-progress">{fill(exporting.progress, { count })}</StatusIndicator>
        </LiveRegion>
      )}
    </Modal>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the URL later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
