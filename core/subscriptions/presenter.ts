/** A stored subscription as the API shows it at a moment, and as events show it at any. */
import type { Customer } from "../customers/customer.ts";
import type { Plan, PlanFeature } from "../plans/plan.ts";
import { billingDayOfMonth, isActiveAt, periodAt, statusAt } from "./period.ts";
import type { ActiveSubscriptionJson, Subscription, SubscriptionJson, SubscriptionState } from "./subscription.ts";

const A_DAY_MS = 86_400_000;

/** What create and cancel answer. One that has ended has no current period. */
export function presentSubscription({ id }: Customer, subscription: Subscription, now: Date): SubscriptionJson {
  const period = isActiveAt(subscription, now) ? periodAt(subscription, now) : undefined;
  return {
    id: subscription.id,
    object: "subscription",
    customerId: id,
    planId: subscription.planId,
    planName: subscription.planName,
    name: subscription.name,
    description: null,
    status: statusAt(subscription, now),
    billingInterval: subscription.billingInterval ?? null,
    trialEndsAt: subscription.trialEndsAt ?? null,
    startDate: subscription.startDate,
    endDate: subscription.endDate ?? null,
    currentPeriodStart: period?.start.toISOString() ?? null,
    currentPeriodEnd: period?.end.toISOString() ?? null,
    billingDayOfMonth: billingDayOfMonth(subscription),
    checkoutUrl: null,
    canceledAt: subscription.canceledAt ?? null,
    cancelReason: subscription.cancelReason ?? null,
    introOfferEndsAt: null,
    introOfferDiscountType: null,
    introOfferDiscountValue: null,
    createdAt: subscription.createdAt,
    updatedAt: subscription.canceledAt ?? subscription.createdAt,
  };
}

/** What the active subscription's operation answers. Features are the plan's as they now are; without the plan, none. */
export function presentActive(
  { id }: Customer,
  subscription: Subscription,
  plan: Plan | undefined,
  now: Date,
): ActiveSubscriptionJson {
  const { start, end } = periodAt(subscription, now);
  return {
    id: subscription.id,
    object: "subscription",
    customerId: id,
    plan: {
      id: subscription.planId,
      name: subscription.planName,
      basePrice: subscription.price,
      billingInterval: subscription.billingInterval ?? null,
    },
    name: subscription.name,
    description: null,
    status: statusAt(subscription, now),
    consumptionModel: null,
    trialEndsAt: subscription.trialEndsAt ?? null,
    currentPeriod: {
      start: start.toISOString(),
      end: end.toISOString(),
      daysRemaining: Math.ceil((end.getTime() - now.getTime()) / A_DAY_MS),
    },
    features: (plan?.features ?? []).map((feature) => presentFeature(feature, subscription)),
    credits: null,
    balance: null,
    startDate: subscription.startDate,
    endDate: subscription.endDate ?? null,
    billingDayOfMonth: billingDayOfMonth(subscription),
    nextBillingDate: nextBilling(subscription, now)?.toISOString() ?? null,
    checkoutUrl: null,
    canceledAt: subscription.canceledAt ?? null,
    cancelReason: subscription.cancelReason ?? null,
    createdAt: subscription.createdAt,
    updatedAt: subscription.canceledAt ?? subscription.createdAt,
  };
}

/** When the next period begins that is paid for: none when it is free, or ends before. */
function nextBilling(subscription: Subscription, now: Date): Date | undefined {
  const { start, end } = periodAt(subscription, now);
  if (subscription.price === 0 || subscription.endDate !== undefined) return undefined;
  return now < start && subscription.trialEndsAt === undefined ? start : end;
}

/** Only seats are counted here; what a metered feature was used for is not known, so nothing is said of it. */
function presentFeature(feature: PlanFeature, { seats }: Subscription): ActiveSubscriptionJson["features"][number] {
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

/** What events show, the same whenever they are made. */
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
