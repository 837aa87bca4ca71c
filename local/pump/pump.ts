/**
 * The stream pump: what Lambda's event source mappings are on AWS, as a process of its own beside the local stack. For each
 * consumer it reads the customers table's stream and calls the very function that is deployed, in order, again and again
 * until each record is done, and remembers on disk how far it has come.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { OperatorError } from "../../core/base/operatorError.ts";
import { stopStray } from "../engine/dynoxide.ts";
import { messageOf } from "../systemError.ts";
import {
  type Checkpoint,
  type Consumer,
  consumerNames,
  consumers,
  readCheckpoint,
  writeCheckpoint,
} from "./consumers.ts";
import { FINAL_EXIT_CODE } from "./pumpExit.ts";
import {
  lastOf,
  listShards,
  openStream,
  readShard,
  type Stream,
  StreamGapError,
  startAfter,
  toStreamEvent,
} from "./streamReader.ts";
import { StreamTrimmer } from "./trimStream.ts";

type Handler = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

const POLL_MS = 50;
const HEARTBEAT_MS = 250;
const SHARD_LIST_MS = 10_000;
const RETRY_MS = [50, 100, 250, 500, 1_000];

/** One consumer's reading of the stream. The others' go on whatever becomes of it. */
export class Pump {
  readonly #consumer: Consumer;
  readonly #stream: Stream;
  readonly #handler: Handler;
  readonly #dataDir: string;
  readonly #checkpoint: Checkpoint;
  readonly #trimmer: StreamTrimmer;
  readonly #beginsLate: boolean;
  readonly #started = new Set<string>();
  #savedAt = 0;

  constructor(consumer: Consumer, stream: Stream, handler: Handler, dataDir: string, trimmer: StreamTrimmer) {
    const saved = readCheckpoint(dataDir, consumer);
    const isKnown = saved?.streamArn === stream.arn;
    this.#consumer = consumer;
    this.#stream = stream;
    this.#handler = handler;
    this.#dataDir = dataDir;
    this.#trimmer = trimmer;
    this.#beginsLate = !isKnown && consumers[consumer].mayBeginLate;
    this.#checkpoint = isKnown ? saved : { streamArn: stream.arn, shards: {}, finished: [], caughtUpAt: null };
  }

  /** Pumps until it fails. @throws StreamGapError when the stream lost changes that the consumer did not get */
  async run(): Promise<never> {
    const failed = Promise.withResolvers<never>();
    const fail = (error: unknown) =>
      failed.reject(
        error instanceof StreamGapError ? new StreamGapError(error.place, consumers[this.#consumer]) : error,
      );
    const startShards = async () => {
      for (;;) {
        for (const { ShardId = "", ParentShardId = "" } of await listShards(this.#stream)) {
          const parentIsOpen = this.#started.has(ParentShardId) && !this.#checkpoint.finished.includes(ParentShardId);
          if (parentIsOpen || this.#started.has(ShardId) || this.#checkpoint.finished.includes(ShardId)) continue;
          this.#started.add(ShardId);
          this.#pumpShard(ShardId).catch(fail);
        }
        await sleep(SHARD_LIST_MS);
      }
    };
    startShards().catch(fail);
    return failed.promise;
  }

  async #pumpShard(shardId: string): Promise<void> {
    const last = this.#checkpoint.shards[shardId];
    const start = this.#beginsLate ? "remaining" : await startAfter(this.#stream, shardId, last);
    if (start === "oldest") delete this.#checkpoint.shards[shardId];
    for await (const records of readShard(this.#stream, shardId, start)) {
      if (records.length > 0) await this.#deliver(shardId, records);
      else await this.#idle();
    }
    this.#checkpoint.finished.push(shardId);
    this.#save();
  }

  /** Delivers records until all are done: what failed comes again, from the first failed record on. */
  async #deliver(shardId: string, records: readonly _Record[]): Promise<void> {
    for (let rest = records, attempt = 0; rest.length > 0; ) {
      const done = await this.#invoke(rest);
      const last = rest[done - 1];
      if (last) {
        this.#checkpoint.shards[shardId] = lastOf(last);
        this.#save();
        this.#trimmer.done(this.#consumer, lastOf(last).sequence);
      }
      rest = rest.slice(done);
      attempt = done > 0 ? 0 : attempt + 1;
      if (rest.length > 0) await sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
    }
  }

  /** How many of the records, from the first on, one invocation is done with. */
  async #invoke(records: readonly _Record[]): Promise<number> {
    const changes = records.filter(({ dynamodb = {} }) => consumers[this.#consumer].wants(dynamodb));
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
    writeCheckpoint(this.#dataDir, this.#consumer, this.#checkpoint);
    this.#savedAt = Date.now();
  }
}

/** The process: lives as long as the stack that started it, and ends the engine of one that was killed. */
async function main(): Promise<void> {
  process.once("disconnect", leave);
  // The stack may have been killed before this line.
  if (!process.connected) leave();
  // What is written to a stack that was killed must not end this before it has left in order.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  const { config } = await import("../../core/base/config.ts");
  const dynamodb = (await import("../../core/aws/dynamodb.ts")).dynamodb();
  const handlers: Record<Consumer, Handler> = {
    publisher: (await import("../../functions/publishChanges.ts")).handler,
    indexer: (await import("../../functions/indexCustomers.ts")).handler,
  };
  const stream = await openStream(dynamodb, config.customersTable);
  const trimmer = new StreamTrimmer(DATA_DIR, stream.arn);
  await Promise.all(
    consumerNames.map((consumer) =>
      new Pump(consumer, stream, handlers[consumer], DATA_DIR, trimmer).run().catch(tellFinal),
    ),
  );
  process.exit(FINAL_EXIT_CODE);
}

const { DATA_DIR = ".data", ENGINE_PID } = process.env;

function leave(): never {
  // The next stack may have started by now; its engine is another process.
  if (ENGINE_PID) stopStray(DATA_DIR, Number(ENGINE_PID));
  process.exit(0);
}

/** What a start would not mend ends one consumer alone. @throws everything else, after which both are started again */
function tellFinal(error: unknown): void {
  if (!(error instanceof OperatorError)) throw error;
  console.error(`clientela: ${messageOf(error)}`);
}

if (import.meta.main)
  main().catch((error: unknown) => {
    if (!process.connected) leave();
    const isFinal = error instanceof OperatorError;
    const isOneLine = isFinal || (error instanceof Error && "syscall" in error);
    console.error(isOneLine ? `clientela: ${messageOf(error)}` : error);
    process.exit(isFinal ? FINAL_EXIT_CODE : 1);
  });
