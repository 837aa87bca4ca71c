/**
 * Billing periods and states, computed from a subscription's dates whenever they are needed: nothing has to run at the
 * end of a period. All in UTC, so that changing a customer's time zone moves no bill.
 */
import type { BillingInterval } from "../../plans/billingInterval.ts";
import type { Subscription, SubscriptionStatus } from "./subscription.ts";

const MONTHS: Record<Exclude<BillingInterval, "weekly">, number> = {
  monthly: 1,
  quarterly: 3,
  semiannual: 6,
  yearly: 12,
};
const A_WEEK_MS = 7 * 86_400_000;

/** A period of time: its first moment, and the first moment after it. */
export interface Period {
  start: Date;
  end: Date;
}

/** The dates that periods are computed from. */
export type Dates = Pick<Subscription, "startDate" | "trialEndsAt" | "billingInterval">;

/** The moment from which periods are counted: the end of the trial, or the start. */
const anchorOf = ({ startDate, trialEndsAt }: Dates): Date => new Date(trialEndsAt ?? startDate);

/**
 * The day of the month on which periods begin, 1 to 31; the last day of a month that is shorter. For weekly periods, the day
 * of the month on which the first one begins.
 */
export const billingDayOfMonth = (dates: Dates): number => anchorOf(dates).getUTCDate();

/** The period that contains a moment. The trial is the first one, which also covers any time before the start. */
export function periodAt(dates: Dates, at: Date): Period {
  const { startDate, trialEndsAt, billingInterval = "monthly" } = dates;
  const anchor = anchorOf(dates);
  if (trialEndsAt !== undefined && at < anchor) return { start: new Date(startDate), end: anchor };
  if (billingInterval === "weekly") return weekAt(anchor, at);
  const months = MONTHS[billingInterval];
  const passed = (at.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + at.getUTCMonth() - anchor.getUTCMonth();
  let number = Math.max(0, Math.floor(passed / months));
  if (number > 0 && addMonths(anchor, number * months) > at) number--;
  return { start: addMonths(anchor, number * months), end: addMonths(anchor, (number + 1) * months) };
}

/** Weeks are counted from the anchor on. In UTC every day has 24 hours, so each begins at the same time of day. */
function weekAt(anchor: Date, at: Date): Period {
  const number = Math.max(0, Math.floor((at.getTime() - anchor.getTime()) / A_WEEK_MS));
  const start = anchor.getTime() + number * A_WEEK_MS;
  return { start: new Date(start), end: new Date(start + A_WEEK_MS) };
}

/** Always counted from the same day, so that a short month does not shift later months. */
function addMonths(anchor: Date, months: number): Date {
  const date = new Date(anchor);
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(anchor.getUTCDate(), lastDay));
  return date;
}

/** Whether it counts as the customer's one active subscription: until its end date, or without limit if it has none. */
export const isActiveAt = ({ endDate }: Pick<Subscription, "endDate">, at: Date): boolean =>
  endDate === undefined || at < new Date(endDate);

export function statusAt(subscription: Subscription, at: Date): SubscriptionStatus {
  const { startDate, trialEndsAt } = subscription;
  if (!isActiveAt(subscription, at)) return "canceled";
  if (at < new Date(startDate)) return "draft";
  return trialEndsAt !== undefined && at < new Date(trialEndsAt) ? "trialing" : "active";
}
