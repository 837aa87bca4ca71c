/** The subscriptions that a row gives its customer. */
import type { Context } from "../base/context.ts";
import { inOneLine } from "../base/validation.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";
import type { Plan } from "../plans/plan.ts";
import { markOf, subscriptionId } from "../subscriptions/ids.ts";
import type { MovedFields, MovedSubscription } from "./row.ts";

/** The plan with a code. @throws AppError `plan_not_found` */
export type PlanOf = (code: string) => Promise<Plan>;

/** A customer's subscriptions: the latest one, and those before it. */
export interface Subscriptions {
  latest?: Subscription;
  past: Subscription[];
}

/**
 * What a row's fields give: a subscription to a plan at its default price from now on or from its dates, or those of an
 * export as they were.
 *
 * @throws AppError `plan_not_found`
 */
export async function subscriptionsOf(
  context: Context,
  customerId: string,
  moved: MovedFields,
  planOf: PlanOf,
): Promise<Subscriptions> {
  const { planCode, subscription, pastSubscriptions } = moved;
  const asBefore = async (it: MovedSubscription) => fromExport(customerId, it, await planOf(it.planCode));
  const past = await Promise.all((pastSubscriptions ?? []).map(asBefore));
  if (subscription) return { latest: await asBefore(subscription), past };
  if (planCode == null) return { past };
  return { latest: begun(context, customerId, moved, await planOf(planCode)), past };
}

/** Absent dates are none: a customer who comes from elsewhere has had the plan's trial there, or not. */
function begun(context: Context, customerId: string, moved: MovedFields, plan: Plan): Subscription {
  const { startDate, trialEndsAt, endDate } = moved;
  const now = context.now();
  const price = plan.prices.find(({ isDefault }) => isDefault);
  return {
    id: subscriptionId(customerId, markOf(context, undefined, {})),
    planId: plan.id,
    planName: plan.name,
    name: plan.name,
    price: price?.price ?? 0,
    ...(price ? { billingInterval: price.billingInterval } : {}),
    seats: {},
    startDate: (startDate ?? now).toISOString(),
    ...(trialEndsAt ? { trialEndsAt: trialEndsAt.toISOString() } : {}),
    // Without the time of a cancellation, no later one could end it earlier.
    ...(endDate ? { endDate: endDate.toISOString(), canceledAt: earlier(endDate, now).toISOString() } : {}),
    createdAt: now.toISOString(),
  };
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

/** The subscription of an export. Its id is made with the customer's, so it stays if that does. */
function fromExport(customerId: string, moved: MovedSubscription, plan: Plan): Subscription {
  const { trialEndsAt, endDate, canceledAt, cancelReason, billingInterval } = moved;
  return {
    id: subscriptionId(customerId, moved.id.slice(-8)),
    planId: plan.id,
    planName: inOneLine(moved.planName),
    name: inOneLine(moved.name),
    price: moved.price,
    ...(billingInterval ? { billingInterval } : {}),
    seats: moved.seats,
    startDate: moved.startDate.toISOString(),
    ...(trialEndsAt ? { trialEndsAt: trialEndsAt.toISOString() } : {}),
    ...(endDate ? { endDate: endDate.toISOString() } : {}),
    createdAt: moved.createdAt.toISOString(),
    ...(canceledAt ? { canceledAt: canceledAt.toISOString() } : {}),
    ...(cancelReason ? { cancelReason } : {}),
  };
}
