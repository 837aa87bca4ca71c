import Box from "@cloudscape-design/components/box";
import KeyValuePairs, { type KeyValuePairsProps } from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Subscription } from "../api/api.ts";
import { untilEnd } from "../consequences.ts";
import { fill, useLocale } from "../locale.tsx";
import { BillingDay, Moment } from "./Moment.tsx";
import { SubscriptionStatus } from "./SubscriptionStatus.tsx";
import { Text } from "./Text.tsx";
import { usePrice } from "./usePrice.ts";

export function SubscriptionDetails({ subscription }: { subscription: Subscription }) {
  const locale = useLocale();
  const consequence = untilEnd(subscription, locale);
  return (
    <SpaceBetween size="m">
      <KeyValuePairs columns={3} items={useItems(subscription)} />
      {consequence && <Box>{consequence}</Box>}
      {subscription.currentPeriod ? <Period period={subscription.currentPeriod} /> : null}
    </SpaceBetween>
  );
}

function useItems(subscription: Subscription): KeyValuePairsProps.Item[] {
  const { messages } = useLocale();
  const { subscription: texts, fields, common } = messages;
  const price = usePrice();
  const { plan, status, startDate, nextBillingDate, trialEndsAt, endDate, canceledAt, cancelReason } = subscription;
  return [
    { label: texts.plan, value: <Text>{plan.name}</Text> },
    { label: texts.price, value: price(plan.basePrice, plan.billingInterval) },
    { label: fields.status, value: <SubscriptionStatus status={status} /> },
    { label: texts.nextBillingDate, value: nextBillingDate ? <BillingDay iso={nextBillingDate} /> : common.none },
    { label: fields["subscription.startDate"], value: <BillingDay iso={startDate} /> },
    ...(trialEndsAt ? [{ label: texts.trialEndsAt, value: <BillingDay iso={trialEndsAt} /> }] : []),
    ...(endDate ? [{ label: texts.endDate, value: <BillingDay iso={endDate} /> }] : []),
    ...(canceledAt ? [{ label: texts.canceledAt, value: <Moment iso={canceledAt} /> }] : []),
    ...(cancelReason ? [{ label: fields["subscription.cancelReason"], value: <Text>{cancelReason}</Text> }] : []),
  ];
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
