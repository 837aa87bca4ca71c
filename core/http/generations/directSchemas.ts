/** The things whose form from 2026-07-28 on differs from the guide's, as JSON. */
import * as z from "zod/mini";
import { customerJson } from "../../customers/customer.ts";
import { planJson } from "../../plans/plan.ts";
import { subscriptionJson } from "../../subscriptions/schemas.ts";

const featureType = z.enum(["boolean", "usage", "seats"]);
const none = z.null();
const empty = z.array(z.unknown());

const { overageEnabled, overageUnitPrice, ...planFeature } = planJson.shape.features.def.element.shape;

export const directCustomer = z.object({
  ...customerJson.shape,
  taxDocument: z.nullable(z.string()),
  documentType: z.nullable(z.string()),
});
export type DirectCustomer = z.infer<typeof directCustomer>;

export const directPlan = z.object({
  ...planJson.shape,
  prices: z.array(
    z.object({
      ...planJson.shape.prices.def.element.shape,
      ...{ includedBalance: none, includedCredits: none, offerId: none, inheritsFromPriceId: none },
      ...{ metadata: z.record(z.string(), z.unknown()), marketPrices: empty, regionalPrices: empty },
    }),
  ),
  features: z.array(
    z.object({
      ...planFeature,
      type: featureType,
      enabled: z.boolean(),
      includedAmount: z.nullable(z.int()),
      unlimited: z.boolean(),
      overageEnabled: z.optional(z.boolean()),
      regionalPrices: empty,
    }),
  ),
  ...{ consumptionModel: none, blockOnExhaustion: none, planGroupId: none, metadata: none, exchangeRates: empty },
});
export type DirectPlan = z.infer<typeof directPlan>;

export const directSubscription = z.object({
  ...subscriptionJson.shape,
  features: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      type: featureType,
      enabled: z.optional(z.boolean()),
      usage: z.optional(
        z.object({
          current: z.int(),
          included: z.int(),
          overageQuantity: z.int(),
          overageUnitPrice: z.optional(z.int()),
        }),
      ),
    }),
  ),
  cancellation: z.nullable(
    z.object({ scheduledAt: z.string(), reason: z.nullable(z.string()), effectiveAt: z.string() }),
  ),
  cancelAtPeriodEnd: z.boolean(),
  scheduledCancellationDate: z.nullable(z.string()),
  ...{ scheduledPlanChange: none, discount: none, offerApplications: empty, checkoutProvider: none },
});
export type DirectSubscription = z.infer<typeof directSubscription>;

/** What a batch made and what it could not make; each failed item has an `email`, if only an empty one. */
export const directBatch = z.object({
  object: z.string(),
  livemode: z.boolean(),
  successful: z.array(z.object({ id: z.string(), externalId: z.nullable(z.string()), email: z.string() })),
  failed: z.array(z.object({ index: z.int(), error: z.string(), data: z.looseObject({ email: z.string() }) })),
});
export type DirectBatch = z.infer<typeof directBatch>;
