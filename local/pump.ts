/**
 * The stream pump: what Lambda's event source mapping is on AWS, as a process of its own beside the local stack. It reads
 * the customers table's stream and calls the very publisher that is deployed, in order, again and again until each record
 * is published, and remembers on disk how far it has come.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { stopStray } from "./dynoxide.ts";
import { isErrno, messageOf, StackError } from "./failure.ts";
import { FINAL_EXIT_CODE } from "./pumpExit.ts";
import {
  type Last,
  lastOf,
  listShards,
  openStream,
  readShard,
  type Stream,
  startAfter,
  toStreamEvent,
} from "./streamReader.ts";
import { trimStream } from "./trimStream.ts";

type Handler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

/** How far the pump has come, in DATA_DIR/pump.json. */
export interface Checkpoint {
  /** A table made anew has a stream of another ARN: then nothing of this counts. */
  streamArn: string;
  /** The last published record of each shard. */
  shards: Record<string, Last>;
  /** Shards that are closed and published to their end. */
  finished: string[];
  /** When the pump last saw nothing left to do, ISO 8601. */
  caughtUpAt: string | null;
}

const POLL_MS = 50;
const HEARTBEAT_MS = 250;
const SHARD_LIST_MS = 10_000;
const RETRY_MS = [50, 100, 250, 500, 1_000];

/** The checkpoint in a data folder, or undefined before the pump first ran. */
export function readCheckpoint(dataDir: string): Checkpoint | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, "pump.json"), "utf8")) as Checkpoint;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

export class Pump {
  readonly #stream: Stream;
  readonly #handler: Handler;
  readonly #dataDir: string;
  readonly #checkpoint: Checkpoint;
  readonly #started = new Set<string>();
  #savedAt = 0;

  constructor(stream: Stream, handler: Handler, dataDir: string) {
    const saved = readCheckpoint(dataDir);
    this.#stream = stream;
    this.#handler = handler;
    this.#dataDir = dataDir;
    this.#checkpoint =
      saved?.streamArn === stream.arn ? saved : { streamArn: stream.arn, shards: {}, finished: [], caughtUpAt: null };
  }

  /** Pumps until it fails. @throws StreamGapError when the stream lost changes that were not published */
  async run(): Promise<never> {
    const failed = Promise.withResolvers<never>();
    const startShards = async () => {
      for (;;) {
        for (const { ShardId = "", ParentShardId = "" } of await listShards(this.#stream)) {
          const parentIsOpen = this.#started.has(ParentShardId) && !this.#checkpoint.finished.includes(ParentShardId);
          if (parentIsOpen || this.#started.has(ShardId) || this.#checkpoint.finished.includes(ShardId)) continue;
          this.#started.add(ShardId);
          this.#pumpShard(ShardId).catch(failed.reject);
        }
        await sleep(SHARD_LIST_MS);
      }
    };
    startShards().catch(failed.reject);
    return failed.promise;
  }

  async #pumpShard(shardId: string): Promise<void> {
    const start = await startAfter(this.#stream, shardId, this.#checkpoint.shards[shardId]);
    if (start === "oldest") delete this.#checkpoint.shards[shardId];
    for await (const records of readShard(this.#stream, shardId, start)) {
      if (records.length > 0) await this.#deliver(shardId, records);
      else await this.#idle();
    }
    this.#checkpoint.finished.push(shardId);
    this.#save();
  }

  /** Delivers records until all are published: what failed comes again, from the first failed record on. */
  async #deliver(shardId: string, records: readonly _Record[]): Promise<void> {
    for (let rest = records, attempt = 0; rest.length > 0; ) {
      const done = await this.#invoke(rest);
      const last = rest[done - 1];
      if (last) {
        const published = lastOf(last);
        this.#checkpoint.shards[shardId] = published;
        this.#save();
        trimStream(this.#dataDir, this.#stream.arn, published.sequence);
      }
      rest = rest.slice(done);
      attempt = done > 0 ? 0 : attempt + 1;
      if (rest.length > 0) await sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
    }
  }

  /** How many of the records, from the first on, one invocation has published. */
  async #invoke(records: readonly _Record[]): Promise<number> {
    // The event source mapping's filter: reservations and other items never reach the function.
    const changes = records.filter(({ dynamodb }) => dynamodb?.NewImage?.version);
    if (changes.length === 0) return records.length;
    try {
      const { batchItemFailures } = await this.#handler(toStreamEvent(this.#stream, changes));
      const failed = batchItemFailures.map(({ itemIdentifier }) =>
        records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
      );
      return failed.length === 0 ? records.length : Math.max(0, Math.min(...failed));
    } catch {
      // A function that throws says nothing of single records: halve the batch to find the one to blame.
      return records.length === 1 ? 0 : this.#invoke(records.slice(0, Math.ceil(records.length / 2)));
    }
  }

  async #idle(): Promise<void> {
    this.#checkpoint.caughtUpAt = new Date().toISOString();
    if (Date.now() - this.#savedAt > HEARTBEAT_MS) this.#save();
    await sleep(POLL_MS);
  }

  #save(): void {
    const file = join(this.#dataDir, "pump.json");
    writeFileSync(`${file}.new`, JSON.stringify(this.#checkpoint));
    renameSync(`${file}.new`, file);
    this.#savedAt = Date.now();
  }
}

/** The process: lives as long as the stack that started it, and ends the engine of one that was killed. */
async function main(): Promise<void> {
  const { DATA_DIR = ".data", ENGINE_PID } = process.env;
  process.once("disconnect", () => {
    // The next stack may have started by now; its engine is another process.
    if (ENGINE_PID) stopStray(DATA_DIR, Number(ENGINE_PID));
    process.exit(0);
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const { config } = await import("../core/config.ts");
  const { dynamodb } = await import("../core/dynamodb.ts");
  const { handler } = await import("../functions/publishChanges.ts");
  const stream = await openStream(dynamodb, config.customersTable);
  await new Pump(stream, handler, DATA_DIR).run();
}

if (import.meta.main)
  main().catch((error: unknown) => {
    const isFinal = error instanceof StackError;
    const isOneLine = isFinal || (error instanceof Error && "syscall" in error);
    console.error(isOneLine ? `clientela: ${messageOf(error)}` : error);
    process.exit(isFinal ? FINAL_EXIT_CODE : 1);
  });
