/**
 * The stream pump does what Lambda's event source mappings do on AWS: for one consumer it reads the customers table's
 * stream, calls the function that is also deployed, and saves its progress on disk.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Progress } from "./checkpoint.ts";
import { type Consumer, consumers } from "./consumers.ts";
import { deliver, type StreamHandler } from "./delivery.ts";
import { pollDelay } from "./pollDelay.ts";
import { readAllShards } from "./shards.ts";
import { lastRecordOf, readShard, type Stream, StreamGapError, startAfter } from "./streamReader.ts";
import type { StreamTrimmer } from "./trimStream.ts";

export interface PumpOptions {
  consumer: Consumer;
  stream: Stream;
  handler: StreamHandler;
  /** The folder of the checkpoint. */
  dataDir: string;
  trimmer: StreamTrimmer;
  /** Waits this many milliseconds before the next poll. */
  wait?: (milliseconds: number) => Promise<unknown>;
}

/** Pumps until it fails. @throws StreamGapError when the stream lost changes that the consumer did not get */
export async function pump(options: PumpOptions): Promise<never> {
  const { consumer, stream, handler, dataDir, trimmer, wait = sleep } = options;
  const facts = consumers[consumer];
  const progress = new Progress(dataDir, consumer, stream.arn);
  const startOf = async (shardId: string) => {
    if (progress.isNew && facts.mayBeginLate) return "remaining";
    const start = await startAfter(stream, shardId, progress.lastDone(shardId));
    if (start === "oldest") progress.forget(shardId);
    return start;
  };
  const pumpShard = async (shardId: string): Promise<void> => {
    let emptyAnswers = 0;
    for await (const records of readShard(stream, shardId, await startOf(shardId))) {
      if (records.length === 0) {
        progress.caughtUp();
        await wait(pollDelay(emptyAnswers++));
        continue;
      }
      emptyAnswers = 0;
      await deliver({ stream, handler, wants: facts.wants }, records, (record) => {
        const last = lastRecordOf(record);
        progress.done(shardId, last);
        trimmer.done(consumer, last.sequence);
      });
    }
    progress.finish(shardId);
  };
  try {
    return await readAllShards(stream, (shardId) => progress.isFinished(shardId), pumpShard);
  } catch (error) {
    throw error instanceof StreamGapError ? new StreamGapError(error.place, facts) : error;
  }
}
