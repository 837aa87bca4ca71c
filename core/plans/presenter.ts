import { config } from "../base/config.ts";
import { priceIdOf } from "./ids.ts";
import type { Plan, PlanFeature, PlanJson } from "./plan.ts";

/** Whether a plan never costs anything. */
export const isFree = ({ prices }: Plan): boolean => prices.every(({ price }) => price === 0);

/** A stored plan as lists and single answers show it. */
export const presentPlan = (plan: Plan): PlanJson => ({
  id: plan.id,
  object: "plan",
  code: plan.code,
  name: plan.name,
  description: plan.description,
  isPublic: plan.isPublic,
  isFree: isFree(plan),
  isDefault: plan.isDefault,
  sortOrder: plan.sortOrder,
  prices: plan.prices.map((price) => ({
    id: priceIdOf(plan.id, price.billingInterval),
    ...price,
    introOffer: null,
  })),
  features: plan.features.map((feature) => ({ ...feature, overage: overageOf(feature) })),
  livemode: config.livemode(),
  createdAt: plan.createdAt,
  updatedAt: plan.updatedAt,
});

function overageOf({ overageEnabled, overageUnitPrice }: PlanFeature): PlanJson["features"][number]["overage"] {
  if (overageEnabled === undefined) return null;
  return { enabled: overageEnabled, model: overageEnabled ? "per_unit" : null, unitPrice: overageUnitPrice ?? null };
}
