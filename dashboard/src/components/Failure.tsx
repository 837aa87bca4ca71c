import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import { ApiFailure } from "../api/failure.ts";
import { fill, useLocale } from "../locale.tsx";
import { describe } from "./describe.ts";

interface FailureProps {
  error: unknown;
  /** Retries. Without it there is nothing to do here. */
  onRetry?: () => unknown;
}

/** What went wrong, in the reader's language if we have a text, and how to continue. */
export function Failure({ error, onRetry }: FailureProps) {
  const locale = useLocale();
  const { messages } = locale;
  const requestId = error instanceof ApiFailure ? error.requestId : undefined;
  return (
    <LiveRegion assertive>
      <Alert
        type="error"
        header={messages.failure.title}
        action={onRetry ? <Button onClick={onRetry}>{messages.failure.retry}</Button> : undefined}
      >
        {describe(error, locale)}
        {requestId && ` ${fill(messages.failure.requestId, { requestId })}`}
      </Alert>
    </LiveRegion>
  );
}
