/** Tables, buckets and queues. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clients } from "./clients.ts";
import { type Inputs, type Made, pascal, type Synthesized } from "./synthesized.ts";

export async function createTables(stage: Synthesized, { dynamodb }: Clients): Promise<void> {
  for (const { inputs, mocked } of stage.of("dynamodb/table:Table")) {
    const { name, attributes, hashKey, rangeKey, globalSecondaryIndexes, localSecondaryIndexes, ...others } = inputs;
    const { streamEnabled, streamViewType, ttl, pointInTimeRecovery, onDemandThroughput, ...rest } = others;
    const { TableDescription } = await dynamodb.createTable({
      TableName: name,
      AttributeDefinitions: attributes.map(({ name, type }: Inputs) => ({ AttributeName: name, AttributeType: type })),
      KeySchema: keysOf({ hashKey, rangeKey }),
      ...(globalSecondaryIndexes.length > 0 ? { GlobalSecondaryIndexes: globalSecondaryIndexes.map(indexOf) } : {}),
      ...(localSecondaryIndexes.length > 0
        ? { LocalSecondaryIndexes: localSecondaryIndexes.map((index: Inputs) => indexOf({ hashKey, ...index })) }
        : {}),
      ...(streamEnabled ? { StreamSpecification: { StreamEnabled: true, StreamViewType: streamViewType } } : {}),
      ...throughputOf(onDemandThroughput),
      ...pascal(rest),
    });
    if (streamEnabled) stage.answered(mocked.streamArn, TableDescription?.LatestStreamArn);
    const TableName = name;
    if (ttl)
      await dynamodb.updateTimeToLive({
        TableName,
        TimeToLiveSpecification: { Enabled: ttl.enabled, AttributeName: ttl.attributeName },
      });
    await dynamodb.updateContinuousBackups({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery.enabled },
    });
  }
}

const keysOf = ({ hashKey, rangeKey }: Inputs) => [
  { AttributeName: hashKey, KeyType: "HASH" as const },
  ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" as const }] : []),
];

const indexOf = ({ name, hashKey, rangeKey, projectionType, onDemandThroughput, ...rest }: Inputs) => ({
  IndexName: name,
  KeySchema: keysOf({ hashKey, rangeKey }),
  Projection: { ProjectionType: projectionType },
  ...throughputOf(onDemandThroughput),
  ...pascal(rest),
});

const throughputOf = (throughput: Inputs) =>
  throughput
    ? {
        OnDemandThroughput: {
          MaxReadRequestUnits: throughput.maxReadRequestUnits,
          MaxWriteRequestUnits: throughput.maxWriteRequestUnits,
        },
      }
    : {};

/** @param folder of the synthesis, with the zip of each function */
export async function createBuckets(stage: Synthesized, { s3 }: Clients, folder: string): Promise<void> {
  for (const { inputs } of stage.of("s3/bucket:Bucket")) {
    const { bucket, forceDestroy, ...rest } = inputs;
    await s3.createBucket({ Bucket: bucket, ...pascal(rest) });
  }
  for (const { inputs } of stage.of("s3/bucketPublicAccessBlock:BucketPublicAccessBlock")) {
    const { bucket, ...block } = inputs;
    await s3.putPublicAccessBlock({ Bucket: bucket, PublicAccessBlockConfiguration: pascal(block) });
  }
  for (const { inputs } of stage.of("s3/bucketPolicy:BucketPolicy")) await s3.putBucketPolicy(pascal(inputs));
  for (const { inputs } of stage.of("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")) {
    const Rules = inputs.rules.map(({ id, ...rule }: Inputs) => ({ ID: id, Filter: {}, ...pascal(rule) }));
    await s3.putBucketLifecycleConfiguration({ Bucket: inputs.bucket, LifecycleConfiguration: { Rules } });
  }
  for (const { name, inputs } of stage.of("s3/bucketObjectv2:BucketObjectv2")) {
    const { source, content, ...rest } = inputs;
    const zip = join(folder, "artifacts", name.replace(/Code$/, ""), "code.zip");
    await s3.putObject({ ...pascal(rest), Body: content ?? readFileSync(zip) });
  }
}

export async function createQueues(stage: Synthesized, { sqs }: Clients): Promise<void> {
  const named = ({ inputs }: Made): boolean => "redrivePolicy" in inputs;
  const queues = stage.of("sqs/queue:Queue");
  // A queue names the one for its dead letters, which is there first.
  for (const { inputs, mocked } of [...queues.filter((queue) => !named(queue)), ...queues.filter(named)]) {
    const { name, messageRetentionSeconds, visibilityTimeoutSeconds, ...rest } = inputs;
    const attributes = {
      MessageRetentionPeriod: messageRetentionSeconds,
      VisibilityTimeout: visibilityTimeoutSeconds,
      ...pascal(rest),
    };
    const { QueueUrl } = await sqs.createQueue({ QueueName: name, Attributes: texts(attributes) });
    stage.answered(mocked.url, QueueUrl);
  }
  for (const type of ["sqs/queuePolicy:QueuePolicy", "sqs/redriveAllowPolicy:RedriveAllowPolicy"])
    for (const { inputs } of stage.of(type)) {
      const { queueUrl, ...attributes } = inputs;
      await sqs.setQueueAttributes({ QueueUrl: queueUrl, Attributes: pascal(attributes) });
    }
}

/** SQS takes every attribute as text. */
const texts = (attributes: object): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
