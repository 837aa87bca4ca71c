import Box from "@cloudscape-design/components/box";
import type { Subscription } from "../api/api.ts";
import { fill, useLocale } from "../locale.tsx";
import { Moment } from "./Moment.tsx";
import { Text } from "./Text.tsx";
import { usePrice } from "./usePrice.ts";

/** Subscriptions that have ended, newest first, with their dates. */
export function PastSubscriptions({ subscriptions }: { subscriptions: readonly Subscription[] }) {
  const { messages } = useLocale();
  return (
    <div>
      <h3>{messages.subscription.past}</h3>
      <ol className="timeline">
        {subscriptions.map((subscription) => (
          <Past key={subscription.id} subscription={subscription} />
        ))}
      </ol>
    </div>
  );
}

function Past({ subscription }: { subscription: Subscription }) {
  const { messages, billingDate } = useLocale();
  const { subscription: texts, fields } = messages;
  const price = usePrice();
  const { plan, startDate, endDate, canceledAt, cancelReason } = subscription;
  return (
    <li>
      <Box variant="strong">
        <Text>{plan.name}</Text>
      </Box>
      {", "}
      {price(plan.basePrice, plan.billingInterval)}
      <div>
        {fill(texts.periodDates, {
          start: billingDate(startDate),
          end: endDate ? billingDate(endDate) : messages.common.none,
        })}
      </div>
      {canceledAt && (
        <div>
          {texts.canceledAt}: <Moment iso={canceledAt} />
        </div>
      )}
      {cancelReason && (
        <div className="lines">
          {fields["subscription.cancelReason"]}: <Text>{cancelReason}</Text>
        </div>
      )}
    </li>
  );
}
