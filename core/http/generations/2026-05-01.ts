/** SDKs 3 to 7: newer forms of the guide's objects, in its envelope. */
import type * as z from "zod/mini";
import type { FailedItem } from "../../customers/batch.ts";
import type { CustomerJson } from "../../customers/customer.ts";
import type { PlanJson } from "../../plans/plan.ts";
import type { SubscriptionJson } from "../../subscriptions/schemas.ts";
import type { FieldDoc, GuideSchemas, Zod } from "./documentation.ts";
import { wrapped } from "./envelopes.ts";
import type { Batch, DatedGeneration } from "./generation.ts";

/** Fields that only one generation has are sent to all; what is not redefined here stays as in the guide. */
export const generation = {
  versions: [
    "2026-07-11",
    "2026-06-23",
    "2026-06-10",
    "2026-06-07",
    "2026-05-25",
    "2026-05-18",
    "2026-05-12",
    "2026-05-01",
  ],
  envelope: wrapped,
  forms: {
    customer: customerForm,
    plan: planForm,
    subscription: subscriptionForm,
    // The first of these SDKs read whole customers, the last ones only three of their fields.
    batch: ({ livemode, successful, failed }: Batch) => ({
      object: "customer",
      livemode,
      failed: failed.map(failedForm),
      successful,
    }),
  },
} satisfies DatedGeneration;

type Schemas = ReturnType<typeof schemas>;
type CustomerForm = z.infer<Schemas["Customer"]>;
type PlanForm = z.infer<Schemas["Plan"]>;
type SubscriptionForm = z.infer<Schemas["Subscription"]>;

function customerForm(customer: CustomerJson): CustomerForm {
  return { ...customer, taxDocument: customer.taxDocument ?? null, documentType: customer.documentType ?? null };
}

/** What we do not have is null or empty, as SDKs expect. */
function planForm(plan: PlanJson): PlanForm {
  return {
    ...plan,
    prices: plan.prices.map((price) => ({
      ...price,
      includedBalance: null,
      includedCredits: null,
      offerId: null,
      inheritsFromPriceId: null,
      metadata: {},
      marketPrices: [],
      regionalPrices: [],
    })),
    features: plan.features.map(
      ({ type, enabled, includedAmount, unlimited, overageUnitPrice, overage, ...feature }) => ({
        ...feature,
        type: featureType(type),
        enabled: enabled ?? true,
        includedAmount: includedAmount ?? null,
        unlimited: unlimited ?? false,
        overage: overage && { ...overage, unitPrice: overage.unitPrice === null ? null : rate(overage.unitPrice) },
        regionalPrices: [],
      }),
    ),
    consumptionModel: null,
    blockOnExhaustion: null,
    planGroupId: null,
    metadata: null,
    exchangeRates: [],
  };
}

function subscriptionForm(subscription: SubscriptionJson): SubscriptionForm {
  const { features, status, canceledAt, cancelReason, endDate } = subscription;
  return {
    ...subscription,
    features: features.map(({ type, usage, ...feature }) => ({
      ...feature,
      type: featureType(type),
      ...(usage ? { usage: usageForm(usage) } : {}),
    })),
    cancellation:
      canceledAt === null
        ? null
        : { scheduledAt: canceledAt, reason: cancelReason, effectiveAt: endDate ?? canceledAt },
    cancelAtPeriodEnd: endDate !== null && status !== "canceled",
    // What cancel returned before version 8.
    scheduledCancellationDate: endDate,
    scheduledPlanChange: null,
    discount: null,
    offerApplications: [],
    checkoutProvider: null,
  };
}

type Usage<Subscription extends { features: { usage?: unknown }[] }> = NonNullable<
  Subscription["features"][number]["usage"]
>;

const usageForm = ({
  current,
  included,
  overage,
  overageUnitPrice,
}: Usage<SubscriptionJson>): Usage<SubscriptionForm> => ({
  current,
  included,
  overageQuantity: overage,
  ...(overageUnitPrice === undefined ? {} : { overageUnitPrice: rate(overageUnitPrice) }),
});

const featureType = (type: PlanJson["features"][number]["type"]) => (type === "metered" ? "usage" : type);

/** Unlike other prices, a unit's price is no longer in cents but in hundredths of a cent. */
const rate = (cents: number): number => cents * 100;

/** An item of a batch that was not created: PHP reads the email of every item. */
export const failedForm = ({ index, error, data }: FailedItem) => ({
  index,
  error,
  data: { ...data, email: emailIn(data ?? {}) },
});

function emailIn(item: { email?: unknown; billingEmail?: unknown }): string {
  const { email, billingEmail } = item;
  return [email, billingEmail].find((value) => typeof value === "string") ?? "";
}

// Stryker disable all: the rest is only for the OpenAPI document, which `npm run check` compares
const FEATURE_TYPES = ["boolean", "usage", "seats"] as const;

