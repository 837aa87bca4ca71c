import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import { ApiFailure } from "../api/failure.ts";
import { fill, type Locale, useLocale } from "../locale.tsx";

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

/** A failure as a sentence. */
export function describe(error: unknown, { messages, problem }: Pick<Locale, "messages" | "problem">): string {
  const { errors, failure } = messages;
  if (!(error instanceof ApiFailure)) return failure.unexpected;
  const known: Record<string, string> = errors;
  const text = known[error.code] ?? (error.message || fill(failure.status, { status: error.status }));
  return [text, ...error.problems.map(({ field, message }) => `${field}: ${problem(message)}.`)].join(" ");
}
