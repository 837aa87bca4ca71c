/** The list of an organization's API keys. */
import type { Context } from "../base/context.ts";
import type { ApiKey } from "../organizations/apiKey.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { readMerged } from "../pages/merge.ts";
import type { parsePageQuery } from "../pages/query.ts";
import { queryApiKeys } from "./store.ts";

/** The positions that a cursor may hold: entries of this version, and of 0.1.0. */
const POSITION = /^key#(made#\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#)?key_[A-Za-z0-9]{1,48}$/;
const FILTER = "api keys";

export interface ApiKeyPage {
  keys: ApiKey[];
  /** Present only if there is more. */
  nextCursor?: string;
}

/**
 * One page of the keys that are not revoked, newest first; a page may be short even if there is more.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export async function listApiKeys(
  context: Context,
  { limit, cursor }: ReturnType<typeof parsePageQuery>,
): Promise<ApiKeyPage> {
  const { organizationId } = context;
  const after = cursor === undefined ? undefined : decodeCursor(organizationId, FILTER, cursor, POSITION);
  const page = await readMerged({
    partitions: [(size, from) => queryApiKeys(context, size, from)],
    positionOf: ({ position }) => position,
    order: "descending",
    limit,
    after,
  });
  return {
    keys: page.items.map(({ key }) => key),
    ...(page.after === undefined ? {} : { nextCursor: encodeCursor(organizationId, FILTER, page.after) }),
  };
}
