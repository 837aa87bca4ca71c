/** A stored subscription as the API shows it at a given moment, and as events show it at any time. */
import { config } from "../base/config.ts";
import { billingDayOfMonth, isActiveAt, type Period, periodAt, statusAt } from "../customers/subscription/period.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";
import { priceIdOf } from "../plans/ids.ts";
import type { PlanFeature } from "../plans/plan.ts";
import type { SubscriptionJson, SubscriptionState } from "./schemas.ts";
import type { Subscribed } from "./service.ts";

const A_DAY_MS = 86_400_000;

/**
 * The form that operations return. A subscription that has ended has no current period; features are the plan's current
 * ones.
 */
export function presentSubscription({ customer, subscription, plan }: Subscribed, now: Date): SubscriptionJson {
  const isActive = isActiveAt(subscription, now);
  const period = isActive ? presentPeriod(periodAt(subscription, now), now) : null;
  const { planId, planName, billingInterval } = subscription;
  return {
    id: subscription.id,
    object: "subscription",
    customerId: customer.id,
    planId,
    planName,
    plan: { id: planId, name: planName, basePrice: subscription.price, billingInterval: billingInterval ?? null },
    priceId: billingInterval ? priceIdOf(planId, billingInterval) : null,
    name: subscription.name,
    description: null,
    status: statusAt(subscription, now),
    billingInterval: billingInterval ?? null,
    consumptionModel: null,
    trialEndsAt: subscription.trialEndsAt ?? null,
    startDate: subscription.startDate,
    endDate: subscription.endDate ?? null,
    currentPeriod: period,
    currentPeriodStart: period?.start ?? null,
    currentPeriodEnd: period?.end ?? null,
    billingDayOfMonth: billingDayOfMonth(subscription),
    nextBillingDate: nextBilling(subscription, now)?.toISOString() ?? null,
    features: (plan?.features ?? []).map((feature) => presentFeature(feature, subscription)),
    credits: null,
    balance: null,
    checkoutUrl: null,
    canceledAt: subscription.canceledAt ?? null,
    cancelReason: subscription.cancelReason ?? null,
    introOfferEndsAt: null,
    introOfferDiscountType: null,
    introOfferDiscountValue: null,
    livemode: config.livemode(),
    createdAt: subscription.createdAt,
    updatedAt: subscription.canceledAt ?? subscription.createdAt,
  };
}

/** The days that remain are of the period: before its first one, all of them. */
const presentPeriod = ({ start, end }: Period, now: Date) => ({
  start: start.toISOString(),
  end: end.toISOString(),
  daysRemaining: Math.ceil((end.getTime() - Math.max(start.getTime(), now.getTime())) / A_DAY_MS),
});

/** The start of the next paid period; none when the subscription is free or ends before. */
function nextBilling(subscription: Subscription, now: Date): Date | undefined {
  const { price, trialEndsAt, endDate } = subscription;
  if (price === 0) return undefined;
  const { start, end } = periodAt(subscription, now);
  const next = now < start && trialEndsAt === undefined ? start : end;
  return endDate === undefined || next < new Date(endDate) ? next : undefined;
}

/** Only seats are counted here. The usage of metered features is unknown, so it is left out. */
function presentFeature(feature: PlanFeature, { seats }: Subscription): SubscriptionJson["features"][number] {
  const { code, name, type, overageUnitPrice } = feature;
  if (type === "boolean") return { code, name, type, enabled: feature.enabled ?? true };
  if (type === "metered") return { code, name, type };
  const [current, included] = [seats[code] ?? 0, feature.includedAmount ?? 0];
  const overage = feature.unlimited ? 0 : Math.max(0, current - included);
  return {
    code,
    name,
    type,
    usage: { current, included, overage, ...(overageUnitPrice === undefined ? {} : { overageUnitPrice }) },
  };
}

/** The subscription that an event shows, but for the mark of its cancellation. */
export function fromState(state: SubscriptionState): Subscription {
  const { billingInterval, trialEndsAt, endDate, canceledAt, cancelReason, billingDayOfMonth, ...always } = state;
  return {
    ...always,
    ...(billingInterval === null ? {} : { billingInterval }),
    ...(trialEndsAt === null ? {} : { trialEndsAt }),
    ...(endDate === null ? {} : { endDate }),
    ...(canceledAt === null ? {} : { canceledAt }),
    ...(cancelReason === null ? {} : { cancelReason }),
  };
}

/** The form that events show, independent of when they are made. */
export const presentState = (subscription: Subscription): SubscriptionState => ({
  id: subscription.id,
  planId: subscription.planId,
  planName: subscription.planName,
  name: subscription.name,
  price: subscription.price,
  billingInterval: subscription.billingInterval ?? null,
  seats: subscription.seats,
  startDate: subscription.startDate,
  trialEndsAt: subscription.trialEndsAt ?? null,
  endDate: subscription.endDate ?? null,
  billingDayOfMonth: billingDayOfMonth(subscription),
  canceledAt: subscription.canceledAt ?? null,
  cancelReason: subscription.cancelReason ?? null,
  createdAt: subscription.createdAt,
});
