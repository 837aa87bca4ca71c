import { intervalName } from "../intervals.ts";
import { useLocale } from "../locale.tsx";
import { addressLines } from "./addressLines.ts";

const TIMES = /(At|Date)$/;

/** Formats any value of a customer as text in the reader's language. */
export function useShown(): (field: string, value: unknown) => string {
  const { messages, language, date, dateTime, price } = useLocale();
  const { common, plans } = messages;
  return (field, value) => {
    if (field === "address") return addressLines(value, language).join(", ");
    if (field === "subscription.price") return value === 0 ? plans.free : price(Number(value));
    if (field === "subscription.billingInterval") return intervalName(messages, String(value));
    if (typeof value === "boolean") return value ? common.yes : common.no;
    if (typeof value !== "string") return JSON.stringify(value);
    if (field.startsWith("metadata.") || !TIMES.test(field)) return value;
    return field.startsWith("subscription.") ? date(value) : dateTime(value);
  };
}
