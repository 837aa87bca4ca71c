/** The subscription: what a request may contain, and what answers and events show. */
import * as z from "zod/mini";
import { moment } from "../base/moment.ts";
import { isEmptyList, isObject, pastedText, problemOf, text } from "../base/validation.ts";
import { statuses } from "../customers/subscription/subscription.ts";
import { billingIntervals } from "../plans/billingInterval.ts";
import { MAX_TRIAL_DAYS } from "../plans/trialDays.ts";

const requiredText = text(255).check(problemOf((value) => (value === "" ? "is required" : undefined)));

const seatsOrNone = z.transform((value: unknown) => (isEmptyList(value) ? {} : value));

const seats = z.record(
  z.string(),
  z.int({ error: "must be a whole number" }).check(z.gte(0, { error: "must not be negative" })),
  { error: "must be an object of seats by feature" },
);

const days = z
  .int({ error: "must be a whole number" })
  .check(problemOf((value) => (value >= 0 && value <= MAX_TRIAL_DAYS ? undefined : `must be 0 to ${MAX_TRIAL_DAYS}`)));

const customerId = z
  .string({ error: "must be text" })
  .check(problemOf((value) => (value === "" ? "is required" : undefined)));

/** The query of the active subscription. */
export const activeSubscriptionQuery = z.object({ customerId });

/** Cross-field checks run even if single fields are invalid, so that every problem is reported at once. */
const always = { when: () => true };

/** Later SDKs may send these to pay less. Ignoring them, like other unknown fields, would cost the customer money. */
const discount = z.nullish(z.never({ error: "is not supported: nothing lowers a plan's price" }));

/** False and null become absent, so that they do not count in an idempotency mark either. */
const cancelAtPeriodEnd = z.optional(
  z.pipe(
    z.nullable(z.boolean({ error: "must be true or false" })),
    z.transform((value) => value || undefined),
  ),
);

const oneAtATime = { error: "must be 1: each period is paid for when it begins" };

/** The default, 1, is accepted. Ignoring a higher number would cost the customer money. */
const prepaidPeriods = z.optional(
  z.pipe(
    z.nullable(z.int(oneAtATime).check(z.gte(1, oneAtATime), z.lte(1, oneAtATime))),
    z.transform(() => undefined),
  ),
);

/** The body of create, for `parseBody`. Go sends null for absent fields. */
export const createSubscriptionBody = z
  .object(
    {
      customerId,
      planCode: z.nullish(requiredText),
      planId: z.nullish(requiredText),
      billingInterval: z.nullish(z.enum(billingIntervals, { error: `must be one of ${billingIntervals.join(", ")}` })),
      initialSeats: z.optional(z.pipe(seatsOrNone, z.nullable(seats))),
      priceId: z.nullish(requiredText),
      skipTrial: z.nullish(z.boolean({ error: "must be true or false" })),
      customTrialDays: z.nullish(days),
      cancelAtPeriodEnd,
      prepaidPeriods,
      offerId: discount,
      cardPromotionId: discount,
      promoCode: discount,
      introOffer: discount,
      name: z.nullish(pastedText(255)),
      startDate: z.nullish(moment),
    },
    { error: "must be a JSON object" },
  )
  .check(
    z.refine((body) => !isObject(body) || (body.planCode ?? body.planId) != null, {
      ...always,
      path: ["planCode"],
      error: "is required, or planId",
    }),
    z.refine((body) => !isObject(body) || body.planCode == null || body.planId == null, {
      ...always,
      path: ["planId"],
      error: "planCode and planId are given: send one of them",
    }),
  );
export type CreateSubscription = z.infer<typeof createSubscriptionBody>;

const MAX_REASON = 5_000;

/** Prose, whose faults must not keep a subscription going: it is cut, and what cannot be stored is replaced. */
const reason = z.pipe(
  z.string({ error: "must be text" }),
  z.transform((value) => {
    const kept = value.length > MAX_REASON ? [...value].slice(0, MAX_REASON).join("") : value;
    return kept.toWellFormed().replaceAll("\0", "\ufffd");
  }),
);

/** The body of cancel. TypeScript repeats the id in it, which is ignored. */
export const cancelSubscriptionBody = z.object(
  { reason: z.nullish(reason), immediate: z.nullish(z.boolean({ error: "must be true or false" })) },
  { error: "must be a JSON object" },
);
export type CancelSubscription = z.infer<typeof cancelSubscriptionBody>;

const nullableText = z.nullable(z.string());
const interval = z.nullable(z.enum(billingIntervals));

/** The subscription as every operation returns it. What we do not have is null, as SDKs expect. */
export const subscriptionJson = z.object({
  id: z.string(),
  object: z.literal("subscription"),
  customerId: z.string(),
  planId: z.string(),
  planName: z.string(),
  plan: z.object({ id: z.string(), name: z.string(), basePrice: z.int(), billingInterval: interval }),
  priceId: nullableText,
  name: z.string(),
  description: z.null(),
  status: z.enum(statuses),
  billingInterval: interval,
  consumptionModel: z.null(),
  trialEndsAt: nullableText,
  startDate: z.string(),
  endDate: nullableText,
  currentPeriod: z.nullable(z.object({ start: z.string(), end: z.string(), daysRemaining: z.int() })),
  currentPeriodStart: nullableText,
  currentPeriodEnd: nullableText,
  billingDayOfMonth: z.int(),
  nextBillingDate: nullableText,
  features: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      type: z.enum(["boolean", "metered", "seats"]),
      enabled: z.optional(z.boolean()),
      usage: z.optional(
        z.object({
          current: z.int(),
          included: z.int(),
          overage: z.int(),
          overageUnitPrice: z.optional(z.int()),
        }),
      ),
    }),
  ),
  credits: z.null(),
  balance: z.null(),
  checkoutUrl: z.null(),
  canceledAt: nullableText,
  cancelReason: nullableText,
  introOfferEndsAt: z.null(),
  introOfferDiscountType: z.null(),
  introOfferDiscountValue: z.null(),
  livemode: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type SubscriptionJson = z.infer<typeof subscriptionJson>;

/** The subscription in an event: what is stored, nothing that depends on the current time. */
export const subscriptionState = z.object({
  id: z.string(),
  planId: z.string(),
  planName: z.string(),
  name: z.string(),
  price: z.int(),
  billingInterval: interval,
  seats: z.record(z.string(), z.int()),
  startDate: z.string(),
  trialEndsAt: nullableText,
  endDate: nullableText,
  billingDayOfMonth: z.int(),
  canceledAt: nullableText,
  cancelReason: nullableText,
  createdAt: z.string(),
});
export type SubscriptionState = z.infer<typeof subscriptionState>;
