/** Who receives change events. A row is a queue `<name>.fifo` with a dead-letter queue `<name>-dlq.fifo`. */
export interface Subscriber {
  /** Lower-case letters, digits and `-`; part of the queue's name. */
  name: string;
  /** The events wanted: all of them, or those listed. */
  events: "all" | readonly string[];
}

export const subscribers: readonly Subscriber[] = [
  { name: "audit", events: "all" },
  { name: "billing", events: ["customer.created", "customer.archived"] },
];

/** The queues of a subscriber. */
export const queueNames = ({ name }: Subscriber) => ({ queue: `${name}.fifo`, deadLetterQueue: `${name}-dlq.fifo` });
