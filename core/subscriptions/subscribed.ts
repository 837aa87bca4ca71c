/** Subscriptions of several customers, with what their form also needs. */
import type { Context } from "../base/context.ts";
import type { Customer, CustomerJson } from "../customers/customer.ts";
import { presentCustomer } from "../customers/presenter.ts";
import { isActiveAt } from "../customers/subscription/period.ts";
import { getPlansById } from "../plans/store.ts";
import { presentSubscription } from "./presenter.ts";
import type { SubscriptionJson } from "./schemas.ts";
import type { Subscribed } from "./service.ts";

/** A subscription with its customer. */
export type Held = Omit<Subscribed, "plan">;

/** Subscriptions with their plans, which one batch reads, each plan once. @throws AppError `service_unavailable` */
export async function withPlans(context: Context, held: readonly Held[]): Promise<Subscribed[]> {
  const ids = held.map(({ subscription }) => subscription.planId);
  const plans = await getPlansById(context, context.organizationId, ids);
  return held.map((it) => ({ ...it, plan: plans.get(it.subscription.planId) }));
}

/** A customer with its active subscription, or null. */
export type ExpandedCustomerJson = CustomerJson & { subscription: SubscriptionJson | null };

/**
 * Customers with what `/subscriptions/active` answers for each. Their subscriptions are in their items; only plans are read.
 *
 * @throws AppError `service_unavailable`
 */
export async function presentExpanded(
  context: Context,
  customers: readonly Customer[],
): Promise<ExpandedCustomerJson[]> {
  const now = context.now();
  const held = customers.flatMap((customer): Held[] => {
    const { subscription } = customer;
    return subscription && isActiveAt(subscription, now) ? [{ customer, subscription }] : [];
  });
  const subscribed = new Map((await withPlans(context, held)).map((it) => [it.customer.id, it]));
  return customers.map((customer) => {
    const active = subscribed.get(customer.id);
    return { ...presentCustomer(customer), subscription: active ? presentSubscription(active, now) : null };
  });
}
