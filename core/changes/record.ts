/** The records of the customers table's stream. */
import type { Item } from "../aws/item.ts";

/** The parts of a stream record that we use, as both Lambda and DynamoDB Streams have it. */
export interface StreamRecord {
  dynamodb?: { NewImage?: Item; OldImage?: Item; ApproximateCreationDateTime?: number };
}

/** A stream record with its sequence number in its shard. */
export interface ChangeRecord extends StreamRecord {
  dynamodb?: StreamRecord["dynamodb"] & { SequenceNumber?: string };
}

/** The response to the event source mapping: the record from which to retry the batch. Empty when all is done. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}
