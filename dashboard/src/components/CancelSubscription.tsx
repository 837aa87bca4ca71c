import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup, { type RadioGroupProps } from "@cloudscape-design/components/radio-group";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type CancelSubscription as CancelBody, type Subscription, send } from "../api/api.ts";
import { showSubscription } from "../api/subscriptions.ts";
import { endNow, endOfPeriod, endsOnlyAtOnce, untilEnd } from "../consequences.ts";
import { fill, useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.ts";
import { FormDialog } from "./FormDialog.tsx";
import { LookAtSubscription } from "./Look.tsx";
import { reasonHeader, useWrite } from "./useWrite.ts";

interface CancelSubscriptionProps {
  subscription: Subscription;
  onClose: () => void;
}

/** What the API takes as the reason of a change. */
const SHORT = /^\P{Cc}{1,200}$/u;

/** Ends a subscription, now or at the end of the paid period. */
export function CancelSubscription({ subscription, onClose }: CancelSubscriptionProps) {
  const locale = useLocale();
  const { cancelSubscription: texts } = locale.messages;
  const { id, customerId } = subscription;
  const api = useApi();
  const queries = useQueryClient();
  const notify = useNotify();
  const [immediate, setImmediate] = useState(endOfPeriod(subscription, locale) === undefined);
  const [reason, setReason] = useState("");
  const write = useWrite({
    // The subscription keeps the reason; the change does too, which takes fewer texts.
    request: (body: CancelBody, headers) => {
      const why = body.reason && SHORT.test(body.reason) ? reasonHeader(body.reason) : undefined;
      const header = { ...headers, ...(why && { "x-reason": why }) };
      return send(api.POST("/api/subscriptions/{id}/cancel", { params: { path: { id }, header }, body }));
    },
    onDone: ({ body }) => {
      showSubscription(queries, api, body.data);
      notify([texts.done, untilEnd(body.data, locale) ?? ""].join(" ").trim());
      onClose();
    },
  });
  return (
    <FormDialog
      title={texts.title}
      action={texts.submit}
      write={write}
      isDirty={reason !== ""}
      onSubmit={() => write.submit({ immediate, ...(reason === "" ? {} : { reason }) })}
      onClose={onClose}
      look={<LookAtSubscription customerId={customerId} />}
    >
      <FormField label={texts.when}>
        <RadioGroup
          value={immediate ? "now" : "end"}
          items={useChoices(subscription)}
          onChange={({ detail }) => setImmediate(detail.value === "now")}
        />
      </FormField>
      <FormField label={texts.reason}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </FormDialog>
  );
}

/** When it may end, each with what comes of it. */
function useChoices(subscription: Subscription): RadioGroupProps.RadioButtonDefinition[] {
  const locale = useLocale();
  const { cancelSubscription: texts, consequences } = locale.messages;
  const { endDate, currentPeriod } = subscription;
  const atEnd = endOfPeriod(subscription, locale);
  return [
    {
      value: "end",
      label: fill(texts.atEnd, { date: locale.billingDate(currentPeriod?.end ?? endDate ?? subscription.startDate) }),
      description: atEnd ?? (endsOnlyAtOnce(subscription) ? consequences.onlyAtOnce : consequences.endsAlready),
      disabled: atEnd === undefined,
    },
    { value: "now", label: texts.now, description: endNow(subscription, locale) },
  ];
}
