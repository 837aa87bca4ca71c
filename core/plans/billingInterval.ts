/** How often a subscription is billed. */
export const billingIntervals = ["weekly", "monthly", "quarterly", "semiannual", "yearly"] as const;
export type BillingInterval = (typeof billingIntervals)[number];
