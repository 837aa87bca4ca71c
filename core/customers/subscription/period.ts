/**
 * Billing periods and states, computed from a subscription's dates whenever somebody asks: nothing has to happen at a
 * period's end. All of it is in UTC, so that no correction of a customer's time zone moves a bill.
 */
import type { BillingInterval } from "../../plans/plan.ts";
import type { Subscription, SubscriptionStatus } from "./subscription.ts";

const MONTHS: Record<BillingInterval, number> = { monthly: 1, quarterly: 3, yearly: 12 };

/** A stretch of time: its first moment, and the first one after it. */
export interface Period {
  start: Date;
  end: Date;
}

/** What periods follow from. */
export type Dates = Pick<Subscription, "startDate" | "trialEndsAt" | "billingInterval">;

/** The moment from which periods are counted: the end of the trial, or the start. */
const anchorOf = ({ startDate, trialEndsAt }: Dates): Date => new Date(trialEndsAt ?? startDate);

/** The day on which periods begin, 1 to 31; in a month that has no such day, its last one. */
export const billingDayOfMonth = (dates: Dates): number => anchorOf(dates).getUTCDate();

/** The period that a moment lies in. The trial is the first one; before the start it is the first one too. */
export function periodAt(dates: Dates, at: Date): Period {
  const { startDate, trialEndsAt, billingInterval = "monthly" } = dates;
  const anchor = anchorOf(dates);
  if (trialEndsAt !== undefined && at < anchor) return { start: new Date(startDate), end: anchor };
  const months = MONTHS[billingInterval];
  const passed = (at.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + at.getUTCMonth() - anchor.getUTCMonth();
  let number = Math.max(0, Math.floor(passed / months));
  if (number > 0 && addMonths(anchor, number * months) > at) number--;
  return { start: addMonths(anchor, number * months), end: addMonths(anchor, (number + 1) * months) };
}

/** Always counted from the same day, so that a short month does not shift the months after it. */
function addMonths(anchor: Date, months: number): Date {
  const date = new Date(anchor);
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(anchor.getUTCDate(), lastDay));
  return date;
}

/** Whether it counts as the customer's one active subscription: until its end, for ever without one. */
export const isActiveAt = ({ endDate }: Pick<Subscription, "endDate">, at: Date): boolean =>
  endDate === undefined || at < new Date(endDate);

export function statusAt(subscription: Subscription, at: Date): SubscriptionStatus {
  const { startDate, trialEndsAt } = subscription;
  if (!isActiveAt(subscription, at)) return "canceled";
  if (at < new Date(startDate)) return "draft";
  return trialEndsAt !== undefined && at < new Date(trialEndsAt) ? "trialing" : "active";
}
