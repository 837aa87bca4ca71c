/**
 * The publisher on a batch of 100 changes of 100 customers, with 3 subscribers that want all of them. The figures for
 * SQS subtract the same publisher without subscribers, which leaves the cost of sending. Its CPU is compared with the
 * bare SDK sending the same batches.
 */
import type { SendMessageBatchCommandInput } from "@aws-sdk/client-sqs";
import type { Measure } from "../measure.ts";
import { interleave, median, medianDifference } from "../statistics.ts";
import { build } from "../support/build.ts";
import { startDelay } from "../support/delay.ts";
import { environmentOf, startEngine } from "../support/engine.ts";
import { type Counted, startCountingProxy } from "../support/proxy.ts";
import { buildPublisher, creations, SUBSCRIBERS } from "../support/publisher.ts";
import { queueUrls, startQueues } from "../support/queues.ts";
import { type Done, startWorker, type Worker } from "../support/worker.ts";

const CHANGES = 100;
const ROUND_TRIP_MS = 8;

/** Starts a publisher with subscribers, one without, and the bare SDK, in one process. */
async function startPublishers(dynamodb: string, sqs: string): Promise<Worker> {
  const bundles = {
    sending: await buildPublisher(SUBSCRIBERS.length),
    logging: await buildPublisher(0),
    raw: await build("bench/peers/rawSqs"),
  };
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
async function requestsOfPublishing(): Promise<Record<"dynamodb" | "sqs", Counted[]>> {
  const [engine, queues] = [await startEngine(), await startQueues()];
  const [dynamodb, sqs] = [await startCountingProxy(engine.endpoint), await startCountingProxy(queues.endpoint)];
  const worker = await startPublishers(dynamodb.url, sqs.url);
  try {
    dynamodb.counted();
    await publish(worker, "sending");
    return { dynamodb: dynamodb.counted(), sqs: sqs.counted() };
  } finally {
    worker.stop();
    dynamodb.stop();
    sqs.stop();
    queues.stop();
    await engine.stop();
  }
}

type Counts = Record<"fanout.requests" | "fanout.log.requests", number>;

const countsOf = ({ dynamodb, sqs }: Record<"dynamodb" | "sqs", Counted[]>): Counts => ({
  "fanout.requests": sqs.length,
  "fanout.log.requests": dynamodb.length,
});

/** How many requests one batch takes. */
export const countPublishing = async (): Promise<Counts> => countsOf(await requestsOfPublishing());

/** The CPU of a round's sending, without that for log and flags. */
const sendingCpu = (taken: Record<"sendingNear" | "loggingNear", Done[]>, round: number): number =>
  (taken.sendingNear[round]?.cpu ?? Number.NaN) - (taken.loggingNear[round]?.cpu ?? Number.NaN);

let sends = 0;

/**
 * The publisher's batches as new messages for the queues, with URLs at the endpoint, because the SDK warns about others
 * at each call.
 */
function again(sent: readonly Counted[], endpoint: string): SendMessageBatchCommandInput[] {
  sends++;
  return sent.map(({ input }) => {
    const { QueueUrl = "", Entries = [] } = input as SendMessageBatchCommandInput;
    return {
      QueueUrl: new URL(new URL(QueueUrl).pathname, endpoint).href,
      Entries: Entries.map((entry) => ({
        ...entry,
        MessageDeduplicationId: `${entry.MessageDeduplicationId}-${sends}`,
      })),
    };
  });
}

export const fanout: Measure = {
  name: "fan-out",
  goals: {
    "fanout.requests": { what: "100 changes to 3 queues: calls of SQS", goal: { atMost: 30 } },
    "fanout.cpu": {
      what: "100 changes to 3 queues: CPU of sending, ours / bare SDK with the same batches",
      goal: { atMost: 1.2 },
    },
    "fanout.rtt": {
      what: "100 changes to 3 queues: round trips of 8 ms that sending takes",
      goal: { atMost: 3 },
      aim: 2.7,
    },
    "fanout.log.requests": {
      what: "100 changes: requests of DynamoDB, for log, flags and feed",
      goal: { atMost: 8 },
    },
    "fanout.all.rtt": { what: "100 changes to 3 queues: round trips of 8 ms of it all", goal: { atMost: 5 } },
  },
  take: async ({ long, progress }) => {
    const requests = await requestsOfPublishing();
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
      rawNear: () => workers.near.run({ bundle: "raw", inputs: [again(requests.sqs, queues.endpoint)] }),
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
        ...countsOf(requests),
        "fanout.cpu": median(taken.rawNear.map(({ cpu }, round) => sendingCpu(taken, round) / cpu)),
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
