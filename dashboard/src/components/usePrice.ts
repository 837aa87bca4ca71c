import type { BillingInterval } from "../api/api.ts";
import { priceText } from "../intervals.ts";
import { fill, useLocale } from "../locale.tsx";

/** Formats a price with its billing interval. */
export function usePrice(): (cents: number, interval: BillingInterval | null) => string {
  const { messages, price } = useLocale();
  return (cents, interval) => {
    if (cents === 0) return messages.plans.free;
    return interval ? fill(priceText(messages, interval), { price: price(cents) }) : price(cents);
  };
}
