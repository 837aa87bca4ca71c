import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { fill, useLocale } from "../locale.tsx";
import { Failure } from "./Failure.tsx";
import { useCount } from "./useParked.ts";
import type { RedriveProgress } from "./useRedrive.ts";

interface RedriveStatusProps {
  isRunning: boolean;
  progress: RedriveProgress | undefined;
  error: unknown;
  onStop: () => void;
}

/** How far sending has come, and what became of it. */
export function RedriveStatus({ isRunning, progress, error, onStop }: RedriveStatusProps) {
  const { subscribers } = useLocale().messages;
  const outcome = useOutcome();
  if (!progress) return null;
  const { text, type } = outcome(isRunning, progress);
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <LiveRegion tagName="span">
          <StatusIndicator type={isRunning ? "in-progress" : type}>
            <span className="words">{text}</span>
          </StatusIndicator>
        </LiveRegion>
        {isRunning && <Button onClick={onStop}>{subscribers.redrive.stop}</Button>}
      </SpaceBetween>
      {error ? <Failure error={error} /> : null}
    </SpaceBetween>
  );
}

function useOutcome() {
  const { subscribers } = useLocale().messages;
  const { redrive: texts, reasons } = subscribers;
  const count = useCount();
  return (isRunning: boolean, { sent, last, isStopped }: RedriveProgress) => {
    const remaining = last?.remaining ?? 0;
    const values = { sent, remaining: count(remaining) };
    if (isRunning) return { text: fill(last ? texts.running : texts.begun, values), type: "info" as const };
    if (last && remaining === 0) return { text: fill(texts.done, values), type: "success" as const };
    const [obstacle] = last?.obstacles ?? [];
    if (obstacle) {
      const text = fill(texts.obstructed, { ...values, reason: reasons[obstacle.reason] });
      return { text, type: "warning" as const };
    }
    return { text: fill(isStopped ? texts.stopped : texts.left, values), type: "warning" as const };
  };
}
