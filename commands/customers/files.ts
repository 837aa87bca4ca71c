/** Files that a command writes over several runs. */
import { existsSync, openSync, readFileSync, truncateSync } from "node:fs";
import * as z from "zod/mini";
import { OperatorError } from "../../core/base/operatorError.ts";
import { messageOf } from "../../local/systemError.ts";

/**
 * Opens a file for adding to its first `bytes` bytes; without them, anew. What it holds is nobody else's business.
 *
 * @throws OperatorError when it cannot be written
 */
export function openForAdding(file: string, bytes: number | undefined): number {
  try {
    if (bytes !== undefined) truncateSync(file, bytes);
    return openSync(file, bytes === undefined ? "w" : "a", 0o600);
  } catch (error) {
    throw new OperatorError(`Cannot write ${file}: ${messageOf(error)}`);
  }
}

/** What a file says; undefined if it is not there, or says something else. */
export function readIfSaid<T>(file: string, schema: z.ZodMiniType<T>): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return z.parse(schema, JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
