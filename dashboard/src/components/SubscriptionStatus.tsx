import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Subscription } from "../api/api.ts";
import { useLocale } from "../locale.tsx";

const INDICATORS: Record<Subscription["status"], StatusIndicatorProps.Type> = {
  draft: "pending",
  trialing: "info",
  active: "success",
  canceled: "stopped",
};

export function SubscriptionStatus({ status }: Pick<Subscription, "status">) {
  const { subscription } = useLocale().messages;
  return <StatusIndicator type={INDICATORS[status]}>{subscription[status]}</StatusIndicator>;
}
