/** A change event: what subscribers receive, and what a customer's history shows. */
import * as z from "zod/mini";
import type { ChangeActor } from "../base/actor.ts";
import { customerJson } from "../customers/customer.ts";
import { subscriptionState } from "../subscriptions/schemas.ts";
import { changeNames } from "./names.ts";

/** Everything about a customer: as the API shows it, with its latest subscription if it ever had one. */
export const customerState = z.object({ ...customerJson.shape, subscription: z.optional(subscriptionState) });
export type CustomerState = z.infer<typeof customerState>;

/** Who made a change, and with which request: an API key, or an operator's command. */
export const changeActor = z.object({
  keyId: z.optional(z.string()),
  name: z.optional(z.string()),
  command: z.optional(z.string()),
  requestId: z.string(),
  reason: z.optional(z.string()),
});

/** `customer.snapshot` is not a change: replays send it, so that a new subscriber starts complete. */
export const changeEvent = z.object({
  id: z.string(),
  event: z.enum([...changeNames, "customer.snapshot"]),
  timestamp: z.string(),
  organizationId: z.string(),
  sequence: z.int(),
  // Changes from before version 0.2 have none, snapshots never have.
  actor: z.optional(changeActor),
  data: customerState,
  previous: z.record(z.string(), z.unknown()),
});
export type ChangeEvent = z.infer<typeof changeEvent>;
export type EventName = ChangeEvent["event"] | ErasedEvent["event"];

/** All that an event says of a customer that was erased. */
export const erasedCustomer = z.object({ id: z.string(), object: z.literal("customer"), erased: z.literal(true) });

/** The last event of a customer: from then on there is nothing of it. */
export const erasedEvent = z.object({
  ...changeEvent.shape,
  event: z.literal("customer.erased"),
  data: erasedCustomer,
  previous: z.object({}),
  /** As in a feed's other events. */
  repaired: z.optional(z.boolean()),
});
export type ErasedEvent = z.infer<typeof erasedEvent>;

/** An event as the organization's feed shows it. */
export const feedEvent = z.object({
  ...changeEvent.shape,
  /** Published by an operator's repair: it alone may stand behind later events of its customer. */
  repaired: z.optional(z.boolean()),
});
export type FeedEvent = z.infer<typeof feedEvent> | ErasedEvent;

/** One entry of the event log. Its key is its customer and its sequence, so writing it twice changes nothing. */
export interface LogEntry {
  organizationId: string;
  customerId: string;
  /** The customer's version after the change. */
  sequence: number;
  /** The event, unless its stream record could not be read. */
  event?: { id: string; name: EventName; body: string };
  /** Who made the change before this one, which the event does not tell: what a repair needs for that one's event. */
  actorBefore?: ChangeActor;
  /** The stream record as JSON, if it could not be read. It stays parked until code that can read it redrives it. */
  unreadable?: string;
  /** When the entry expires, in epoch seconds. */
  expiresAt: number;
}
