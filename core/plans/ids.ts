/** Ids of plans and prices. Apart from the schemas, which answers do not need. */
import { hashedId } from "../base/ids.ts";
import type { BillingInterval } from "./billingInterval.ts";

/** Whether a text is a plan's id rather than its code. */
export const isPlanId = (text: string): boolean => text.startsWith("plan_");

/** The id for a code. It never changes, so either of the two finds the plan in one read. */
export function planIdOf(organizationId: string, code: string): string {
  return `plan_${hashedId(`plan#${organizationId}#${code}`)}`;
}

/** A price's id, which later SDKs use instead of an interval. */
export const priceIdOf = (planId: string, interval: BillingInterval): string =>
  `price_${planId.slice("plan_".length)}_${interval}`;
