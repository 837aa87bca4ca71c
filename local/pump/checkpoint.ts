/** The progress of each consumer of the stream, on disk, so that a start continues where the last one ended. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isErrno } from "../systemError.ts";
import { writeAtomically } from "../writeAtomically.ts";
import { type Consumer, consumerNames, consumers } from "./consumers.ts";
import type { LastRecord } from "./streamReader.ts";

/** The longest time after which an idle pump shows other processes that it is alive. */
const HEARTBEAT_MS = 1_000;

export interface Checkpoint {
  /** A recreated table has a stream with another ARN: then this checkpoint is ignored. */
  streamArn: string;
  /** The last processed record of each shard. */
  shards: Record<string, LastRecord>;
  /** Shards that are closed and processed to their end. */
  finished: string[];
  /** When nothing was last left to do, ISO 8601. */
  caughtUpAt: string | null;
}

/** A consumer's checkpoint in a data folder; undefined before its first run. */
export function readCheckpoint(dataDir: string, consumer: Consumer): Checkpoint | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, consumers[consumer].file), "utf8")) as Checkpoint;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

export function writeCheckpoint(dataDir: string, consumer: Consumer, checkpoint: Checkpoint): void {
  writeAtomically(join(dataDir, consumers[consumer].file), JSON.stringify(checkpoint));
}

/** When the slowest consumer last had nothing left to do; undefined before all have run. */
export function caughtUpAt(dataDir: string): Date | undefined {
  const times = consumerNames.map((consumer) => Date.parse(readCheckpoint(dataDir, consumer)?.caughtUpAt ?? ""));
  const slowest = Math.min(...times);
  return Number.isNaN(slowest) ? undefined : new Date(slowest);
}

/** One consumer's checkpoint while it runs: each step is on disk before the next one begins. */
export class Progress {
  /** Whether the consumer has never read this stream. */
  readonly isNew: boolean;
  readonly #dataDir: string;
  readonly #consumer: Consumer;
  readonly #checkpoint: Checkpoint;
  #savedAt = 0;

  constructor(dataDir: string, consumer: Consumer, streamArn: string) {
    const saved = readCheckpoint(dataDir, consumer);
    const known = saved?.streamArn === streamArn ? saved : undefined;
    this.isNew = known === undefined;
    this.#dataDir = dataDir;
    this.#consumer = consumer;
    this.#checkpoint = known ?? { streamArn, shards: {}, finished: [], caughtUpAt: null };
  }

  lastDone(shardId: string): LastRecord | undefined {
    return this.#checkpoint.shards[shardId];
  }

  isFinished(shardId: string): boolean {
    return this.#checkpoint.finished.includes(shardId);
  }

  /** Treats a shard as unprocessed. */
  forget(shardId: string): void {
    delete this.#checkpoint.shards[shardId];
  }

  done(shardId: string, last: LastRecord): void {
    this.#checkpoint.shards[shardId] = last;
    this.#save();
  }

  finish(shardId: string): void {
    this.#checkpoint.finished.push(shardId);
    this.#save();
  }

  caughtUp(): void {
    this.#checkpoint.caughtUpAt = new Date().toISOString();
    if (Date.now() - this.#savedAt > HEARTBEAT_MS) this.#save();
  }

  #save(): void {
    writeCheckpoint(this.#dataDir, this.#consumer, this.#checkpoint);
    this.#savedAt = Date.now();
  }
}
