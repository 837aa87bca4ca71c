import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect, useState } from "react";
import type { Filter } from "../api/customers.ts";
import { exportCsv } from "../csv.ts";
import { fill, useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.ts";
import { Failure } from "./Failure.tsx";

interface ExportCustomersProps {
  filter: Filter;
  onClose: () => void;
}

/** Saves the filter's customers to a file. It starts at once; closing the dialog stops it. */
export function ExportCustomers({ filter, onClose }: ExportCustomersProps) {
  const { messages, number } = useLocale();
  const { exporting } = messages;
  const notify = useNotify();
  const api = useApi();
  const [count, setCount] = useState(0);
  const [error, setError] = useState<unknown>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: one export while the dialog is open
  useEffect(() => {
    const abort = new AbortController();
    exportCsv(api, filter, setCount, abort.signal)
      .then(({ csv, count }) => {
        save(csv, "customers.csv");
        notify(fill(exporting.done, { count: number(count) }));
        onClose();
      })
      .catch((cause: unknown) => {
        if (!abort.signal.aborted) setError(cause);
      });
    return () => abort.abort();
  }, []);
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
        <Failure error={error} />
      ) : (
        <div aria-live="polite">
          <StatusIndicator type="in-progress">{fill(exporting.progress, { count: number(count) })}</StatusIndicator>
        </div>
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
