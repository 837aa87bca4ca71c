import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Subscription } from "../api/api.ts";
import { fill, useLocale } from "../locale.tsx";
import { usePrice } from "./usePrice.ts";

const INDICATORS: Record<Subscription["status"], StatusIndicatorProps.Type> = {
  draft: "pending",
  trialing: "info",
  active: "success",
  canceled: "stopped",
};

export function SubscriptionDetails({ subscription }: { subscription: Subscription }) {
  const { messages } = useLocale();
  const { subscription: texts, common } = messages;
  const price = usePrice();
  const { plan, status, nextBillingDate, trialEndsAt, endDate } = subscription;
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={3}
        items={[
          { label: texts.plan, value: plan.name },
          { label: texts.price, value: price(plan.basePrice, plan.billingInterval) },
          {
            label: messages.fields.status,
            value: <StatusIndicator type={INDICATORS[status]}>{texts[status]}</StatusIndicator>,
          },
          {
            label: texts.nextBillingDate,
            value: nextBillingDate ? <BillingDate iso={nextBillingDate} /> : common.none,
          },
          ...(trialEndsAt ? [{ label: texts.trialEndsAt, value: <BillingDate iso={trialEndsAt} /> }] : []),
          ...(endDate ? [{ label: texts.endDate, value: <BillingDate iso={endDate} /> }] : []),
        ]}
      />
      {subscription.currentPeriod ? <Period period={subscription.currentPeriod} /> : null}
    </SpaceBetween>
  );
}

function BillingDate({ iso }: { iso: string }) {
  const { billingDate } = useLocale();
  return (
    <>
      <span>{billingDate(iso)}</span>{" "}
      <Box variant="small" color="text-body-secondary">
        UTC
      </Box>
    </>
  );
}

/** How much of the period has passed. */
function Period({ period: { start, end, daysRemaining } }: { period: NonNullable<Subscription["currentPeriod"]> }) {
  const { messages, billingDate, number } = useLocale();
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const percent = Math.min(100, Math.max(0, (100 * (Date.now() - from)) / (to - from)));
  return (
    <ProgressBar
      label={messages.subscription.period}
      description={fill(messages.subscription.periodDates, { start: billingDate(start), end: billingDate(end) })}
      additionalInfo={fill(messages.subscription.daysRemaining, { days: number(daysRemaining) })}
      value={Math.round(percent)}
    />
  );
}
