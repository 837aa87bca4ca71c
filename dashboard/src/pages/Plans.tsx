import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import type { Plan } from "../api/api.ts";
import { plansQuery } from "../api/subscriptions.ts";
import { ApiRequest } from "../components/ApiRequest.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { Page } from "../components/Page.tsx";
import type { Column } from "../components/RecordCards.tsx";
import { Records } from "../components/Records.tsx";
import { usePrice } from "../components/usePrice.ts";
import { fill, useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";

/** The plans that customers can subscribe to, read-only: operators push them. */
export function Plans() {
  const { plans } = useLocale().messages;
  const query = useQuery(plansQuery(useApi()));
  const columns = useColumns();
  return (
    <Page title={plans.title} description={plans.description}>
      <SpaceBetween size="l">
        <Loaded query={query}>
          {(items) => <Records columns={columns} items={items} trackBy="id" label={plans.title} none={plans.none} />}
        </Loaded>
        <ApiRequest path="/api/plans?includePrivate=true&limit=100" />
      </SpaceBetween>
    </Page>
  );
}

function useColumns(): Column<Plan>[] {
  const { plans } = useLocale().messages;
  return [
    { id: "name", header: plans.name, cell: (plan) => <Name plan={plan} /> },
    { id: "code", header: plans.code, cell: ({ code }) => code },
    { id: "prices", header: plans.prices, cell: (plan) => <Prices plan={plan} /> },
    {
      id: "features",
      header: plans.features,
      cell: ({ features }) => features.map(({ code, name }) => <div key={code}>{name}</div>),
    },
  ];
}

function Name({ plan }: { plan: Plan }) {
  const { plans } = useLocale().messages;
  return (
    <SpaceBetween size="xxs">
      <span>
        {plan.name} {plan.isDefault && <Badge color="blue">{plans.isDefault}</Badge>}{" "}
        {!plan.isPublic && <Badge>{plans.isPrivate}</Badge>}
      </span>
      {plan.description && <Box color="text-body-secondary">{plan.description}</Box>}
    </SpaceBetween>
  );
}

function Prices({ plan }: { plan: Plan }) {
  const { messages, number } = useLocale();
  const price = usePrice();
  if (plan.prices.length === 0) return messages.plans.free;
  return plan.prices.map(({ billingInterval, price: cents, trialDays }) => (
    <div key={billingInterval}>
      {price(cents, billingInterval)}
      {trialDays > 0 && `, ${fill(messages.plans.trial, { days: number(trialDays) })}`}
    </div>
  ));
}
