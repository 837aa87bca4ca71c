/** Tables and buckets. */
import { readFileSync } from "node:fs";
import type { S3 } from "@aws-sdk/client-s3";
import { REGION } from "../emulator/emulator.ts";
import { type Inputs, pascal, type ResourceType, type ResourceTypes, written } from "./resourceType.ts";

const table: ResourceType = {
  create: async (inputs, { dynamodb }) => {
    const { name, attributes, hashKey, rangeKey, globalSecondaryIndexes = [], localSecondaryIndexes = [] } = inputs;
    const { streamEnabled, streamViewType, ttl, pointInTimeRecovery, onDemandThroughput } = inputs;
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
      ...pascal(otherInputs(inputs)),
    });
    const TableName = name;
    if (ttl)
      await dynamodb.updateTimeToLive({
        TableName,
        TimeToLiveSpecification: { Enabled: ttl.enabled, AttributeName: ttl.attributeName },
      });
    if (pointInTimeRecovery)
      await dynamodb.updateContinuousBackups({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery.enabled },
      });
    return { id: name, outputs: { arn: TableDescription?.TableArn, streamArn: TableDescription?.LatestStreamArn } };
  },
  changeable: ["deletionProtectionEnabled", "pointInTimeRecovery", "tableClass"],
  change: async (inputs, { dynamodb }, { id: TableName, changed }) => {
    const { pointInTimeRecovery, deletionProtectionEnabled, tableClass = "STANDARD" } = inputs;
    if (changed.includes("pointInTimeRecovery"))
      await dynamodb.updateContinuousBackups({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery.enabled },
      });
    if (changed.some((name) => name !== "pointInTimeRecovery"))
      await dynamodb.updateTable({
        TableName,
        DeletionProtectionEnabled: deletionProtectionEnabled,
        ...(changed.includes("tableClass") ? { TableClass: tableClass } : {}),
      });
  },
  remove: (id, _inputs, { dynamodb }) => dynamodb.deleteTable({ TableName: id }),
};

/** The inputs of a table that have the names of AWS's API. */
function otherInputs(inputs: Inputs): Inputs {
  const { name, attributes, hashKey, rangeKey, globalSecondaryIndexes, localSecondaryIndexes, ...others } = inputs;
  const { streamEnabled, streamViewType, ttl, pointInTimeRecovery, onDemandThroughput, ...rest } = others;
  return rest;
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

const bucket: ResourceType = {
  create: async ({ bucket, forceDestroy, ...rest }, { s3 }) => {
    await s3.createBucket({ Bucket: bucket, ...pascal(rest) });
    const outputs = { arn: `arn:aws:s3:::${bucket}`, bucketRegionalDomainName: `${bucket}.s3.${REGION}.amazonaws.com` };
    return { id: bucket, outputs };
  },
  changeable: ["forceDestroy"],
  // A word to the provider alone.
  change: async () => {},
  remove: async (id, { forceDestroy }, { s3 }) => {
    if (forceDestroy) await empty(s3, id);
    await s3.deleteBucket({ Bucket: id });
  },
};

async function empty(s3: S3, Bucket: string): Promise<void> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket });
  for (const { Key } of Contents) await s3.deleteObject({ Bucket, Key });
}

const publicAccessBlock = written(
  async ({ bucket, ...block }, { s3 }) => {
    await s3.putPublicAccessBlock({ Bucket: bucket, PublicAccessBlockConfiguration: pascal(block) });
    return { id: bucket };
  },
  ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"],
  (id, _inputs, { s3 }) => s3.deletePublicAccessBlock({ Bucket: id }),
);

const bucketPolicy = written(
  async ({ bucket, policy }, { s3 }) => {
    await s3.putBucketPolicy({ Bucket: bucket, Policy: policy });
    return { id: bucket };
  },
  ["policy"],
  (id, _inputs, { s3 }) => s3.deleteBucketPolicy({ Bucket: id }),
);

const lifecycle = written(
  async ({ bucket, rules }, { s3 }) => {
    const Rules = rules.map(({ id, ...rule }: Inputs) => ({ ID: id, Filter: {}, ...pascal(rule) }));
    await s3.putBucketLifecycleConfiguration({ Bucket: bucket, LifecycleConfiguration: { Rules } });
    return { id: bucket };
  },
  ["rules"],
  (id, _inputs, { s3 }) => s3.deleteBucketLifecycle({ Bucket: id }),
);

const object = written(
  async ({ source, content, ...rest }, { s3 }) => {
    await s3.putObject({ ...pascal(rest), Body: content ?? readFileSync(source.path) });
    return { id: rest.key };
  },
  ["content", "source", "cacheControl", "contentType"],
  (_id, { bucket, key }, { s3 }) => s3.deleteObject({ Bucket: bucket, Key: key }),
);

export const storage: ResourceTypes = {
  "dynamodb/table:Table": table,
  "s3/bucket:Bucket": bucket,
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": publicAccessBlock,
  "s3/bucketPolicy:BucketPolicy": bucketPolicy,
  "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
  "s3/bucketObjectv2:BucketObjectv2": object,
};
