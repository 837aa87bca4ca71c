import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Customer, Subscription } from "../api/api.ts";
import { subscriptionQuery } from "../api/subscriptions.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { AssignPlan } from "./AssignPlan.tsx";
import { CancelSubscription } from "./CancelSubscription.tsx";
import { Loaded } from "./Loaded.tsx";
import { SubscriptionDetails } from "./SubscriptionDetails.tsx";
import { useWriteButton } from "./useScope.ts";

/** The customer's subscription: one plan at most. */
export function SubscriptionPanel({ customer }: { customer: Customer }) {
  const { messages } = useLocale();
  const query = useQuery(subscriptionQuery(useApi(), customer.id));
  const { data } = query;
  const allowed = useWriteButton();
  // A subscription to cancel stays the one that was shown, whatever is loaded meanwhile.
  const [dialog, setDialog] = useState<"assign" | Subscription>();
  const close = () => setDialog(undefined);
  const actions = data ? (
    <Button onClick={() => setDialog(data)} {...allowed}>
      {messages.cancelSubscription.action}
    </Button>
  ) : (
    <Button onClick={() => setDialog("assign")} {...allowed}>
      {messages.assignPlan.action}
    </Button>
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={customer.isActive && data !== undefined && actions}>
          {messages.subscription.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Loaded query={query}>
          {(subscription) =>
            subscription ? <SubscriptionDetails subscription={subscription} /> : <Box>{messages.subscription.none}</Box>
          }
        </Loaded>
      </SpaceBetween>
      {dialog === "assign" && <AssignPlan customerId={customer.id} onClose={close} />}
      {dialog && dialog !== "assign" && <CancelSubscription subscription={dialog} onClose={close} />}
    </Container>
  );
}
