/** The fields of plans and subscriptions in the OpenAPI document: their descriptions, and whole examples. */

import type { FieldDoc } from "../../core/http/generations/documentation.ts";
import type { PlanJson } from "../../core/plans/plan.ts";
import type { SubscriptionJson } from "../../core/subscriptions/schemas.ts";

export const planExample: PlanJson = {
  id: "plan_9uHsdTq2LwX0bKfY3nPzR7Ge",
  object: "plan",
  code: "pro",
  name: "Pro",
  description: "For teams.",
  isPublic: true,
  isFree: false,
  isDefault: false,
  sortOrder: 1,
  prices: [
    {
      id: "price_9uHsdTq2LwX0bKfY3nPzR7Ge_monthly",
      billingInterval: "monthly",
      price: 4900,
      isDefault: true,
      trialDays: 0,
      introOffer: null,
    },
  ],
  features: [
    { code: "sso", name: "Single sign-on", type: "boolean", unitName: null, enabled: true, overage: null },
    {
      code: "team_members",
      name: "Team members",
      type: "seats",
      unitName: "seat",
      includedAmount: 5,
      overageEnabled: true,
      overageUnitPrice: 900,
      overage: { enabled: true, model: "per_unit", unitPrice: 900 },
    },
  ],
  livemode: true,
  createdAt: "2026-11-21T09:00:00.000Z",
  updatedAt: "2026-11-21T09:00:00.000Z",
};

const planId = planExample.id;
const billingInterval = "monthly";
const currentPeriod = { start: "2026-11-21T10:00:00.000Z", end: "2026-12-21T10:00:00.000Z", daysRemaining: 30 };

export const subscriptionExample: SubscriptionJson = {
  id: "sub_HCgYEsEeQHTyHhAJ6R49yS6Nq3ZtUe8W",
  object: "subscription",
  customerId: "cus_HCgYEsEeQHTyHhAJ6R49yS6N",
  planId,
  planName: "Pro",
  plan: { id: planId, name: "Pro", basePrice: 4900, billingInterval },
  priceId: "price_9uHsdTq2LwX0bKfY3nPzR7Ge_monthly",
  name: "Pro",
  description: null,
  status: "active",
  billingInterval,
  consumptionModel: null,
  trialEndsAt: null,
  startDate: "2026-11-21T10:00:00.000Z",
  endDate: null,
  currentPeriod,
  currentPeriodStart: currentPeriod.start,
  currentPeriodEnd: currentPeriod.end,
  billingDayOfMonth: 21,
  nextBillingDate: currentPeriod.end,
  features: [
    { code: "sso", name: "Single sign-on", type: "boolean", enabled: true },
    {
      code: "team_members",
      name: "Team members",
      type: "seats",
      usage: { current: 7, included: 5, overage: 2, overageUnitPrice: 900 },
    },
  ],
  credits: null,
  balance: null,
  checkoutUrl: null,
  canceledAt: null,
  cancelReason: null,
  introOfferEndsAt: null,
  introOfferDiscountType: null,
  introOfferDiscountValue: null,
  livemode: true,
  createdAt: "2026-11-21T10:00:00.000Z",
  updatedAt: "2026-11-21T10:00:00.000Z",
};

export const canceledExample: SubscriptionJson = {
  ...subscriptionExample,
  endDate: "2026-12-21T10:00:00.000Z",
  nextBillingDate: null,
  canceledAt: "2026-11-25T10:00:00.000Z",
  cancelReason: "too dear",
  updatedAt: "2026-11-25T10:00:00.000Z",
};

/** The subscription in an event. */
export const stateExample = {
  id: subscriptionExample.id,
  planId,
  planName: "Pro",
  name: "Pro",
  price: 4900,
  billingInterval,
  seats: { team_members: 7 },
  startDate: subscriptionExample.startDate,
  trialEndsAt: null,
  endDate: null,
  billingDayOfMonth: 21,
  canceledAt: null,
  cancelReason: null,
  createdAt: subscriptionExample.createdAt,
};