/** The forms as schemas, for the types above and for the OpenAPI document. */
export const schemas = (z: Zod, guide: GuideSchemas) => ({
  Customer: z.object({
    ...guide.Customer.shape,
    taxDocument: z.nullable(z.string()),
    documentType: z.nullable(z.string()),
  }),
  Plan: planSchema(z, guide),
  Subscription: subscriptionSchema(z, guide),
});

function planSchema(z: Zod, { Plan }: GuideSchemas) {
  const { overageEnabled, overageUnitPrice, ...feature } = Plan.shape.features.def.element.shape;
  return z.object({
    ...Plan.shape,
    prices: z.array(
      z.object({
        ...Plan.shape.prices.def.element.shape,
        includedBalance: z.null(),
        includedCredits: z.null(),
        offerId: z.null(),
        inheritsFromPriceId: z.null(),
        metadata: z.record(z.string(), z.unknown()),
        marketPrices: z.array(z.unknown()),
        regionalPrices: z.array(z.unknown()),
      }),
    ),
    features: z.array(
      z.object({
        ...feature,
        type: z.enum(FEATURE_TYPES),
        enabled: z.boolean(),
        includedAmount: z.nullable(z.int()),
        unlimited: z.boolean(),
        overageEnabled: z.optional(z.boolean()),
        regionalPrices: z.array(z.unknown()),
      }),
    ),
    consumptionModel: z.null(),
    blockOnExhaustion: z.null(),
    planGroupId: z.null(),
    metadata: z.null(),
    exchangeRates: z.array(z.unknown()),
  });
}

function subscriptionSchema(z: Zod, { Subscription }: GuideSchemas) {
  const usage = z.object({
    current: z.int(),
    included: z.int(),
    overageQuantity: z.int(),
    overageUnitPrice: z.optional(z.int()),
  });
  return z.object({
    ...Subscription.shape,
    features: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        type: z.enum(FEATURE_TYPES),
        enabled: z.optional(z.boolean()),
        usage: z.optional(usage),
      }),
    ),
    cancellation: z.nullable(
      z.object({ scheduledAt: z.string(), reason: z.nullable(z.string()), effectiveAt: z.string() }),
    ),
    cancelAtPeriodEnd: z.boolean(),
    scheduledCancellationDate: z.nullable(z.string()),
    scheduledPlanChange: z.null(),
    discount: z.null(),
    offerApplications: z.array(z.unknown()),
    checkoutProvider: z.null(),
  });
}

/** Descriptions of the fields that the guide does not have, or has in another form. */
export function fields(): Record<string, FieldDoc> {
  const always = (example: unknown, why: string): FieldDoc => ({
    description: `Always ${example === null ? "null" : "empty"}: ${why}.`,
    example,
  });
  const uncounted = always(null, "usage is not counted");
  const unitPrice = { description: "Hundredths of a cent for each unit: 10000 is one dollar.", example: 90_000 };
  const [canceledAt, endDate] = ["2026-11-25T10:00:00.000Z", "2026-12-21T10:00:00.000Z"];
  return {
    type: { description: "What kind of feature it is.", example: "usage" },
    unitPrice,
    overageUnitPrice: unitPrice,
    "PlanFeature.overage": {
      description: "What more than is included costs; null if it cannot be had.",
      example: { enabled: true, model: "per_unit", unitPrice: 90_000 },
    },
    overageQuantity: { description: "Seats beyond those.", example: 2 },
    includedBalance: uncounted,
    includedCredits: uncounted,
    blockOnExhaustion: uncounted,
    "Plan.consumptionModel": uncounted,
    offerId: always(null, "there are no offers"),
    inheritsFromPriceId: always(null, "prices stand alone"),
    "PlanPrice.metadata": { description: "Always empty.", example: {} },
    "Plan.metadata": always(null, "plans have none"),
    marketPrices: always([], "prices are the same everywhere"),
    regionalPrices: always([], "prices are the same everywhere"),
    exchangeRates: always([], "prices are in one currency"),
    planGroupId: always(null, "there are no groups of plans"),
    cancellation: {
      description: "When it was canceled, why, and when that takes effect; null until then.",
      example: { scheduledAt: canceledAt, reason: "too dear", effectiveAt: endDate },
    },
    scheduledAt: { description: "When it was canceled.", example: canceledAt, isTime: true },
    effectiveAt: { description: "When it ends or has ended.", example: endDate, isTime: true },
    cancelAtPeriodEnd: { description: "Whether it is canceled but has not ended yet.", example: false },
    scheduledCancellationDate: { description: "The same as `endDate`.", example: null, isTime: true },
    scheduledPlanChange: always(null, "plans are not changed"),
    discount: always(null, "there are no discounts"),
    offerApplications: always([], "there are no offers"),
    checkoutProvider: always(null, "there is no payment provider"),
  };
}
