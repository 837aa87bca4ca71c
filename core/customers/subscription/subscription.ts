/** The subscription as it is stored in its customer. */
import type { BillingInterval } from "../../plans/plan.ts";

/** Of the states that SDKs know, those that dates alone can tell: there is no payment that could be pending or past due. */
export const statuses = ["draft", "trialing", "active", "canceled"] as const;
export type SubscriptionStatus = (typeof statuses)[number];

/**
 * A stored subscription. What it costs and when its trial ends was agreed at its creation, and no later push of its plan
 * changes that. All times are ISO 8601 with milliseconds, in UTC.
 */
export interface Subscription {
  /** `sub_`, the letters and digits of the customer's id, and eight of its own. */
  id: string;
  planId: string;
  planName: string;
  name: string;
  /** Cents for each period; 0 is free. */
  price: number;
  /** Absent when its plan has no prices. */
  billingInterval?: BillingInterval;
  /** Seats by the code of the plan's feature. */
  seats: Record<string, number>;
  startDate: string;
  trialEndsAt?: string;
  /** When it ends or has ended; absent until it is canceled. */
  endDate?: string;
  createdAt: string;
  canceledAt?: string;
  cancelReason?: string;
  /** By what the cancellation recognizes its own repeat. */
  cancelMark?: string;
}
