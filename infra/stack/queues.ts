/** The queues of infra/subscribers.ts. */
import { logicalId, resourceName, type StageSettings } from "../settings.ts";
import { externalQueues, subscriberRowsProblem } from "../subscriberRows.ts";
import { type ExternalQueue, queueNames, type Subscriber, subscribers } from "../subscribers.ts";

export interface Queues {
  /** The URL of each subscriber's queue, by the subscriber's name. */
  urls: Record<string, $util.Input<string>>;
  /** The queues that the publisher may send to. */
  arns: $util.Input<string>[];
  /** The keys that encrypt queues of other stacks. */
  keyArns: string[];
  /** The queues that this stage created, by subscriber. */
  own: Record<string, QueuePair>;
}

interface QueuePair {
  queue: sst.aws.Queue;
  deadLetterQueue: sst.aws.Queue;
}

/**
 * @param stageHere the stage's name by `stageInRegion`
 * @throws Error with what to change in the rows
 */
export function createQueues(stage: string, stageHere: string, settings: StageSettings): Queues {
  const problem = subscriberRowsProblem(subscribers, stage);
  if (problem) throw new Error(problem);
  const queues: Queues = { urls: {}, arns: [], keyArns: [], own: {} };
  for (const subscriber of subscribers) {
    const external = externalQueues(subscriber, stage);
    if (external.length === 0) {
      const pair = createQueuePair(stage, subscriber, settings);
      queues.own[subscriber.name] = pair;
      queues.urls[subscriber.name] = pair.queue.url;
      queues.arns.push(pair.queue.arn);
    } else {
      const { url, arn } = queueHere(subscriber, stageHere);
      queues.urls[subscriber.name] = url;
      queues.arns.push(arn);
      queues.keyArns.push(...external.flatMap(({ keyArn }) => keyArn ?? []));
    }
  }
  return queues;
}

/** The queue in the region that is deployed to. */
function queueHere({ name, external }: Subscriber, stageHere: string): ExternalQueue {
  const queue = external?.[stageHere];
  if (queue) return queue;
  throw new Error(`infra/subscribers.ts has no queue of "${name}" for ${stageHere}.`);
}

const RETENTION_SECONDS = 14 * 24 * 3600;

/** FIFO, with its throughput limited by customer instead of by queue, and encrypted by SQS. */
const queueArgs = (name: string) => ({
  name,
  messageRetentionSeconds: RETENTION_SECONDS,
  deduplicationScope: "messageGroup",
  fifoThroughputLimit: "perMessageGroupId",
  sqsManagedSseEnabled: true,
});

/** How often a consumer may fail on an event before the event becomes a dead letter. */
const MAX_RECEIVES = 5;

function createQueuePair(stage: string, subscriber: Subscriber, { keepsData }: StageSettings): QueuePair {
  const names = queueNames(subscriber);
  const id = logicalId(subscriber.name);
  // What waits in them outlives the row: docs/deploy.md, "A subscriber that leaves".
  const kept = { retainOnDelete: keepsData };
  const deadLetterQueue = new sst.aws.Queue(
    `${id}Dlq`,
    { fifo: true, transform: { queue: queueArgs(resourceName(stage, names.deadLetterQueue)) } },
    kept,
  );
  const queue = new sst.aws.Queue(
    id,
    {
      fifo: true,
      // AWS recommends six times the consumer's timeout: enough for timeouts up to 50 seconds.
      visibilityTimeout: "5 minutes",
      dlq: { queue: deadLetterQueue.arn, retry: MAX_RECEIVES },
      transform: { queue: queueArgs(resourceName(stage, names.queue)) },
    },
    kept,
  );
  new aws.sqs.RedriveAllowPolicy(
    `${id}DlqRedriveAllowPolicy`,
    {
      queueUrl: deadLetterQueue.url,
      redriveAllowPolicy: $jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [queue.arn] }),
    },
    kept,
  );
  for (const [name, { arn, url }] of Object.entries({ [id]: queue, [`${id}Dlq`]: deadLetterQueue }))
    new aws.sqs.QueuePolicy(`${name}TlsOnly`, { queueUrl: url, policy: tlsOnly(arn) }, kept);
  return { queue, deadLetterQueue };
}

const tlsOnly = (queueArn: $util.Output<string>) =>
  aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        effect: "Deny",
        principals: [{ type: "*", identifiers: ["*"] }],
        actions: ["sqs:*"],
        resources: [queueArn],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ],
  }).json;
