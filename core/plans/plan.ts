/** The plan: what a plans file may contain, what is stored, and what answers show. Prices are in cents. */
import * as z from "zod/mini";
import { problemOf, text } from "../base/validation.ts";
import { billingIntervals } from "./billingInterval.ts";
import { isPlanId } from "./ids.ts";
import { MAX_TRIAL_DAYS } from "./trialDays.ts";

/** Whole numbers of cents, pieces or days: SDKs read nothing else. */
const count = z.int({ error: "must be a whole number" }).check(z.gte(0, { error: "must not be negative" }));
const flag = z.boolean({ error: "must be true or false" });
const title = text(255).check(problemOf((value) => (value.trim() === "" ? "must not be empty" : undefined)));

/** Codes must fit into paths and SDKs' generated types, and must not look like ids. */
const code = z
  .string({ error: "must be text" })
  .check(
    problemOf((value) =>
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(value) && !isPlanId(value)
        ? undefined
        : "must be 1 to 63 letters, digits, _ or -, not beginning with plan_",
    ),
  );

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(", ")}` });

/** An unknown field is a typo in an operator's file, unlike in a request. */
const strictly = {
  error: (issue: { code?: string | undefined; keys?: string[] | undefined }) =>
    issue.code === "unrecognized_keys" ? `has unknown fields: ${issue.keys?.join(", ")}` : "must be an object",
};

const price = z.strictObject(
  {
    billingInterval: oneOf(billingIntervals),
    price: count,
    isDefault: z._default(flag, false),
    trialDays: z._default(count.check(z.lte(MAX_TRIAL_DAYS, { error: `must be at most ${MAX_TRIAL_DAYS}` })), 0),
  },
  strictly,
);

const feature = z.strictObject(
  {
    code,
    name: title,
    type: oneOf(["boolean", "metered", "seats"] as const),
    unitName: z._default(z.nullable(text(63)), null),
    enabled: z.optional(flag),
    includedAmount: z.optional(count),
    unlimited: z.optional(flag),
    overageEnabled: z.optional(flag),
    overageUnitPrice: z.optional(count),
  },
  strictly,
);

const planInput = z.strictObject(
  {
    code,
    name: title,
    description: z._default(z.nullable(text(1_000)), null),
    isPublic: z._default(flag, true),
    isDefault: z._default(flag, false),
    sortOrder: z.optional(z.int({ error: "must be a whole number" })),
    prices: z._default(
      z.array(price).check(
        problemOf((prices) =>
          hasRepeats(prices.map((it) => it.billingInterval)) ? "has an interval twice" : undefined,
        ),
        problemOf((prices) => (prices.filter((it) => it.isDefault).length > 1 ? "has two defaults" : undefined)),
      ),
      [],
    ),
    features: z._default(
      z
        .array(feature)
        .check(problemOf((features) => (hasRepeats(features.map((it) => it.code)) ? "has a code twice" : undefined))),
      [],
    ),
  },
  strictly,
);

/** The contents of a plans file: a list of plans with distinct codes. */
export const plansFile = z.object({
  plans: z
    .array(planInput, { error: "must be a list of plans" })
    .check(problemOf((plans) => (hasRepeats(plans.map((plan) => plan.code)) ? "has a code twice" : undefined))),
});

const hasRepeats = (values: readonly string[]): boolean => new Set(values).size < values.length;

export type PlanPrice = z.infer<typeof price>;
export type PlanFeature = z.infer<typeof feature>;

/** A stored plan. */
export interface Plan extends z.infer<typeof planInput> {
  organizationId: string;
  /** `plan_` and 24 letters and digits. */
  id: string;
  sortOrder: number;
  createdAt: string;
  updatedAt: string;
}

/** The part of a plan that a push sets; the rest is set by us. */
export type PlanInput = z.infer<typeof planInput> & { sortOrder: number };

const nullableText = z.nullable(z.string());

/** The plan as JSON, in lists and alone. What we do not have (introductory offers) is null, as SDKs expect. */
export const planJson = z.object({
  id: z.string(),
  object: z.literal("plan"),
  code: z.string(),
  name: z.string(),
  description: nullableText,
  isPublic: z.boolean(),
  isFree: z.boolean(),
  isDefault: z.boolean(),
  sortOrder: z.int(),
  prices: z.array(
    z.object({
      id: z.string(),
      billingInterval: z.enum(billingIntervals),
      price: z.int(),
      isDefault: z.boolean(),
      trialDays: z.int(),
      introOffer: z.null(),
    }),
  ),
  features: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      type: z.enum(["boolean", "metered", "seats"]),
      unitName: nullableText,
      enabled: z.optional(z.boolean()),
      includedAmount: z.optional(z.int()),
      unlimited: z.optional(z.boolean()),
      overageEnabled: z.optional(z.boolean()),
      overageUnitPrice: z.optional(z.int()),
      overage: z.nullable(
        z.object({
          enabled: z.boolean(),
          model: z.nullable(z.literal("per_unit")),
          unitPrice: z.nullable(z.int()),
        }),
      ),
    }),
  ),
  livemode: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type PlanJson = z.infer<typeof planJson>;