const none = (what: string): FieldDoc => ({ description: `Always null: ${what}.`, example: null });
const ownPlanId = {
  description: "The plan's id: `plan_` and 24 letters and digits. It follows from the code.",
  example: planId,
  pattern: "^plan_[A-Za-z0-9]+$",
};
const priceId = {
  description: "The price's id: it follows from the plan's and the interval. In requests it stands for the interval.",
  example: "price_9uHsdTq2LwX0bKfY3nPzR7Ge_monthly",
};
const subscriptionId = {
  description: "`sub_`, the letters and digits of the customer's id, and eight of its own.",
  example: subscriptionExample.id,
  pattern: "^sub_[A-Za-z0-9]{9,56}$",
};

const unsupported: FieldDoc = { description: "Not supported: a request with it is refused.", example: null };

/**
 * The fields that are lists or objects. Their examples are parts of a plan and a subscription in any generation's form.
 */
export const partDocs = (
  plan: { prices: readonly object[]; features: readonly object[] },
  subscription: { features: readonly { usage?: unknown }[] },
): Record<string, FieldDoc> => ({
  prices: { description: "One for each interval; empty for a plan that is never billed.", example: plan.prices },
  features: { description: "What the plan includes.", example: plan.features },
  "Subscription.features": {
    description: "The plan's features as they now are.",
    example: subscription.features,
  },
  usage: {
    description: "Of seats only: other usage is not counted.",
    example: subscription.features.find(({ usage }) => usage !== undefined)?.usage,
  },
});

