/** The records of the customers table's stream. */
import type { Item } from "../aws/item.ts";

/** What of a stream record counts, as Lambda and DynamoDB Streams both have it. */
export interface StreamRecord {
  dynamodb?: { NewImage?: Item; OldImage?: Item; ApproximateCreationDateTime?: number };
}

/** A stream record with its place in its shard. */
export interface ChangeRecord extends StreamRecord {
  dynamodb?: StreamRecord["dynamodb"] & { SequenceNumber?: string };
}

/** What the event source mapping is told: from which record on the batch must come again. Empty when it is done. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}
