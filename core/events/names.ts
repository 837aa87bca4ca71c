/** The names of events, apart from their schemas, which answers do not load. */
export const eventNames = [
  "customer.created",
  "customer.updated",
  "subscription.created",
  "subscription.canceled",
  "customer.archived",
] as const;

/** How the entries of a feed name their events: core/events/feed/store.ts. No other letter is ever given to a name. */
export const eventLetters: Readonly<Record<(typeof eventNames)[number] | "customer.snapshot", string>> = {
  "customer.created": "c",
  "customer.updated": "u",
  "subscription.created": "s",
  "subscription.canceled": "x",
  "customer.archived": "a",
  // In no log and so in no feed.
  "customer.snapshot": "-",
};
