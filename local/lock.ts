/** Allows one stack per data folder. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../core/base/operatorError.ts";
import { messageOf } from "./systemError.ts";

/**
 * Locks the data folder until `release` or the process's end. It is an operating system lock inside SQLite, so a kill
 * -9 leaves no stale lock behind.
 *
 * @throws OperatorError when the folder is not writable or another stack uses it
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
