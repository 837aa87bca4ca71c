/** The alarms. Each one's description says what to do. */
import { MAX_CHANGE_AGE_SECONDS, resourceName } from "../settings.ts";
import { customersTable } from "../tables.ts";
import type { Api } from "./api.ts";
import type { ChangesConsumer } from "./changes.ts";
import type { Publisher } from "./publisher.ts";
import type { Queues } from "./queues.ts";
import { dimensionsOf, type Tables } from "./tables.ts";

export interface Watched {
  stage: string;
  api: Api;
  tables: Tables;
  queues: Queues;
  publisher: Publisher;
  indexer: ChangesConsumer;
  failures: sst.aws.Bucket;
  canary: sst.aws.Function;
}

type AlarmArgs = { alarmDescription: string } & Omit<
  aws.cloudwatch.MetricAlarmArgs,
  "comparisonOperator" | "evaluationPeriods" | "alarmActions"
>;
type CreateAlarm = (name: string, args: AlarmArgs) => void;

const FIVE_MINUTES = 300;
const HOUR = 3_600;
const DAY = 86_400;
const TEN_MINUTES_MS = 600_000;

/** Creates the alarms and the topic that they notify. Subscribe to it by hand: docs/deploy.md. */
export function createAlarms(watched: Watched): aws.sns.Topic {
  const { stage } = watched;
  const topic = new aws.sns.Topic("Alarms", { name: resourceName(stage, "alarms") });
  const alarm: CreateAlarm = (name, args) =>
    new aws.cloudwatch.MetricAlarm(`Alarm-${name}`, {
      name: resourceName(stage, name),
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 1,
      ...("metricQueries" in args ? {} : { period: FIVE_MINUTES }),
      treatMissingData: "notBreaching",
      alarmActions: [topic.arn],
      okActions: [topic.arn],
      ...args,
    });
  watchRequests(alarm, watched);
  watchCustomersTable(alarm, watched);
  watchPublisher(alarm, watched);
  watchIndexer(alarm, watched);
  watchQueues(alarm, watched);
  watchCanary(alarm, watched);
  return topic;
}

function watchRequests(alarm: CreateAlarm, { api }: Watched): void {
  alarm("5xx", {
    alarmDescription: "Requests are answered with 5xx. Look for lines with level error in the functions' logs.",
    namespace: "AWS/ApiGateway",
    metricName: "5xx",
    dimensions: { ApiId: api.gateway.nodes.api.id },
    statistic: "Sum",
  });
  alarm("throttles-functions", {
    // Counts all functions of the account and region, because they share the concurrency.
    alarmDescription:
      "Lambda refuses to run functions. Ask AWS for more concurrent executions; of listEvents raise feedConcurrency.",
    namespace: "AWS/Lambda",
    metricName: "Throttles",
    statistic: "Sum",
  });
}

/**
 * Only the customers, where one key can be hot. What other tables refuse shows as 5xx, publisher-behind or
 * search-behind, and in the dashboard of CloudWatch; each table and index would cost two alarms.
 */
function watchCustomersTable(alarm: CreateAlarm, { tables }: Watched): void {
  const metrics = dimensionsOf(customersTable, tables).flatMap((dimensions) =>
    ["ReadThrottleEvents", "WriteThrottleEvents"].map((metricName) => ({
      namespace: "AWS/DynamoDB",
      metricName,
      dimensions,
      stat: "Sum",
      period: FIVE_MINUTES,
    })),
  );
  alarm("throttles-customers", {
    alarmDescription:
      "DynamoDB refuses requests to customers: above unitsPerSecond of infra/settings.ts, or one hot key: docs/scale.md.",
    metricQueries: [
      ...metrics.map((metric, index) => ({ id: `m${index}`, metric })),
      { id: "sum", expression: "SUM(FILL(METRICS(), 0))", label: "Throttled requests", returnData: true },
    ],
  });
}

