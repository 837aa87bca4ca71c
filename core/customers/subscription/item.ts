/** The subscription as a map in its customer's item. */

import { type Item, textIn } from "../../aws/item.ts";
import type { BillingInterval } from "../../plans/billingInterval.ts";
import type { Subscription } from "./subscription.ts";

/** Text fields whose attribute has the same name: the required ones, then the optional ones. */
const required = ["id", "planId", "planName", "name", "startDate", "createdAt"] as const;
const optional = ["trialEndsAt", "endDate", "canceledAt", "cancelReason", "cancelMark"] as const;

export function toSubscriptionMap(subscription: Subscription): Item {
  const { price, billingInterval, seats } = subscription;
  const map: Item = { price: { N: String(price) } };
  for (const name of [...required, ...optional]) {
    const value = subscription[name];
    if (value !== undefined) map[name] = { S: value };
  }
  if (billingInterval !== undefined) map.billingInterval = { S: billingInterval };
  const counts = Object.entries(seats).map(([code, count]) => [code, { N: String(count) }] as const);
  if (counts.length > 0) map.seats = { M: Object.fromEntries(counts) };
  return map;
}

export function fromSubscriptionMap(map: Item): Subscription {
  // Codes in a fixed order, whatever order the engine returns a map in.
  const seats = Object.entries(map.seats?.M ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const subscription: Subscription = {
    id: textIn(map, "id"),
    planId: textIn(map, "planId"),
    planName: textIn(map, "planName"),
    name: textIn(map, "name"),
    price: Number(map.price?.N ?? 0),
    seats: Object.fromEntries(seats.map(([code, count]) => [code, Number(count.N)])),
    startDate: textIn(map, "startDate"),
    createdAt: textIn(map, "createdAt"),
  };
  for (const name of optional) {
    const value = map[name]?.S;
    if (value !== undefined) subscription[name] = value;
  }
  const interval = map.billingInterval?.S;
  if (interval !== undefined) subscription.billingInterval = interval as BillingInterval;
  return subscription;
}
