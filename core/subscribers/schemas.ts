/** Subscribers as the API shows them, and what a request may say of them. */
import * as z from "zod/mini";
import { eventNames } from "../events/names.ts";
import { parkedReasons } from "../events/parking/reason.ts";
import { given } from "../pages/query.ts";

const reason = z.enum(parkedReasons);

/** What is parked for a subscriber of the caller's organization. */
const parkedState = z.object({
  customers: z.int(),
  hasMore: z.boolean(),
  since: z.nullable(z.string()),
  reasons: z.array(reason),
});

export const subscriberJson = z.object({
  object: z.literal("subscriber"),
  name: z.string(),
  events: z.array(z.enum(eventNames)),
  parked: parkedState,
  livemode: z.boolean(),
});
export type SubscriberJson = z.infer<typeof subscriberJson>;

export const parkedCustomerJson = z.object({
  object: z.literal("parked_customer"),
  subscriber: z.string(),
  customerId: z.string(),
  fromSequence: z.int(),
  parkedAt: z.string(),
  reason: z.nullable(reason),
  failedRedrives: z.int(),
  livemode: z.boolean(),
});
export type ParkedCustomerJson = z.infer<typeof parkedCustomerJson>;

const obstacle = z.object({ customerId: z.string(), sequence: z.int(), reason });

export const redriveJson = z.object({
  object: z.literal("redrive"),
  subscriber: z.string(),
  customerId: z.nullable(z.string()),
  sent: z.int(),
  remaining: z.int(),
  hasMore: z.boolean(),
  obstacles: z.array(obstacle),
  livemode: z.boolean(),
});
export type RedriveJson = z.infer<typeof redriveJson>;

/** The body of a redrive, for `parseBody`. */
export const redriveBody = z.object({ customerId: z.nullish(given) }, { error: "must be a JSON object" });
export type RedriveBody = z.infer<typeof redriveBody>;
