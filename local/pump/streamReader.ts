/** Reads DynamoDB Streams like Lambda's event source mapping: shard by shard, parents before children. */

import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type Shard,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { OperatorError } from "../../core/base/operatorError.ts";
import type { ConsumerFacts } from "./consumers.ts";

export interface Stream {
  client: DynamoDBStreamsClient;
  arn: string;
  region: string;
}

/** The stream of a table on the configured engine. @throws OperatorError when it has none */
export async function openStream(dynamodb: DynamoDBClient, TableName: string): Promise<Stream> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const arn = Table?.LatestStreamArn;
  if (arn === undefined) throw new OperatorError(`The table ${TableName} has no stream`);
  const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const region = process.env.AWS_REGION ?? "us-east-1";
  return { client: new DynamoDBStreamsClient({ region, ...(endpoint ? { endpoint } : {}) }), arn, region };
}

/** All shards that the stream lists. */
export async function listShards({ client, arn }: Stream): Promise<Shard[]> {
  const shards: Shard[] = [];
  let ExclusiveStartShardId: string | undefined;
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn: arn, ...(ExclusiveStartShardId ? { ExclusiveStartShardId } : {}) }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
  } while (ExclusiveStartShardId);
  return shards;
}

/** The embedded engine numbers a table's records 1, 2, 3…, so gaps are visible at once. */
const isContiguous = ({ arn }: Stream): boolean => arn.startsWith("arn:aws:dynamodb:dynoxide:");

/** Thrown when records were lost before they were read. */
export class StreamGapError extends OperatorError {
  readonly place: string;

  constructor(
    place: string,
    { done, remedy }: Pick<ConsumerFacts, "done" | "remedy"> = { done: "read", remedy: "Nobody has seen them" },
  ) {
    super(
      `The stream has lost changes before they were ${done} (${place}). ${remedy}; to go on from here, start once with ACCEPT_STREAM_GAP=1.`,
    );
    this.place = place;
  }
}

/** `oldest` is the stream's first record, `remaining` the first one that still exists. */
export type StartAt = { after: string } | "oldest" | "remaining" | "latest";

const isGapAccepted = (): boolean => Boolean(process.env.ACCEPT_STREAM_GAP);

/** The last record read from a shard. */
export interface LastRecord {
  sequence: string;
  /** Tells it apart from another record with the same number. */
  mark: string;
}

export const lastRecordOf = ({ eventName, dynamodb = {} }: _Record): LastRecord => {
  const { SequenceNumber = "", Keys, NewImage, ApproximateCreationDateTime: createdAt } = dynamodb;
  return {
    sequence: SequenceNumber,
    mark: JSON.stringify([eventName, Keys, NewImage?.version, NewImage?.updatedAt, createdAt]),
  };
};

/**
 * Where to continue. The embedded engine reuses the numbers of records that were lost at the end of its log, so the
 * last record read must still be there.
 *
 * @throws StreamGapError when it is gone, unless that is accepted: then everything left is read
 */
export async function startAfter(stream: Stream, shardId: string, last: LastRecord | undefined): Promise<StartAt> {
  if (last === undefined) return "oldest";
  if (!isContiguous(stream)) return { after: last.sequence };
  const iterator = await shardIterator(stream, shardId, { at: last.sequence });
  const { Records = [] } = await stream.client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1 }));
  const found = Records.map(lastRecordOf).find(({ sequence }) => sequence === last.sequence);
  if (found?.mark === last.mark) return { after: last.sequence };
  if (!isGapAccepted()) throw new StreamGapError(`${shardId}: ${last.sequence}, the last one done, is gone`);
  return "oldest";
}

/**
 * The records of one shard, in pages of at most 100; an empty page when there is nothing new. Ends when the shard is
 * closed and fully read.
 *
 * @throws StreamGapError when records after the start are gone
 */
export async function* readShard(stream: Stream, shardId: string, start: StartAt): AsyncGenerator<_Record[]> {
  let position = start;
  let iterator = await shardIterator(stream, shardId, position);
  while (iterator !== undefined) {
    let page: GetRecordsCommandOutput;
    try {
      page = await stream.client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 100 }));
    } catch (error) {
      if (error instanceof TrimmedDataAccessException) throw new StreamGapError(`${shardId}: trimmed`);
      if (!(error instanceof ExpiredIteratorException)) throw error;
      iterator = await shardIterator(stream, shardId, position);
      continue;
    }
    const records = page.Records ?? [];
    if (isContiguous(stream)) checkContiguous(shardId, position, records);
    const last = records.at(-1)?.dynamodb?.SequenceNumber;
    if (last !== undefined) position = { after: last };
    iterator = page.NextShardIterator;
    yield records;
  }
}

async function shardIterator(
  { client, arn }: Stream,
  ShardId: string,
  start: StartAt | { at: string },
): Promise<string | undefined> {
  const at =
    typeof start !== "object"
      ? { ShardIteratorType: start === "latest" ? ("LATEST" as const) : ("TRIM_HORIZON" as const) }
      : "at" in start
        ? { ShardIteratorType: "AT_SEQUENCE_NUMBER" as const, SequenceNumber: start.at }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER" as const, SequenceNumber: start.after };
  try {
    const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamArn: arn, ShardId, ...at }));
    return ShardIterator;
  } catch (error) {
    if (error instanceof TrimmedDataAccessException) throw new StreamGapError(`${ShardId}: trimmed`);
    throw error;
  }
}

function checkContiguous(shardId: string, position: StartAt, records: readonly _Record[]): void {
  let expected = typeof position === "object" ? Number(position.after) + 1 : position === "oldest" ? 1 : undefined;
  for (const { dynamodb } of records) {
    const sequence = Number(dynamodb?.SequenceNumber);
    if (expected !== undefined && sequence !== expected && !isGapAccepted())
      throw new StreamGapError(`${shardId}: ${expected} is followed by ${sequence}`);
    expected = sequence + 1;
  }
}

/** Records as Lambda passes them to a function: the service's own, with times in seconds and the stream's ARN. */
export const toStreamEvent = (stream: Stream, records: readonly _Record[]): DynamoDBStreamEvent => ({
  Records: records.map(({ dynamodb, eventID, eventName, eventVersion }): DynamoDBRecord => {
    const { ApproximateCreationDateTime, ...change } = dynamodb ?? {};
    return {
      ...(eventID === undefined ? {} : { eventID }),
      ...(eventName === undefined ? {} : { eventName }),
      eventVersion: eventVersion ?? "1.1",
      eventSource: "aws:dynamodb",
      eventSourceARN: stream.arn,
      awsRegion: stream.region,
      dynamodb: {
        ...(change as DynamoDBRecord["dynamodb"]),
        ...(ApproximateCreationDateTime
          ? { ApproximateCreationDateTime: Math.floor(ApproximateCreationDateTime.getTime() / 1_000) }
          : {}),
      },
    };
  }),
});
