/** From 2026-07-28 on, SDKs 8 and 9: things themselves, pages as lists, failures as `error` alone. */
import { config } from "../../base/config.ts";
import type { FailedItem } from "../../customers/batch.ts";
import type { CustomerJson } from "../../customers/customer.ts";
import type { PlanJson } from "../../plans/plan.ts";
import type { SubscriptionJson } from "../../subscriptions/schemas.ts";
import type { Content, Failure } from "../content.ts";
import type { DirectBatch, DirectCustomer, DirectPlan, DirectSubscription } from "./directSchemas.ts";
import type { Generation } from "./generation.ts";

export const direct: Generation = { version: "2026-07-31", present };

function present(content: Content): unknown {
  switch (content.kind) {
    case "single":
      return content.data && presentThing(content.data);
    case "page": {
      const { data, nextCursor } = content;
      const list = { object: "list", data: data.map(presentThing), hasMore: nextCursor !== undefined };
      return nextCursor === undefined ? list : { ...list, nextCursor };
    }
    case "batch":
      return {
        object: "customer_batch",
        ...presentBatch(content),
        successful: content.successful.map(({ id, externalId, email }) => ({ id, externalId, email })),
      } satisfies DirectBatch;
    case "failure":
      return { error: presentFailure(content.error) };
    case "document":
      return content.data;
  }
}

/** A failure may show a customer in its details. */
export function presentFailure(error: Failure): Failure {
  const { details } = error;
  const customer = details && "customer" in details ? details.customer : undefined;
  return customer ? { ...error, details: { ...details, customer: presentThing(customer) } } : error;
}

/** What has another form than in the guide's generation; fields that are only of one generation are sent to all. */
export function presentThing(thing: object): object {
  if (!("object" in thing)) return thing;
  if (thing.object === "customer") return presentCustomer(thing as CustomerJson);
  if (thing.object === "plan") return presentPlan(thing as PlanJson);
  if (thing.object === "subscription") return presentSubscription(thing as SubscriptionJson);
  return thing;
}

const presentCustomer = (customer: CustomerJson): DirectCustomer => ({
  ...customer,
  taxDocument: customer.taxDocument ?? null,
  documentType: customer.documentType ?? null,
});

/** What we do not have is null or empty, as SDKs expect it. */
const presentPlan = (plan: PlanJson): DirectPlan => ({
  ...plan,
  prices: plan.prices.map((price) => ({
    ...price,
    ...{ includedBalance: null, includedCredits: null, offerId: null, inheritsFromPriceId: null },
    ...{ metadata: {}, marketPrices: [], regionalPrices: [] },
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
  ...{ consumptionModel: null, blockOnExhaustion: null, planGroupId: null, metadata: null, exchangeRates: [] },
});

function presentSubscription(subscription: SubscriptionJson): DirectSubscription {
  const { features, status, canceledAt, cancelReason, endDate } = subscription;
  return {
    ...subscription,
    features: features.map(({ type, usage, ...feature }) => ({
      ...feature,
      type: featureType(type),
      ...(usage ? { usage: presentUsage(usage) } : {}),
    })),
    cancellation:
      canceledAt === null
        ? null
        : { scheduledAt: canceledAt, reason: cancelReason, effectiveAt: endDate ?? canceledAt },
    cancelAtPeriodEnd: endDate !== null && status !== "canceled",
    // What cancel answered before version 8.
    scheduledCancellationDate: endDate,
    ...{ scheduledPlanChange: null, discount: null, offerApplications: [], checkoutProvider: null },
  };
}

type UsageOf<S extends { features: { usage?: unknown }[] }> = NonNullable<S["features"][number]["usage"]>;

const presentUsage = ({
  current,
  included,
  overage,
  overageUnitPrice,
}: UsageOf<SubscriptionJson>): UsageOf<DirectSubscription> => ({
  current,
  included,
  overageQuantity: overage,
  ...(overageUnitPrice === undefined ? {} : { overageUnitPrice: rate(overageUnitPrice) }),
});

const featureType = (type: PlanJson["features"][number]["type"]) => (type === "metered" ? "usage" : type);

/** A unit's price is no longer in cents, like other prices, but in hundredths of a cent. */
const rate = (cents: number): number => cents * 100;

/** What a batch could not make: PHP reads the email of every item. */
export const presentBatch = ({ failed }: Extract<Content, { kind: "batch" }>) => ({
  livemode: config.livemode,
  failed: failed.map(({ index, error, data }) => ({ index, error, data: withEmail(data) })),
});

function withEmail(data: FailedItem["data"]): { email: string } {
  const { email, billingEmail } = (data ?? {}) as { email?: unknown; billingEmail?: unknown };
  const text = [email, billingEmail].find((value) => typeof value === "string");
  return { ...data, email: text ?? "" };
}
