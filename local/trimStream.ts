/** Keeps the embedded engine's stream log short: the engine itself never forgets a record. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Published records that stay for whoever looks at the latest ones. */
const KEPT = 1_000;
const TRIM_EVERY = 5_000;

let trimmedTo = 0;

/** Deletes what is published and old, now and then. Only published records ever go, so nothing can be missed. */
export function trimStream(dataDir: string, streamArn: string, published: string): void {
  const upTo = Number(published) - KEPT;
  if (!streamArn.startsWith("arn:aws:dynamodb:dynoxide:") || upTo - trimmedTo < TRIM_EVERY) return;
  trimmedTo = upTo;
  const table = /:table\/([^/]+)\//.exec(streamArn)?.[1] ?? "";
  const database = new DatabaseSync(join(dataDir, "dynamodb.sqlite"));
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    database
      .prepare("DELETE FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) <= ?")
      .run(table, upTo);
  } finally {
    database.close();
  }
}
