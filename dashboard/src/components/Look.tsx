import LiveRegion from "@cloudscape-design/components/live-region";
import { type QueryKey, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { customerQuery, type Versioned } from "../api/customers.ts";
import { activeSubscriptionQuery } from "../api/subscriptions.ts";
import { changesBetween } from "../changes.ts";
import { useLocale } from "../locale.tsx";
import { useApi } from "../session.ts";
import { Changes } from "./Changes.tsx";
import { describe } from "./describe.ts";
import { SubscriptionDetails } from "./SubscriptionDetails.tsx";

interface LookProps<Data, Key extends QueryKey> {
  query: UseQueryOptions<Data, Error, Data, Key>;
  children: (data: Data) => ReactNode;
}

/** Asks the API anew, and shows nothing but its answer. */
export function Look<Data, Key extends QueryKey>({ query, children }: LookProps<Data, Key>) {
  const locale = useLocale();
  const { data, error, isFetching } = useQuery({ ...query, staleTime: 0, refetchOnMount: "always", retry: false });
  if (isFetching) return locale.messages.doubt.looking;
  if (error || data === undefined) return <LiveRegion>{describe(error, locale)}</LiveRegion>;
  return <LiveRegion>{children(data)}</LiveRegion>;
}

/** What has changed in a customer since a dialog opened. */
export function LookAtCustomer({ base }: { base: Versioned }) {
  const { doubt } = useLocale().messages;
  return (
    <Look query={customerQuery(useApi(), base.customer.id)}>
      {({ customer, etag }) =>
        etag === base.etag ? (
          doubt.unchanged
        ) : (
          <>
            {doubt.changed}
            <Changes changes={changesBetween(base.customer, customer)} />
          </>
        )
      }
    </Look>
  );
}

/** The subscription that a customer has now. */
export function LookAtSubscription({ customerId }: { customerId: string }) {
  const { subscription: texts } = useLocale().messages;
  return (
    <Look query={activeSubscriptionQuery(useApi(), customerId)}>
      {(subscription) => (subscription ? <SubscriptionDetails subscription={subscription} /> : texts.none)}
    </Look>
  );
}
