/** The names of events, apart from their schemas, which answers do not load. */
export const changeNames = [
  "customer.created",
  "customer.updated",
  "subscription.created",
  "subscription.canceled",
  "customer.archived",
] as const;

/** Those of the log and the feed. After the last one there is no other of its customer. */
export const eventNames = [...changeNames, "customer.erased"] as const;

/** What goes to every subscriber, whatever it wants. */
export const namesForAll: ReadonlySet<string> = new Set(["customer.snapshot", "customer.erased"]);

/** How the entries of a feed name their events: core/events/feed/store.ts. No other letter is ever given to a name. */
export const eventLetters: Readonly<Record<(typeof eventNames)[number] | "customer.snapshot", string>> = {
  "customer.created": "c",
  "customer.updated": "u",
  "subscription.created": "s",
  "subscription.canceled": "x",
  "customer.archived": "a",
  "customer.erased": "e",
  // In no log and so in no feed.
  "customer.snapshot": "-",
};
