/** Where subscribers' queues are, from SUBSCRIBER_QUEUE_URLS: JSON, by the subscriber's name. */
import * as z from "zod/mini";
import { required } from "../base/config.ts";
import type { Target } from "./publish.ts";

const queueUrls = z.record(z.string(), z.string()).parse(JSON.parse(required("SUBSCRIBER_QUEUE_URLS")));

/** The subscribers with their queues. @throws Error when one has none */
export const targetsOf = (subscribers: readonly Omit<Target, "queueUrl">[]): Target[] =>
  subscribers.map((subscriber) => {
    const queueUrl = queueUrls[subscriber.name];
    if (queueUrl === undefined) throw new Error(`SUBSCRIBER_QUEUE_URLS does not name ${subscriber.name}`);
    return { ...subscriber, queueUrl };
  });
