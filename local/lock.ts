/** One stack for each data folder. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../core/base/operatorError.ts";
import { messageOf } from "./systemError.ts";

/**
 * Takes the data folder for this process, until `release` or the process's end, however it ends: an operating system
 * lock inside SQLite leaves nothing stale behind a kill -9.
 *
 * @throws OperatorError when the folder cannot be written or another stack has it
 */
export function lockDataDir(dataDir: string): { release: () => void } {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    database = new DatabaseSync(join(dataDir, "lock.sqlite"));
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    const reason = messageOf(error);
    throw new OperatorError(
      reason.includes("locked")
        ? `Another Clientela runs on ${dataDir}. Stop it, or choose another folder: DATA_DIR=other npm start`
        : `Cannot write to the data folder ${dataDir} (${reason}). Choose another: DATA_DIR=other npm start`,
    );
  }
  const held = database;
  return { release: () => held.close() };
}
