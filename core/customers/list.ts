/** Lists: pages of customers, newest first. */
import type { Context } from "../base/context.ts";
import { organizationOf } from "../organizations/service.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { readMerged } from "../pages/merge.ts";
import type { Customer } from "./customer.ts";
import { listSort } from "./keys.ts";
import { type ListFilter, queryCustomers } from "./store.ts";

export interface ListRequest {
  /** 1 to 100 customers a page. */
  limit: number;
  cursor?: string | undefined;
  filter: ListFilter;
}

export interface CustomerPage {
  customers: Customer[];
  /** Present only if there is more. */
  nextCursor?: string;
}

/**
 * One page. Every customer in the index when a walk starts is seen exactly once, whatever is inserted or archived
 * during the walk: entries never move. With the filter `active` a page may be short even if there is more.
 *
 * @throws AppError `validation_error` on `cursor`
 */
export async function listCustomers(context: Context, { limit, cursor, filter }: ListRequest): Promise<CustomerPage> {
  const { organizationId } = context;
  const after = cursor === undefined ? undefined : decodeCursor(organizationId, filter, cursor);
  const { shards } = await organizationOf(context);
  const page = await readMerged({
    partitions: Array.from(
      { length: shards },
      (_, shard) => (limit, after) => queryCustomers(context, filter, shard, limit, after),
    ),
    positionOf: ({ createdAt, id }) => listSort(createdAt, id),
    order: "descending",
    limit,
    after,
  });
  const nextCursor = page.after === undefined ? {} : { nextCursor: encodeCursor(organizationId, filter, page.after) };
  return { customers: page.items, ...nextCursor };
}