/** By field name, with the schema's name in front where the same name has several meanings. */
export const planFieldDocs: Record<string, FieldDoc> = {
  "Plan.id": ownPlanId,
  "Plan.object": { description: "Always `plan`.", example: "plan" },
  "Plan.name": { description: "The plan's name.", example: "Pro" },
  "Plan.description": { description: "The plan's description.", example: "For teams." },
  "Plan.isDefault": { description: "Whether it is the plan to offer first.", example: false },
  "Plan.updatedAt": {
    description: "When it was last pushed with a change.",
    example: planExample.updatedAt,
    isTime: true,
  },
  code: { description: "Stable name, unique in its list.", example: "pro" },
  isPublic: { description: "Whether lists show it unless asked for private plans.", example: true },
  isFree: { description: "Whether it has no price above 0.", example: false },
  sortOrder: { description: "Its place in lists.", example: 1 },
  billingInterval: { description: "How often it is billed; null when the plan has no prices.", example: "monthly" },
  price: { description: "Cents for each period.", example: 4900 },
  "PlanPrice.isDefault": { description: "Whether it is taken when no interval is asked for.", example: true },
  trialDays: { description: "Days before the first period.", example: 14 },
  "PlanFeature.name": { description: "The feature's name.", example: "Team members" },
  "SubscriptionFeature.name": { description: "The feature's name.", example: "Team members" },
  type: { description: "What kind of feature it is.", example: "seats" },
  unitName: { description: "What is counted.", example: "seat" },
  enabled: { description: "Whether it is on.", example: true },
  includedAmount: { description: "How much is included.", example: 5 },
  unlimited: { description: "Whether there is no limit.", example: false },
  overageEnabled: { description: "Whether more than is included can be had.", example: true },
  overageUnitPrice: { description: "Cents for each unit beyond what is included.", example: 900 },
  "PlanFeature.overage": { description: "The same as one object.", example: planExample.features[1]?.overage },
  model: { description: "How overage is priced.", example: "per_unit" },
  unitPrice: { description: "Cents for each unit.", example: 900 },
  "Subscription.id": subscriptionId,
  "Subscription.object": { description: "Always `subscription`.", example: "subscription" },
  "PlanPrice.id": priceId,
  priceId,
  customerId: { description: "The customer's id. In requests, your own id of it will do.", example: "user_123" },
  planId: { description: "The plan's id.", example: planId },
  planCode: { description: "The plan's code. Send this or `planId`.", example: "pro" },
  planName: { description: "The plan's name when the subscription began.", example: "Pro" },
  name: { description: "The subscription's name; the plan's unless given.", example: "Pro" },
  description: none("subscriptions have none"),
  status: {
    description:
      "Computed from the dates: `draft` before `startDate`, `trialing` until `trialEndsAt`, `canceled` from `endDate` on, else `active`.",
    example: "active",
  },
  startDate: { description: "When it begins.", example: subscriptionExample.startDate, isTime: true },
  "CreateSubscription.startDate": {
    description: "When it begins: a date (midnight UTC) or a time with its offset, 2000 to 2099; now if absent.",
    example: subscriptionExample.startDate,
  },
  trialEndsAt: { description: "When the trial ends, or null without one.", example: null, isTime: true },
  endDate: { description: "When it ends or has ended; null until it is canceled.", example: null, isTime: true },
  currentPeriodStart: {
    description: "When the current period began; null once ended.",
    example: currentPeriod.start,
    isTime: true,
  },
  currentPeriodEnd: { description: "When it ends; null once ended.", example: currentPeriod.end, isTime: true },
  billingDayOfMonth: {
    description:
      "The day, in UTC, on which periods begin; in a shorter month, its last day. Of weekly periods, the day on which the first one begins.",
    example: 21,
  },
  checkoutUrl: none("there is no payment provider"),
  canceledAt: { description: "When it was last canceled, or null.", example: null, isTime: true },
  cancelReason: { description: "What was given as reason.", example: null },
  introOfferEndsAt: none("there are no introductory offers"),
  introOfferDiscountType: none("there are no introductory offers"),
  introOfferDiscountValue: none("there are no introductory offers"),
  "Subscription.plan": { description: "The plan as it was agreed.", example: subscriptionExample.plan },
  "SubscribedPlan.id": ownPlanId,
  "SubscribedPlan.name": { description: "The plan's name when the subscription began.", example: "Pro" },
  basePrice: { description: "Cents for each period.", example: 4900 },
  consumptionModel: none("usage is not counted"),
  currentPeriod: { description: "The period that now is in; null once ended.", example: currentPeriod },
  start: { description: "Its first moment.", example: currentPeriod.start, isTime: true },
  end: { description: "The first moment after it.", example: currentPeriod.end, isTime: true },
  daysRemaining: { description: "Days until its end, begun ones counted.", example: 30 },
  current: { description: "Seats taken.", example: 7 },
  included: { description: "Seats included.", example: 5 },
  overage: { description: "Seats beyond those.", example: 2 },
  ...partDocs(planExample, subscriptionExample),
  "CreateSubscription.offerId": unsupported,
  cardPromotionId: unsupported,
  promoCode: unsupported,
  introOffer: none("there are no introductory offers"),
  "CreateSubscription.introOffer": unsupported,
  "CreateSubscription.cancelAtPeriodEnd": {
    description:
      "Cancel it from the start: it ends with its first period, or with its trial if it has one, and is not renewed.",
    example: false,
  },
  prepaidPeriods: {
    description: "Periods that are paid for at once. More than 1 is not supported: a request with it is refused.",
    example: 1,
  },
  credits: none("usage is not counted"),
  balance: none("usage is not counted"),
  nextBillingDate: {
    description: "When the next paid period begins; null when it is free or ends before.",
    example: currentPeriod.end,
    isTime: true,
  },
  initialSeats: { description: "Seats by the code of the plan's seats features.", example: { team_members: 7 } },
  seats: { description: "Seats by the code of the plan's feature.", example: { team_members: 7 } },
  customTrialDays: { description: "Days of trial instead of the price's: 0 to 730.", example: 30 },
  skipTrial: { description: "Begin without the price's trial.", example: false },
  reason: { description: "Why, in your words. What is beyond 5,000 characters is cut.", example: "too dear" },
  immediate: { description: "End it now, not at the end of its period.", example: false },
  "Customer.subscription": {
    description:
      "The customer's active subscription, or null; only in a list that was asked for with `expand=subscription`.",
    example: null,
  },
  subscription: {
    description: "The customer's latest subscription as it is stored; absent if there never was one.",
    example: stateExample,
  },
  "SubscriptionState.id": subscriptionId,
};
