import { intervalName } from "../intervals.ts";
import { useLocale } from "../locale.tsx";
import { addressLines } from "./addressLines.ts";
import { visible } from "./Text.tsx";

const TIMES = /(At|Date)$/;

/** Formats any value of a customer as text in the reader's language. */
export function useShown(): (field: string, value: unknown) => string {
  const { messages, country, billingDate, dateTime, price } = useLocale();
  const { common, plans } = messages;
  return (field, value) => {
    if (field === "address") return visible(addressLines(value, country).join(", "));
    if (field === "subscription.price") return value === 0 ? plans.free : price(Number(value));
    if (field === "subscription.billingInterval") return intervalName(messages, String(value));
    if (typeof value === "boolean") return value ? common.yes : common.no;
    if (typeof value !== "string") return visible(JSON.stringify(value));
    if (field.startsWith("metadata.") || !TIMES.test(field)) return visible(value);
    return field.startsWith("subscription.") ? `${billingDate(value)} UTC` : dateTime(value);
  };
}
