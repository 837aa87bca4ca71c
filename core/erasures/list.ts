/** The list of an organization's erasures. */
import type { Context } from "../base/context.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { readMerged } from "../pages/merge.ts";
import type { parsePageQuery } from "../pages/query.ts";
import type { Erasure } from "./erasure.ts";
import { queryErasures } from "./store.ts";

/** The positions that a cursor may hold. */
const POSITION = /^erased#\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#cus_[A-Za-z0-9]{1,48}$/;
const FILTER = "erasures";

export interface ErasurePage {
  erasures: Erasure[];
  /** Present only if there is more. */
  nextCursor?: string;
}

/** One page of receipts, newest first. @throws AppError `validation_error` on `cursor` */
export async function listErasures(
  context: Context,
  { limit, cursor }: ReturnType<typeof parsePageQuery>,
): Promise<ErasurePage> {
  const { organizationId } = context;
  const after = cursor === undefined ? undefined : decodeCursor(organizationId, FILTER, cursor, POSITION);
  const page = await readMerged({
    partitions: [(size, from) => queryErasures(context, size, from)],
    positionOf: ({ position }) => position,
    order: "descending",
    limit,
    after,
  });
  return {
    erasures: page.items.map(({ erasure }) => erasure),
    ...(page.after === undefined ? {} : { nextCursor: encodeCursor(organizationId, FILTER, page.after) }),
  };
}
