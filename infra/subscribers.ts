/** Who receives change events: one row a subscriber. Plain data. */
import type { EventName } from "../core/events/event.ts";

export interface Subscriber {
  /** Lower-case letters, digits and `-`; part of the queue's name. */
  name: string;
  /** The events wanted: all of them, or those listed. */
  events: "all" | readonly EventName[];
  /**
   * By stage, a queue of another stack or account that takes the place of the one that the stage would make. The row comes
   * from the outputs of infra/subscriber-kit; a stage that is not named never sends there.
   */
  external?: Readonly<Record<string, ExternalQueue>>;
}

/** A FIFO queue in the stage's region whose policy lets the stage's publisher send. */
export interface ExternalQueue {
  arn: string;
  url: string;
  /** The customer-managed KMS key that encrypts it, if one does: the publisher's role needs it too. */
  keyArn?: string;
}

export const subscribers: readonly Subscriber[] = [
  { name: "audit", events: "all" },
  { name: "billing", events: ["customer.created", "customer.archived"] },
];

/** The queues that a stage makes for a subscriber: so named locally; on AWS with the stage's name before it. */
export const queueNames = ({ name }: Subscriber) => ({ queue: `${name}.fifo`, deadLetterQueue: `${name}-dlq.fifo` });
