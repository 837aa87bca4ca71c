/** The publisher with any number of subscribers, and events for it. */
import type { BuiltFunction } from "../../synth/buildFunction.ts";
import { recordOf } from "../../test/events/records.ts";
import { build } from "./build.ts";
import { sampleCustomer } from "./samples.ts";

export const SUBSCRIBERS = ["audit", "billing", "search"];

/** The publisher's bundle, with this many subscribers that want every event. */
export const buildPublisher = (subscribers: number): Promise<BuiltFunction> => {
  const rows = SUBSCRIBERS.slice(0, subscribers).map((name) => ({ name, events: "all" }));
  return build("functions/publishChanges", {
    "infra/subscribers.ts": `export const subscribers = ${JSON.stringify(rows)};`,
  });
};

let serial = 0;

/** A batch of the stream: this many new customers, just written. A publisher that is behind asks who was erased since. */
export const creations = (count: number): { Records: object[] } => ({
  Records: Array.from({ length: count }, () => {
    const { dynamodb } = recordOf(sampleCustomer(++serial));
    return { dynamodb: { ...dynamodb, ApproximateCreationDateTime: Math.floor(Date.now() / 1_000) } };
  }),
});
