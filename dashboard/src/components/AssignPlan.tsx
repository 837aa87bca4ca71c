import FormField from "@cloudscape-design/components/form-field";
import LiveRegion from "@cloudscape-design/components/live-region";
import Select from "@cloudscape-design/components/select";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type BillingInterval, type Plan, send } from "../api/api.ts";
import { plansQuery, showSubscription } from "../api/subscriptions.ts";
import { beginning } from "../consequences.ts";
import { useLocale } from "../locale.tsx";
import { useNotify } from "../notifications.tsx";
import { useApi } from "../session.ts";
import { Failure } from "./Failure.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { Stale } from "./Loaded.tsx";
import { LookAtSubscription } from "./Look.tsx";
import { usePrice } from "./usePrice.ts";
import { useWrite } from "./useWrite.ts";

interface AssignPlanProps {
  customerId: string;
  onClose: () => void;
}

interface Chosen {
  customerId: string;
  planCode: string;
  billingInterval?: BillingInterval;
}

/** Starts a subscription. It is active at once, or after its trial: nothing is charged here. */
export function AssignPlan({ customerId, onClose }: AssignPlanProps) {
  const { assignPlan } = useLocale().messages;
  const api = useApi();
  const queries = useQueryClient();
  const notify = useNotify();
  const { data, error, isPending, refetch } = useQuery(plansQuery(api));
  const plans = data ?? [];
  const [planCode, setPlanCode] = useState<string>();
  const [interval, setInterval] = useState<BillingInterval>();
  const plan = plans.find(({ code }) => code === planCode);
  const write = useWrite({
    request: (body: Chosen, header) => send(api.POST("/api/subscriptions", { params: { header }, body })),
    onDone: ({ body }) => {
      showSubscription(queries, api, body.data);
      notify(assignPlan.done);
      onClose();
    },
  });
  const choose = (code: string | undefined) => {
    setPlanCode(code);
    setInterval(defaultInterval(plans.find((plan) => plan.code === code)));
  };
  return (
    <FormDialog
      title={assignPlan.title}
      action={assignPlan.submit}
      write={write}
      isDirty={planCode !== undefined}
      isDisabled={planCode === undefined}
      onSubmit={() =>
        planCode && write.submit({ customerId, planCode, ...(interval && { billingInterval: interval }) })
      }
      onClose={onClose}
      look={<LookAtSubscription customerId={customerId} />}
    >
      {error && (data ? <Stale error={error} onRetry={refetch} /> : <Failure error={error} onRetry={refetch} />)}
      <FormField label={assignPlan.plan}>
        <Select
          selectedOption={plan ? { value: plan.code, label: plan.name } : null}
          options={plans.map(({ code, name, description }) => ({
            value: code,
            label: name,
            description: description ?? "",
          }))}
          placeholder={assignPlan.choose}
          empty={assignPlan.noPlans}
          statusType={isPending ? "loading" : "finished"}
          onChange={({ detail }) => choose(detail.selectedOption.value)}
        />
      </FormField>
      {plan && interval && <Intervals plan={plan} value={interval} onChange={setInterval} />}
      <LiveRegion tagName="div">{plan && <Consequence plan={plan} interval={interval} />}</LiveRegion>
    </FormDialog>
  );
}

const defaultInterval = (plan: Plan | undefined): BillingInterval | undefined =>
  (plan?.prices.find(({ isDefault }) => isDefault) ?? plan?.prices[0])?.billingInterval;

interface IntervalsProps {
  plan: Plan;
  value: BillingInterval;
  onChange: (interval: BillingInterval) => void;
}

function Intervals({ plan, value, onChange }: IntervalsProps) {
  const { assignPlan } = useLocale().messages;
  const price = usePrice();
  const options = plan.prices.map(({ billingInterval, price: cents }) => ({
    value: billingInterval,
    label: price(cents, billingInterval),
  }));
  return (
    <FormField label={assignPlan.interval}>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        onChange={({ detail }) => onChange(detail.selectedOption.value as BillingInterval)}
      />
    </FormField>
  );
}

function Consequence({ plan, interval }: { plan: Plan; interval: BillingInterval | undefined }) {
  const locale = useLocale();
  const price = usePrice();
  const chosen = plan.prices.find(({ billingInterval }) => billingInterval === interval);
  const { price: cents, trialDays } = chosen ?? { price: 0, trialDays: 0 };
  return beginning(plan, { cents, trialDays }, price(cents, interval ?? null), locale);
}
