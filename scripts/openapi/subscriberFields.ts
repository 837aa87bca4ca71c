/** The fields of subscribers and of what is parked for them in the OpenAPI document, and whole examples. */
import type { FieldDoc } from "../../core/http/generations/documentation.ts";
import type { ParkedCustomerJson, RedriveJson, SubscriberJson } from "../../core/subscribers/schemas.ts";
import { customerExample } from "./customerFields.ts";

export const subscriberExample: SubscriberJson = {
  object: "subscriber",
  name: "billing",
  events: ["customer.created", "customer.archived"],
  parked: { customers: 2, hasMore: false, since: "2026-11-30T09:30:00.000Z", reasons: ["access_denied"] },
  livemode: true,
};

export const parkedExample: ParkedCustomerJson = {
  object: "parked_customer",
  subscriber: subscriberExample.name,
  customerId: customerExample.id,
  fromSequence: 3,
  parkedAt: "2026-11-30T09:30:00.000Z",
  reason: "access_denied",
  failedRedrives: 1,
  livemode: true,
};

export const redriveExample: RedriveJson = {
  object: "redrive",
  subscriber: subscriberExample.name,
  customerId: null,
  sent: 12,
  remaining: 1,
  hasMore: false,
  obstacles: [{ customerId: customerExample.id, sequence: 3, reason: "expired" }],
  livemode: true,
};

const reasons = [
  "`queue_missing`: there is no such queue",
  "`access_denied`: the queue or its key does not let the stage send",
  "`key_unavailable`: the key that encrypts the queue cannot be used",
  "`throttled`: the queue took no more at that time",
  "`no_answer`: nothing answered in time, or SQS had an error",
  "`refused`: anything else that the queue says",
  "`unreadable`: this version of the service cannot read the change",
  "`expired`: the event is not kept any more",
];
const reason = `Why. ${reasons.join("; ")}.`;
const subscriber = { description: "The subscriber's name.", example: subscriberExample.name };
const customerId = { description: "The customer's id (`cus_…`).", example: customerExample.id };

export const subscriberFieldDocs: Record<string, FieldDoc> = {
  "Subscriber.object": { description: "Always `subscriber`.", example: "subscriber" },
  "Subscriber.name": { ...subscriber, pattern: "^[a-z0-9-]+$" },
  "Subscriber.events": {
    description: "The events that it gets: all there are, or those that it wants.",
    example: subscriberExample.events,
  },
  "Subscriber.parked": {
    description: "What waits for it. It is looked for at each request, in at most 1,000 customers.",
    example: subscriberExample.parked,
  },
  "ParkedState.customers": { description: "How many customers are parked; at most 1,000 are counted.", example: 2 },
  "ParkedState.hasMore": {
    description: "Whether more are parked than were counted: `since` and `reasons` are of those alone.",
    example: false,
  },
  "ParkedState.since": {
    description: "Since when the first of them is parked; null if none is.",
    example: subscriberExample.parked.since,
    isTime: true,
  },
  "ParkedState.reasons": {
    description: "Why, the most frequent first. Empty also for what version 0.1 parked.",
    example: subscriberExample.parked.reasons,
  },
  "ParkedCustomer.object": { description: "Always `parked_customer`.", example: "parked_customer" },
  "ParkedCustomer.subscriber": subscriber,
  "ParkedCustomer.customerId": customerId,
  "ParkedCustomer.fromSequence": {
    description:
      "The `sequence` of the first event that waits. All later ones that the subscriber wants wait behind it. After a redrive that stopped, it may be one that was sent.",
    example: 3,
  },
  "ParkedCustomer.parkedAt": { description: "Since when.", example: parkedExample.parkedAt, isTime: true },
  "ParkedCustomer.reason": {
    description: `${reason} After a redrive that failed, what kept that. Null for what version 0.1 parked.`,
    example: parkedExample.reason,
  },
  "ParkedCustomer.failedRedrives": { description: "How many redrives have failed since.", example: 1 },
  "Redrive.object": { description: "Always `redrive`.", example: "redrive" },
  "Redrive.subscriber": subscriber,
  "Redrive.customerId": { description: "The only customer that was meant; null for all.", example: null },
  "Redrive.sent": { description: "How many events were sent.", example: 12 },
  "Redrive.remaining": {
    description:
      "How many of the customers that were meant are still parked, also if it was meanwhile; at most 1,000 are counted.",
    example: 1,
  },
  "Redrive.hasMore": {
    description:
      "Whether the same request can send more at once. False when nothing remains, when the queue takes nothing, and when only obstacles remain.",
    example: false,
  },
  "Redrive.obstacles": {
    description: "Customers with which it could not go on, at most 25.",
    example: redriveExample.obstacles,
  },
  "RedriveObstacle.customerId": customerId,
  "RedriveObstacle.sequence": { description: "The `sequence` of the event that could not be sent.", example: 3 },
  "RedriveObstacle.reason": { description: reason, example: "expired" },
  "RedriveSubscriber.customerId": {
    description: "Only this customer, by its id (`cus_…`) or your own id of it; null or absent for all.",
    example: "user_123",
  },
};
