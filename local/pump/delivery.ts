/** Passes a shard's records to a function as Lambda does: in order, retried until each one succeeds. */
import { setTimeout as sleep } from "node:timers/promises";
import type { _Record, StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { type Stream, toStreamEvent } from "./streamReader.ts";

export type StreamHandler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

/** The function that receives records. */
export interface Destination {
  stream: Stream;
  handler: StreamHandler;
  /** The event source mapping's filter. */
  wants: (change: StreamRecord) => boolean;
}

const RETRY_MS = [50, 100, 250, 500, 1_000];

/**
 * Delivers records until all are processed, retrying from the first failed record on. `onDone` gets the last processed
 * record whenever there are more of them.
 */
export async function deliver(
  destination: Destination,
  records: readonly _Record[],
  onDone: (last: _Record) => void,
): Promise<void> {
  let rest = records;
  let attempt = 0;
  while (rest.length > 0) {
    const done = await invoke(destination, rest);
    const last = rest[done - 1];
    if (last) onDone(last);
    rest = rest.slice(done);
    attempt = done > 0 ? 0 : attempt + 1;
    if (rest.length > 0) await sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
  }
}

/** Invokes the function once. Returns how many of the records, counted from the first, it has processed. */
async function invoke(destination: Destination, records: readonly _Record[]): Promise<number> {
  const { stream, handler, wants } = destination;
  const changes = records.filter(({ dynamodb = {} }) => wants(dynamodb));
  if (changes.length === 0) return records.length;
  try {
    const { batchItemFailures } = await handler(toStreamEvent(stream, changes));
    const failed = batchItemFailures.map(({ itemIdentifier }) =>
      records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
    );
    return failed.length === 0 ? records.length : Math.max(0, Math.min(...failed));
  } catch {
    // A thrown error says nothing about single records: halve the batch to find the bad one.
    return records.length === 1 ? 0 : invoke(destination, records.slice(0, Math.ceil(records.length / 2)));
  }
}
