/** Waiting for a local stack's pump. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { localTableNames } from "../../local/engine/tables.ts";
import { readCheckpoint } from "../../local/pump/checkpoint.ts";
import type { Consumer } from "../../local/pump/consumers.ts";

/** Waits until every change made so far is published or parked. */
export const untilPublished = (dataDir: string): Promise<void> => untilDone(dataDir, "publisher");

/** Waits until every change made so far is in the search index. */
export const untilIndexed = (dataDir: string): Promise<void> => untilDone(dataDir, "indexer");

async function untilDone(dataDir: string, consumer: Consumer): Promise<void> {
  const latest = latestSequence(dataDir);
  while (doneTo(dataDir, consumer) < latest) await new Promise((resolve) => setTimeout(resolve, 25));
}

/** The sequence number of the last record that a consumer has processed; 0 before its first. */
export const doneTo = (dataDir: string, consumer: Consumer): number =>
  Number(Object.values(readCheckpoint(dataDir, consumer)?.shards ?? {})[0]?.sequence ?? 0);

function latestSequence(dataDir: string): number {
  const database = new DatabaseSync(join(dataDir, "dynamodb.sqlite"), { readOnly: true, timeout: 5_000 });
  try {
    const row = database
      .prepare("SELECT MAX(CAST(sequence_number AS INTEGER)) AS latest FROM _stream_records WHERE table_name = ?")
      .get(localTableNames.customers);
    return Number(row?.latest ?? 0);
  } finally {
    database.close();
  }
}
