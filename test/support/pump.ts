/** Waiting for a local stack's pump. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { localTableNames } from "../../local/createTables.ts";
import { readCheckpoint } from "../../local/pump.ts";

/** Waits until every change made so far is published or parked. */
export async function untilPublished(dataDir: string): Promise<void> {
  const latest = latestSequence(dataDir);
  while (publishedTo(dataDir) < latest) await new Promise((resolve) => setTimeout(resolve, 10));
}

const publishedTo = (dataDir: string): number =>
  Number(Object.values(readCheckpoint(dataDir)?.shards ?? {})[0]?.sequence ?? 0);

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
