/** Who receives change events: one row a subscriber. Plain data. */
import type { EventName } from "../core/events/event.ts";

export interface Subscriber {
  /** Lower-case letters, digits and `-`; part of the queue's name. */
  name: string;
  /** The events wanted: all of them, or those listed. */
  events: "all" | readonly EventName[];
  /**
   * A FIFO queue of another stack or account that lets this stage's publisher send. Without it, the stage makes the queue
   * `<name>.fifo` with a dead-letter queue `<name>-dlq.fifo`.
   */
  external?: { arn: string; url: string };
}

export const subscribers: readonly Subscriber[] = [
  { name: "audit", events: "all" },
  { name: "billing", events: ["customer.created", "customer.archived"] },
];

/** The queues that a stage makes for a subscriber. */
export const queueNames = ({ name }: Subscriber) => ({ queue: `${name}.fifo`, deadLetterQueue: `${name}-dlq.fifo` });
