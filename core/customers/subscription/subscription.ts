/** The subscription as stored in its customer. */
import type { BillingInterval } from "../../plans/billingInterval.ts";

/** The states known to SDKs that follow from dates alone: there are no payments, so none is pending or past due. */
export const statuses = ["draft", "trialing", "active", "canceled"] as const;
export type SubscriptionStatus = (typeof statuses)[number];

/**
 * A stored subscription. Its price and the end of its trial are agreed at its creation, and later pushes of its plan do
 * not change them. All times are ISO 8601 with milliseconds, in UTC.
 */
export interface Subscription {
  /** `sub_`, the letters and digits of the customer's id, and eight of its own. */
  id: string;
  planId: string;
  planName: string;
  name: string;
  /** Cents per period; 0 is free. */
  price: number;
  /** Absent when its plan has no prices. */
  billingInterval?: BillingInterval;
  /** Seats by feature code of the plan. */
  seats: Record<string, number>;
  startDate: string;
  trialEndsAt?: string;
  /** When it ends or has ended; absent until it is canceled. */
  endDate?: string;
  createdAt: string;
  canceledAt?: string;
  cancelReason?: string;
  /** The mark of the cancellation, which identifies its repeat. */
  cancelMark?: string;
}
