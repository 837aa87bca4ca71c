import { describe, expect, test } from "vitest";
import { WATCHED } from "../../core/base/log.ts";
import { subscribers } from "../../infra/subscribers.ts";
import { ALARM, externalQueue, fileOf, QUEUE, type Registered, stage, TABLE } from "./stages.ts";

const production = stage("production");
const jay = stage("jay");
const shop = stage("shop");

const mappingOf = (file: string): Registered => {
  const mappings = production.all("aws:lambda/eventSourceMapping:EventSourceMapping");
  const found = mappings.find(({ inputs }) => fileOf(inputs.functionName) === file);
  if (!found) throw new Error(`No mapping of ${file}`);
  return found;
};

test("A stream has two readers, as many as DynamoDB allows", () => {
  const mappings = production.all("aws:lambda/eventSourceMapping:EventSourceMapping");
  expect(mappings.map(({ inputs }) => fileOf(inputs.functionName)).sort()).toEqual([
    "indexCustomers",
    "publishChanges",
  ]);
});

describe.each(["publishChanges", "indexCustomers"])("The stream mapping of %s", (file) => {
  const { inputs } = mappingOf(file);

  test("begins with the first change, bisects a failing batch, and tries for 20 hours before it gives up to the bucket", () => {
    expect(inputs).toMatchObject({
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 0,
      parallelizationFactor: 2,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ["ReportBatchItemFailures"],
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: 72_000,
    });
    const { bucket } = production.one("aws:s3/bucket:Bucket", "FailuresBucket").inputs;
    expect(inputs.destinationConfig).toEqual({ onFailure: { destinationArn: `arn:aws:s3:::${bucket}` } });
    expect(inputs.eventSourceArn).toMatch(/table\/clientela-production-CustomersTable-\w+\/stream\//);
  });

  test("has a function with as long as it takes, and less than its time-out", () => {
    expect(production.functionOf(file).inputs.timeout).toBe(60);
  });
});

describe("A mapping's filter", () => {
  const patternsOf = (file: string) =>
    mappingOf(file).inputs.filterCriteria.filters.map(({ pattern }: { pattern: string }) => JSON.parse(pattern));
  // Lambda's filter supports `exists` only at a leaf: the number inside the attribute.
  const having = (image: string, number: string) => ({
    dynamodb: { [image]: { [number]: { N: [{ exists: true }] } } },
  });
  const ofCustomers = (image: string) => having(image, "version");

  test("gives the publisher changes and erasures of customers, and neither reservations nor deletions", () => {
    expect(patternsOf("publishChanges")).toEqual([ofCustomers("NewImage"), having("NewImage", "erasedSequence")]);
  });

  test("gives the indexer deletions of customers too", () => {
    expect(patternsOf("indexCustomers")).toEqual([ofCustomers("NewImage"), ofCustomers("OldImage")]);
  });
});

test("The indexer knows the search table and nothing of events", () => {
  const { variables } = production.functionOf("indexCustomers").inputs.environment;
  expect(variables.SEARCH_TABLE).toBe(production.one(TABLE, "SearchTable").inputs.name);
  expect(Object.keys(variables)).not.toContain("EVENTS_TABLE");
});

describe("The publisher", () => {
  test("has time to retry, and knows tables, queues and how long the log is kept", () => {
    const { timeout, environment } = production.functionOf("publishChanges").inputs;
    expect(timeout).toBe(60);
    expect(environment.variables).toMatchObject({ STAGE: "production", EVENT_RETENTION_DAYS: "365" });
    expect(Object.keys(JSON.parse(environment.variables.SUBSCRIBER_QUEUE_URLS))).toEqual(
      subscribers.map(({ name }) => name),
    );
  });

  test("sends to another account's queue where its stage is named, and the stage makes none", () => {
    const { environment } = shop.functionOf("publishChanges").inputs;
    expect(JSON.parse(environment.variables.SUBSCRIBER_QUEUE_URLS)).toEqual({
      audit: "https://sqs.us-east-1.amazonaws.com/123456789012/clientela-shop-audit.fifo",
      crm: externalQueue.url,
    });
    expect(shop.all(QUEUE).map(({ inputs }) => inputs.name)).toEqual([
      "clientela-shop-audit-dlq.fifo",
      "clientela-shop-audit.fifo",
    ]);
  });

  test("leaves what it could not publish in a bucket that only TLS reaches and nobody else sees, for 90 days", () => {
    const bucket = production.one("aws:s3/bucket:Bucket", "FailuresBucket").inputs.bucket;
    const { policy } = production.one("aws:s3/bucketPolicy:BucketPolicy", "FailuresPolicy").inputs;
    expect(JSON.parse(policy).Statement).toEqual([
      {
        Effect: "Deny",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Principal: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(
      production.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "FailuresPublicAccessBlock").inputs,
    ).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const { rules } = production.one(
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "FailuresLifecycle",
    ).inputs;
    expect(rules).toEqual([expect.objectContaining({ status: "Enabled", expiration: { days: 90 } })]);
  });
});

describe.each(subscribers.map(({ name }) => [name]))("The subscriber %s", (name) => {
  const named = (suffix: string) => {
    const found = production.all(QUEUE).find(({ inputs }) => inputs.name === `clientela-production-${name}${suffix}`);
    if (!found) throw new Error(`No queue ${name}${suffix}`);
    return found;
  };
  const queue = named(".fifo");
  const deadLetters = named("-dlq.fifo");
  const arnOf = ({ inputs }: Registered) => `arn:aws:sqs:us-east-1:123456789012:${inputs.name}`;

  test("has a queue and a dead-letter queue: FIFO, fast, encrypted, keeping messages for 14 days", () => {
    for (const { inputs } of [queue, deadLetters])
      expect(inputs).toMatchObject({
        fifoQueue: true,
        contentBasedDeduplication: false,
        deduplicationScope: "messageGroup",
        fifoThroughputLimit: "perMessageGroupId",
        sqsManagedSseEnabled: true,
        messageRetentionSeconds: 1_209_600,
      });
  });

  test("keeps its queues and what belongs to them when its row is removed, on a stage that keeps data", () => {
    const parts = (one: typeof production) =>
      [QUEUE, "aws:sqs/queuePolicy:QueuePolicy", "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"].flatMap((type) =>
        one.all(type).filter((part) => part.name.toLowerCase().startsWith(name)),
      );
    expect(parts(production).map(({ retainOnDelete }) => retainOnDelete)).toEqual(Array(5).fill(true));
    expect(parts(jay).map(({ retainOnDelete }) => retainOnDelete)).toEqual(Array(5).fill(false));
  });

  test("has an event set aside after five failures of its consumer, in its own dead-letter queue only", () => {
    expect(JSON.parse(queue.inputs.redrivePolicy)).toEqual({
      deadLetterTargetArn: arnOf(deadLetters),
      maxReceiveCount: 5,
    });
    const allowed = production
      .all("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")
      .find(({ inputs }) => inputs.queueUrl.endsWith(`/${deadLetters.inputs.name}`));
    expect(JSON.parse(allowed?.inputs.redriveAllowPolicy)).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: [arnOf(queue)],
    });
  });

  test("takes and gives messages over TLS only", () => {
    for (const one of [queue, deadLetters]) {
      const policy = production
        .all("aws:sqs/queuePolicy:QueuePolicy")
        .find(({ inputs }) => inputs.queueUrl.endsWith(`/${one.inputs.name}`));
      expect(JSON.parse(policy?.inputs.policy).Statement).toEqual([
        {
          Effect: "Deny",
          Action: "sqs:*",
          Resource: arnOf(one),
          Principal: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]);
    }
  });
});

describe("Alarms", () => {
  const alarms: Record<string, Registered["inputs"]> = Object.fromEntries(
    production.all(ALARM).map(({ inputs }) => [inputs.name.replace("clientela-production-", ""), inputs]),
  );
  const publisher = { FunctionName: production.functionOf("publishChanges").inputs.name };

  const expected: Record<string, object> = {
    "5xx": {
      namespace: "AWS/ApiGateway",
      metricName: "5xx",
      dimensions: { ApiId: expect.any(String) },
      statistic: "Sum",
    },
    "throttles-functions": { namespace: "AWS/Lambda", metricName: "Throttles", statistic: "Sum" },
    "publisher-behind": { metricName: "IteratorAge", dimensions: publisher, threshold: 600_000, statistic: "Maximum" },
    parked: {
      namespace: "Clientela",
      metricName: "subscribersWithParked",
      dimensions: { stage: "production", operation: "publishChanges" },
      statistic: "Maximum",
    },
    unreadable: { namespace: "Clientela", metricName: "unreadable", statistic: "Sum" },
    "failures-new": { metricName: "IteratorAge", dimensions: publisher, threshold: 68_400_000 },
    "search-behind": {
      metricName: "IteratorAge",
      dimensions: { FunctionName: production.functionOf("indexCustomers").inputs.name },
      threshold: 600_000,
      statistic: "Maximum",
    },
    "search-failures": {
      metricName: "IteratorAge",
      dimensions: { FunctionName: production.functionOf("indexCustomers").inputs.name },
      threshold: 68_400_000,
    },
    canary: {
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: production.functionOf("canary").inputs.name },
      statistic: "Sum",
      period: 900,
      threshold: 1,
      // A canary that does not run tells nothing.
      treatMissingData: "breaching",
    },
    "failures-stored": { namespace: "AWS/S3", metricName: "NumberOfObjects", period: 86_400 },
  };
  for (const { name } of subscribers) {
    expected[`dead-letters-${name}`] = {
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: `clientela-production-${name}-dlq.fifo` },
    };
    expected[`unread-${name}`] = {
      metricName: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: `clientela-production-${name}.fifo` },
      threshold: 259_200,
    };
  }

  test.each(Object.entries(expected))("tell of %s", (name, alarm) => {
    expect(alarms[name]).toMatchObject({ threshold: 0, ...alarm });
  });

  test("tell of throttled requests to the customers and each of their indexes", () => {
    const { metricQueries, threshold } = alarms["throttles-customers"];
    const metrics = metricQueries.filter(({ metric }: { metric?: object }) => metric);
    expect(new Set(metrics.map(({ metric }: { metric: object }) => JSON.stringify(metric))).size).toBe(8);
    expect([threshold, metricQueries.at(-1).expression]).toEqual([0, "SUM(FILL(METRICS(), 0))"]);
  });

  test("read every metric of ours, each of which costs money", () => {
    const read = Object.values(alarms).filter(({ namespace }) => namespace === "Clientela");
    expect(read.map(({ metricName }) => metricName).sort()).toEqual(Object.keys(WATCHED).sort());
    for (const { inputs } of production.all("aws:lambda/eventSourceMapping:EventSourceMapping"))
      expect(inputs.metricsConfig).toBeUndefined();
  });

  test("go to one topic, when they begin and when they end, and say what to do", () => {
    const topic = "arn:aws:sns:us-east-1:123456789012:clientela-production-alarms";
    expect(production.synthesis.outputs).toMatchObject({ alarmTopicArn: topic });
    for (const alarm of Object.values(alarms)) {
      expect([alarm.alarmActions, alarm.okActions]).toEqual([[topic], [topic]]);
      expect(alarm.alarmDescription.length).toBeGreaterThan(40);
      expect([alarm.comparisonOperator, alarm.evaluationPeriods]).toEqual(["GreaterThanThreshold", 1]);
    }
  });

  test("of late events come long before the stream forgets them", () => {
    expect(alarms["publisher-behind"].threshold).toBeLessThan(24 * 3600 * 1000 * 0.1);
  });
});
