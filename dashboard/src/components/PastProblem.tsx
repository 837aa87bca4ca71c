import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { UseQueryResult } from "@tanstack/react-query";
import type { Versioned } from "../api/customers.ts";
import { isOf } from "../api/failure.ts";
import { oldestKept } from "../api/pastCustomer.ts";
import { fill, type Locale, useLocale } from "../locale.tsx";
import { describe } from "./describe.ts";
import { Stale } from "./Loaded.tsx";
import { PreciseMoment } from "./Moment.tsx";

interface PastProblemProps {
  moment: string;
  query: UseQueryResult<Versioned>;
  /** When the customer was made. */
  createdAt: string;
  /** Shows another moment in place of this one. */
  onShow: (moment: string) => void;
}

/** Why a customer cannot be shown as of a moment, or not yet, and what can be instead. Nothing when it is shown. */
export function PastProblem({ moment, query, createdAt, onShow }: PastProblemProps) {
  const locale = useLocale();
  const { asOf: texts, failure } = locale.messages;
  const { data, error, failureReason, refetch } = query;
  if (data) return error ? <Stale error={error} onRetry={refetch} /> : null;
  if (!error) {
    if (!failureReason) return <Spinner />;
    const reason = wordsOf(failureReason, createdAt, locale);
    return (
      <LiveRegion>
        <StatusIndicator type="loading">{fill(texts.asking, { reason })}</StatusIndicator>
      </LiveRegion>
    );
  }
  const other = isBefore(error) ? createdAt : oldestKept(error);
  const again = isToCome(error) ? undefined : <Button onClick={() => refetch()}>{failure.retry}</Button>;
  return (
    <LiveRegion assertive>
      <Alert
        type={other ? "info" : "warning"}
        header={<PreciseMoment iso={moment} />}
        action={other ? <Button onClick={() => onShow(other)}>{texts.showThat}</Button> : again}
      >
        {wordsOf(error, createdAt, locale)}
      </Alert>
    </LiveRegion>
  );
}

/** The customer itself is there, so there was none at that moment. */
const isBefore = (error: unknown): boolean => isOf(error, "customer_not_found");

const isToCome = (error: unknown): boolean =>
  isOf(error, "validation_error") && error.problems.some(({ message }) => message === "must not be in the future");

function wordsOf(error: unknown, createdAt: string, locale: Locale): string {
  const { asOf: texts } = locale.messages;
  const oldest = oldestKept(error);
  if (isBefore(error)) return fill(texts.notYet, { time: locale.preciseTime(createdAt) });
  if (oldest) return fill(texts.expired, { time: locale.preciseTime(oldest) });
  if (isToCome(error)) return texts.toCome;
  return isOf(error, "service_unavailable") ? texts.behind : describe(error, locale);
}
