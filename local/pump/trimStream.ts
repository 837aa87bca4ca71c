/** Keeps the embedded engine's stream log short: the engine itself never forgets a record. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Consumer, consumerNames } from "./consumers.ts";

/** Processed records that are kept for readers of the latest ones. */
const KEPT = 1_000;
const TRIM_EVERY = 5_000;

/** From time to time, deletes old records that every consumer has processed, so that none can miss a record. */
export class StreamTrimmer {
  readonly #dataDir: string;
  readonly #streamArn: string;
  readonly #done: Partial<Record<Consumer, number>> = {};
  #trimmedTo = 0;

  constructor(dataDir: string, streamArn: string) {
    this.#dataDir = dataDir;
    this.#streamArn = streamArn;
  }

  /** Records a consumer's progress. A consumer without any counts as having processed nothing. */
  done(consumer: Consumer, sequence: string): void {
    this.#done[consumer] = Number(sequence);
    const upTo = Math.min(...consumerNames.map((name) => this.#done[name] ?? 0)) - KEPT;
    if (!this.#streamArn.startsWith("arn:aws:dynamodb:dynoxide:") || upTo - this.#trimmedTo < TRIM_EVERY) return;
    this.#trimmedTo = upTo;
    const table = /:table\/([^/]+)\//.exec(this.#streamArn)?.[1] ?? "";
    const database = new DatabaseSync(join(this.#dataDir, "dynamodb.sqlite"));
    try {
      database.exec("PRAGMA busy_timeout = 5000");
      database
        .prepare("DELETE FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) <= ?")
        .run(table, upTo);
    } finally {
      database.close();
    }
  }
}
