/** The subscribers' queues. */
import * as z from "zod/mini";
import { config } from "../base/config.ts";
import type { Target } from "./publish.ts";

/** Queue URLs by subscriber name. */
const queueUrls = z.record(z.string(), z.string());

/** The subscribers with their queues. @throws Error when a subscriber has none */
export function targetsOf(subscribers: readonly Omit<Target, "queueUrl">[]): Target[] {
  const urls = queueUrls.parse(JSON.parse(config.subscriberQueueUrls()));
  return subscribers.map((subscriber) => {
    const queueUrl = urls[subscriber.name];
    if (queueUrl === undefined) throw new Error(`SUBSCRIBER_QUEUE_URLS does not name ${subscriber.name}`);
    return { ...subscriber, queueUrl };
  });
}
