import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Customer, Subscription } from "../api/api.ts";
import { subscriptionsQuery } from "../api/subscriptions.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { AssignPlan } from "./AssignPlan.tsx";
import { CancelSubscription } from "./CancelSubscription.tsx";
import { Loaded } from "./Loaded.tsx";
import { OlderButton } from "./OlderButton.tsx";
import { PastSubscriptions } from "./PastSubscriptions.tsx";
import { SubscriptionDetails } from "./SubscriptionDetails.tsx";
import { useWriteButton } from "./useScope.ts";

/** The customer's subscriptions: the one there is now, at most, and those there were. */
export function SubscriptionPanel({ customer }: { customer: Customer }) {
  const { messages } = useLocale();
  const query = useInfiniteQuery(subscriptionsQuery(useApi(), customer.id));
  const all = query.data?.pages.flatMap(({ data }) => data);
  const active = all?.find(({ status }) => status !== "canceled");
  const past = all?.filter((subscription) => subscription !== active) ?? [];
  return (
    <Container
      header={
        <Header variant="h2" actions={customer.isActive && all && <Actions customer={customer} active={active} />}>
          {messages.subscription.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Loaded query={query}>
          {() => (active ? <SubscriptionDetails subscription={active} /> : <Box>{messages.subscription.none}</Box>)}
        </Loaded>
        {past.length > 0 && <PastSubscriptions subscriptions={past} />}
        <OlderButton query={query} text={messages.subscription.more} />
      </SpaceBetween>
    </Container>
  );
}

interface ActionsProps {
  customer: Customer;
  active: Subscription | undefined;
}

/** Assigns a plan while there is no subscription, and cancels it while there is. */
function Actions({ customer, active }: ActionsProps) {
  const { messages } = useLocale();
  const allowed = useWriteButton();
  // A subscription to cancel stays the one that was shown, whatever is loaded meanwhile.
  const [dialog, setDialog] = useState<"assign" | Subscription>();
  const close = () => setDialog(undefined);
  return (
    <>
      <Button onClick={() => setDialog(active ?? "assign")} {...allowed}>
        {active ? messages.cancelSubscription.action : messages.assignPlan.action}
      </Button>
      {dialog === "assign" && <AssignPlan customerId={customer.id} onClose={close} />}
      {dialog && dialog !== "assign" && <CancelSubscription subscription={dialog} onClose={close} />}
    </>
  );
}
