/**
 * The publisher on a batch of 100 changes of 100 customers, with 3 subscribers that want all of them. Of the SQS stage's
 * figures the same publisher without subscribers is subtracted: what is left is what sending costs.
 */
import type { Measure } from "../measure.ts";
import { interleave, median, medianDifference } from "../statistics.ts";
import { startDelay } from "../support/delay.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { type Counted, startCountingProxy } from "../support/proxy.ts";
import { buildPublisher, creations, SUBSCRIBERS } from "../support/publisher.ts";
import { queueUrls, startQueues } from "../support/queues.ts";
import { type Done, startWorker, type Worker } from "../support/worker.ts";

const CHANGES = 100;
const ROUND_TRIP_MS = 8;

/** Starts a publisher with subscribers and one without, in one process. */
async function startPublishers(dynamodb: string, sqs: string): Promise<Worker> {
  const bundles = { sending: await buildPublisher(SUBSCRIBERS.length), logging: await buildPublisher(0) };
  return startWorker(
    bundles,
    environmentOf(dynamodb, {
      AWS_ENDPOINT_URL_SQS: sqs,
      SUBSCRIBER_QUEUE_URLS: queueUrls(),
      EVENT_RETENTION_DAYS: "365",
    }),
  );
}

async function publish(worker: Worker, bundle: "sending" | "logging"): Promise<Done> {
  const done = await worker.run({ bundle, inputs: [creations(CHANGES)], wantsAnswers: true });
  const [answer] = done.answers as { batchItemFailures: object[] }[];
  if (answer?.batchItemFailures.length !== 0) throw new Error("The publisher did not publish everything");
  return done;
}

/** The requests of one batch, to DynamoDB and to SQS. */
export async function countPublishing(): Promise<Record<"fanout.requests" | "fanout.log.requests", number>> {
  const [engine, queues] = [await startEngine(), await startQueues()];
  const [dynamodb, sqs] = [await startCountingProxy(engine.endpoint), await startCountingProxy(queues.endpoint)];
  const worker = await startPublishers(dynamodb.url, sqs.url);
  try {
    dynamodb.counted();
    await publish(worker, "sending");
    const count = (counted: readonly Counted[]) => counted.length;
    return { "fanout.requests": count(sqs.counted()), "fanout.log.requests": count(dynamodb.counted()) };
  } finally {
    worker.stop();
    dynamodb.stop();
    sqs.stop();
    queues.stop();
    await engine.stop();
  }
}

export const fanout: Measure = {
  name: "fan-out",
  goals: {
    "fanout.requests": { what: "100 changes to 3 queues: calls of SQS", goal: { atMost: 30 } },
    "fanout.cpu": {
      what: "100 changes to 3 queues: CPU us of sending, for each change",
      goal: { atMost: 100 },
      aim: 97,
    },
    "fanout.rtt": {
      what: "100 changes to 3 queues: round trips of 8 ms that sending takes",
      goal: { atMost: 3 },
      aim: 2.7,
    },
    "fanout.log.requests": { what: "100 changes: requests of DynamoDB, for log and flags", goal: { atMost: 6 } },
    "fanout.all.rtt": { what: "100 changes to 3 queues: round trips of 8 ms of it all", goal: { atMost: 5 } },
  },
  take: async ({ long, progress }) => {
    const counted = await countPublishing();
    const [engine, queues] = [await startEngine(), await startQueues()];
    const far = {
      dynamodb: await startDelay(engine.endpoint, ROUND_TRIP_MS),
      sqs: await startDelay(queues.endpoint, ROUND_TRIP_MS),
    };
    const workers = {
      near: await startPublishers(engine.endpoint, queues.endpoint),
      sqsFar: await startPublishers(engine.endpoint, far.sqs.url),
      allFar: await startPublishers(far.dynamodb.url, far.sqs.url),
    };
    const variants = {
      sendingNear: () => publish(workers.near, "sending"),
      loggingNear: () => publish(workers.near, "logging"),
      sendingFar: () => publish(workers.sqsFar, "sending"),
      loggingFar: () => publish(workers.sqsFar, "logging"),
      allFar: () => publish(workers.allFar, "sending"),
    };
    try {
      await interleave(30, variants, (round) => progress(`warming up ${round}/30`));
      const rounds = long ? 200 : 80;
      const taken = await interleave(rounds, variants, (round) => progress(`round ${round}/${rounds}`));
      const roundTrips = ({ p50 }: Done) => p50 / 1_000 / ROUND_TRIP_MS;
      return {
        ...counted,
        "fanout.cpu": medianDifference(taken.sendingNear, taken.loggingNear, ({ cpu }) => cpu) / CHANGES,
        "fanout.rtt": medianDifference(taken.sendingFar, taken.loggingFar, roundTrips),
        "fanout.all.rtt": median(taken.allFar.map(roundTrips)),
      };
    } finally {
      for (const worker of Object.values(workers)) worker.stop();
      far.dynamodb.stop();
      far.sqs.stop();
      queues.stop();
      await engine.stop();
    }
  },
};
