import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import { fill, useLocale } from "../locale.tsx";
import { describe } from "./describe.ts";
import { Failure } from "./Failure.tsx";

interface LoadedProps<Data> {
  query: { data: Data | undefined; error: unknown; refetch: () => unknown };
  children: (data: Data) => ReactNode;
}

/** What a query has loaded. It stays when loading it again fails, with a quiet notice. */
export function Loaded<Data>({ query: { data, error, refetch }, children }: LoadedProps<Data>) {
  if (data === undefined) return error ? <Failure error={error} onRetry={refetch} /> : <Spinner />;
  return (
    <>
      {error ? <Stale error={error} onRetry={refetch} /> : null}
      {children(data)}
    </>
  );
}

/** Says that what is shown could not be loaded again. */
export function Stale({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  const locale = useLocale();
  const { failure } = locale.messages;
  return (
    <div>
      <LiveRegion tagName="span">
        <StatusIndicator type="warning">{fill(failure.stale, { reason: describe(error, locale) })}</StatusIndicator>
      </LiveRegion>{" "}
      <Button variant="inline-link" onClick={onRetry}>
        {failure.retry}
      </Button>
    </div>
  );
}
