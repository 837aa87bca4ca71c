/** The subscribers' queues. */
import * as z from "zod/mini";
import { config } from "../base/config.ts";
import type { Target } from "./publish.ts";

/** Queue URLs by subscriber name. */
const queueUrls = z.record(z.string(), z.string());

const readQueueUrls = () => queueUrls.parse(JSON.parse(config.subscriberQueueUrls()));

/** Whether the stage's publisher sends to this subscriber. */
export const isOnStage = (subscriber: string): boolean => Object.hasOwn(readQueueUrls(), subscriber);

/** The subscribers with their queues. @throws Error when a subscriber has none */
export function targetsOf(subscribers: readonly Omit<Target, "queueUrl">[]): Target[] {
  const urls = readQueueUrls();
  return subscribers.map((subscriber) => {
    const queueUrl = urls[subscriber.name];
    if (queueUrl === undefined) throw new Error(`SUBSCRIBER_QUEUE_URLS does not name ${subscriber.name}`);
    return { ...subscriber, queueUrl };
  });
}