/** The age of the oldest change that a function has not processed. */
const isBehind = (consumer: ChangesConsumer) => ({
  namespace: "AWS/Lambda",
  dimensions: { FunctionName: consumer.function.name },
  metricName: "IteratorAge",
  statistic: "Maximum",
  threshold: TEN_MINUTES_MS,
});

/** Changes that go to the failure bucket within an hour. The mapping's own count of them would cost 3.60 dollars. */
const givesUp = (consumer: ChangesConsumer) => ({
  ...isBehind(consumer),
  threshold: (MAX_CHANGE_AGE_SECONDS - HOUR) * 1_000,
});

function watchIndexer(alarm: CreateAlarm, { indexer }: Watched): void {
  alarm("search-behind", {
    alarmDescription: "Search is 10 minutes behind; ids are still found. See the log of indexCustomers.",
    ...isBehind(indexer),
  });
  alarm("search-failures", {
    alarmDescription:
      "Search is 19 hours behind and gives up after 20: then npm run search -- rebuild, for each organization in the failure bucket.",
    ...givesUp(indexer),
  });
}

function watchPublisher(alarm: CreateAlarm, { stage, publisher, failures }: Watched): void {
  const ourMetric = { namespace: "Clientela", dimensions: { stage, operation: "publishChanges" } };
  alarm("publisher-behind", {
    alarmDescription:
      "Change events are 10 minutes late; after 20 hours they go to the failure bucket. See the publisher's log.",
    ...isBehind(publisher),
  });
  alarm("parked", {
    alarmDescription: "Events wait for a subscriber whose queue refuses them: npm run events -- parked, then redrive.",
    ...ourMetric,
    metricName: "subscribersWithParked",
    statistic: "Maximum",
    // The publisher reports this only when it runs; until it reports 0, events are parked.
    treatMissingData: "ignore",
  });
  alarm("unreadable", {
    alarmDescription: "A change could not be turned into an event. The publisher's log names the customer.",
    ...ourMetric,
    metricName: "unreadable",
    statistic: "Sum",
  });
  alarm("failures-new", {
    alarmDescription:
      "Change events are 19 hours late; the publisher gives up on them after 20: then npm run events -- verify --repair publishes them.",
    ...givesUp(publisher),
  });
  alarm("failures-stored", {
    alarmDescription:
      "The failure bucket holds changes. Once verify finds nothing missing and search is rebuilt, empty it.",
    namespace: "AWS/S3",
    metricName: "NumberOfObjects",
    dimensions: { BucketName: failures.name, StorageType: "AllStorageTypes" },
    statistic: "Maximum",
    // S3 counts once a day.
    period: DAY,
  });
}

function watchQueues(alarm: CreateAlarm, { queues }: Watched): void {
  for (const [subscriber, { queue, deadLetterQueue }] of Object.entries(queues.own)) {
    const queueMetric = ({ nodes }: sst.aws.Queue) => ({
      namespace: "AWS/SQS",
      dimensions: { QueueName: nodes.queue.name },
      statistic: "Maximum",
    });
    alarm(`dead-letters-${subscriber}`, {
      alarmDescription: `The consumer of ${subscriber} failed on events. Fix it, then move them back with StartMessageMoveTask.`,
      ...queueMetric(deadLetterQueue),
      metricName: "ApproximateNumberOfMessagesVisible",
    });
    alarm(`unread-${subscriber}`, {
      alarmDescription: `Nobody reads the queue of ${subscriber}: its oldest event is 3 days old, and is gone after 14.`,
      ...queueMetric(queue),
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: 3 * DAY,
    });
  }
}

function watchCanary(alarm: CreateAlarm, { canary }: Watched): void {
  alarm("canary", {
    alarmDescription:
      "Two of three rounds of the canary failed, or it does not run. Its log names the step: a request, search, or the event log.",
    namespace: "AWS/Lambda",
    metricName: "Errors",
    dimensions: { FunctionName: canary.name },
    statistic: "Sum",
    threshold: 1,
    period: 3 * FIVE_MINUTES,
    treatMissingData: "breaching",
  });
}
