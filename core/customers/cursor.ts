/**
 * Cursors: a query's LastEvaluatedKey reduced to its range key, bound to the organization and the filter it was made for.
 * The key itself is rebuilt from the caller, so a cursor can never lead into another organization's partition.
 *
 * Layout, as base64url: version (1 byte), hash of the organization (4), hash of the filter (4), range key (UTF-8).
 */
import { createHash } from "node:crypto";
import { type AppError, invalid } from "../errors.ts";

const VERSION = 1;
const RANGE_KEY = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#cus_[A-Za-z0-9]{1,64}$/;

const binding = (organizationId: string, filter: string): Buffer =>
  Buffer.concat([Buffer.of(VERSION), shortHash(organizationId), shortHash(filter)]);

const shortHash = (text: string): Buffer => createHash("sha256").update(text).digest().subarray(0, 4);

export const encodeCursor = (organizationId: string, filter: string, rangeKey: string): string =>
  Buffer.concat([binding(organizationId, filter), Buffer.from(rangeKey)]).toString("base64url");

export const invalidCursor = (): AppError =>
  invalid([
    {
      field: "cursor",
      message: "is not a cursor of this list: send nextCursor as it was given, with the same filters",
    },
  ]);

/** The range key to go on from. @throws AppError `validation_error` on `cursor` for any cursor not made for this list. */
export function decodeCursor(organizationId: string, filter: string, cursor: string): string {
  const expected = binding(organizationId, filter);
  const bytes = /^[\w-]{12,200}$/.test(cursor) ? Buffer.from(cursor, "base64url") : Buffer.alloc(0);
  const rangeKey = bytes.subarray(expected.length).toString();
  if (!bytes.subarray(0, expected.length).equals(expected) || !RANGE_KEY.test(rangeKey)) throw invalidCursor();
  return rangeKey;
}
