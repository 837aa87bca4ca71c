/** The receivers of change events, one row per subscriber. Plain data. */
import type { EventName } from "../core/events/event.ts";

export interface Subscriber {
  /** Lower-case letters, digits and `-`; part of the queue's name. All rules: infra/subscriberRows.ts. */
  name: string;
  /** The events wanted: all of them, or those listed. */
  events: "all" | readonly EventName[];
  /**
   * By stage, a queue of another stack or account, used instead of the one that the stage would create. The row comes
   * from the outputs of infra/subscriber-kit. Stages that are not listed never send there.
   */
  external?: Readonly<Record<string, ExternalQueue>>;
}

/** A FIFO queue in the stage's region whose policy lets the stage's publisher send. */
export interface ExternalQueue {
  arn: string;
  url: string;
  /** The customer-managed KMS key that encrypts it, if any: the publisher's role needs access to it. */
  keyArn?: string;
}

export const subscribers: readonly Subscriber[] = [
  { name: "audit", events: "all" },
  { name: "billing", events: ["customer.created", "customer.archived"] },
];

/**
 * The queues that a stage creates for a subscriber. These are their local names; on AWS the stage's name comes first.
 */
export const queueNames = ({ name }: Pick<Subscriber, "name">) => ({
  queue: `${name}.fifo`,
  deadLetterQueue: `${name}-dlq.fifo`,
});
