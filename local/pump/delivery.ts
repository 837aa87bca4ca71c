/** Hands a shard's records to a function as Lambda does: in order, and again and again until each one is done. */
import { setTimeout as sleep } from "node:timers/promises";
import type { _Record, StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { type Stream, toStreamEvent } from "./streamReader.ts";

export type StreamHandler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

/** Where records go. */
export interface Destination {
  stream: Stream;
  handler: StreamHandler;
  /** The event source mapping's filter. */
  wants: (change: StreamRecord) => boolean;
}

const RETRY_MS = [50, 100, 250, 500, 1_000];

/**
 * Delivers records until all are done: what failed comes again, from the first failed record on. `onDone` hears of the last
 * record that is done, each time there are more.
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

/** How many of the records, from the first on, one invocation is done with. */
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
    // A function that throws says nothing of single records: halve the batch to find the one to blame.
    return records.length === 1 ? 0 : invoke(destination, records.slice(0, Math.ceil(records.length / 2)));
  }
}
