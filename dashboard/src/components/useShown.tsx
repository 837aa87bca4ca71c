import type { ReactNode } from "react";
import { metadataKey } from "../changes.ts";
import { intervalName } from "../intervals.ts";
import { useLocale } from "../locale.tsx";
import { addressLines } from "./addressLines.ts";
import { MetadataShown } from "./MetadataShown.tsx";
import { BillingDay, Moment } from "./Moment.tsx";
import { Text } from "./Text.tsx";

const TIMES = /(At|Date)$/;

/** Shows any value of a customer in the reader's language. */
export function useShown(): (field: string, value: unknown) => ReactNode {
  const { messages, country, price } = useLocale();
  const { common, plans } = messages;
  return (field, value) => {
    if (metadataKey(field) !== undefined) return <MetadataShown value={value} />;
    if (field === "address.country") return <Text>{country(String(value))}</Text>;
    if (field === "address") return <Text>{addressLines(value, country).join(", ")}</Text>;
    if (field === "subscription.price") return value === 0 ? plans.free : price(Number(value));
    if (field === "subscription.billingInterval") return intervalName(messages, String(value));
    if (typeof value === "boolean") return value ? common.yes : common.no;
    if (typeof value !== "string") return <Text>{JSON.stringify(value)}</Text>;
    if (!TIMES.test(field)) return <Text>{value}</Text>;
    return field.startsWith("subscription.") ? <BillingDay iso={value} /> : <Moment iso={value} />;
  };
}
