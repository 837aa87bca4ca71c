/**
 * Cursors: a query's LastEvaluatedKey reduced to its range key, bound to the organization and filter it was made for.
 * The full key is rebuilt from the caller's organization, so a cursor never leads into another organization's
 * partition.
 *
 * Layout, as base64url: version (1 byte), hash of organization, filter and range key (8), range key (UTF-8). The hash
 * is not secret: it detects a cursor that was cut, mistyped or made for another list.
 */
import { hash } from "node:crypto";
import { type AppError, invalid } from "../base/errors.ts";

const VERSION = 1;
const HASH_BYTES = 8;
/** The range keys of the lists of customers. */
const LIST_KEY = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#cus_[A-Za-z0-9]{1,48}$/;

export function encodeCursor(organizationId: string, filter: string, rangeKey: string): string {
  const digest = hash("sha256", JSON.stringify([organizationId, filter, rangeKey]), "buffer");
  const head = [Buffer.of(VERSION), digest.subarray(0, HASH_BYTES)];
  return Buffer.concat([...head, Buffer.from(rangeKey)]).toString("base64url");
}

export const invalidCursor = (): AppError =>
  invalid([
    {
      field: "cursor",
      message: "is not a cursor of this list: send nextCursor as it was given, with the same filters",
    },
  ]);

/** The range key to continue from. @throws AppError `validation_error` on `cursor` if it was not made for this list */
export function decodeCursor(
  organizationId: string,
  filter: string,
  cursor: string,
  rangeKeys: RegExp = LIST_KEY,
): string {
  const rangeKey = Buffer.from(cursor.slice(0, 200), "base64url").toString("utf8", 1 + HASH_BYTES);
  if (!rangeKeys.test(rangeKey) || encodeCursor(organizationId, filter, rangeKey) !== cursor) throw invalidCursor();
  return rangeKey;
}
