/**
 * The sample events in docs/events.md: the changes of one customer, made into events by the publisher's own code. To
 * change them, edit the states below and run `npm run generate`.
 */
import { type Actor, readActor, storedActor } from "../core/base/actor.ts";
import type { Customer } from "../core/customers/customer.ts";
import type { Tombstone } from "../core/customers/item.ts";
import { changeOf, erasedEventOf, snapshotOf, stateOf } from "../core/events/derive.ts";
import type { ChangeEvent, CustomerState, ErasedEvent, EventName } from "../core/events/event.ts";
import { subscriptionId } from "../core/subscriptions/ids.ts";
import { replaceBetweenMarkers } from "./markers.ts";

const by = (requestId: string, actor: Actor) => ({ requestId, actor: storedActor({ requestId, actor }) ?? "" });
const server: Actor = { keyId: "key_7Hn2kQwXfB4rYtL9sVdE0aMz", name: "server" };
const desk: Actor = { keyId: "key_Qm3xTz8vKc1nWb6jRf5pLh2D", name: "support desk", reason: "Asked for by phone" };

const created: Customer = {
  organizationId: "org_acme",
  id: "cus_HCgYEsEeQHTyHhAJ6R49yS6N",
  version: 1,
  externalId: "user_123",
  email: "billing@acme.com",
  fullName: "Acme Inc.",
  metadata: '{"plan":"free"}',
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
  ...by("JKJaXhPIPHcESTg=", server),
};

const updated: Customer = {
  ...created,
  version: 2,
  email: "accounts@acme.com",
  address: { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" },
  metadata: '{"plan":"pro","seats":12}',
  updatedAt: "2026-11-21T10:00:00.000Z",
  ...by("JKNzYjWJvHcEJyA=", desk),
};

const subscription = {
  id: subscriptionId(created.id, "q3ZtUe8W"),
  planId: "plan_9uHsdTq2LwX0bKfY3nPzR7Ge",
  planName: "Pro",
  name: "Pro",
  price: 4900,
  billingInterval: "monthly" as const,
  seats: { team_members: 7 },
  startDate: "2026-11-21T10:30:00.000Z",
  createdAt: "2026-11-21T10:30:00.000Z",
};
const subscribed: Customer = {
  ...updated,
  version: 3,
  subscription,
  updatedAt: subscription.createdAt,
  ...by("JKSNwgTGPHcEP9w=", server),
};

const canceledAt = "2026-11-21T10:45:00.000Z";
const canceled: Customer = {
  ...subscribed,
  version: 4,
  subscription: { ...subscription, endDate: canceledAt, canceledAt, cancelReason: "too dear" },
  updatedAt: canceledAt,
  ...by("JKUaOiZZPHcEMjQ=", desk),
};

const archivedAt = "2026-11-21T11:00:00.000Z";
const archived: Customer = {
  ...canceled,
  version: 5,
  archivedAt,
  updatedAt: archivedAt,
  ...by("JKWmfgkevHcEMFA=", server),
};

/** As shown in production, wherever this runs. */
const liveStateOf = (customer: Customer): CustomerState => ({ ...stateOf(customer), livemode: true });

const eventOf = (after: Customer, before?: Customer): ChangeEvent =>
  changeOf(after.version, liveStateOf(after), before && liveStateOf(before), readActor(after));

const erased: Tombstone = {
  organizationId: archived.organizationId,
  id: archived.id,
  sequence: 6,
  erasedAt: "2026-11-21T11:15:00.000Z",
  ...by("JKYqWgkzvHcEPbQ=", { keyId: "key_Qm3xTz8vKc1nWb6jRf5pLh2D", name: "support desk" }),
};

const samples = (): Record<EventName, ChangeEvent | ErasedEvent> => ({
  "customer.created": eventOf(created),
  "customer.updated": eventOf(updated, created),
  "subscription.created": eventOf(subscribed, updated),
  "subscription.canceled": eventOf(canceled, subscribed),
  "customer.archived": eventOf(archived, canceled),
  "customer.erased": erasedEventOf(erased),
  "customer.snapshot": { ...snapshotOf(archived), data: liveStateOf(archived) },
});

/** The document with each sample between the markers of its name. @throws Error when markers are missing */
export const withEventSamples = (document: string): string =>
  Object.entries(samples()).reduce(
    (text, [name, event]) => replaceBetweenMarkers(text, name, `\`\`\`json\n${JSON.stringify(event, null, 2)}\n\`\`\``),
    document,
  );
