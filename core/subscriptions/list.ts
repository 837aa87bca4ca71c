/** Lists of subscriptions: a customer's, or each customer's latest one. */
import * as z from "zod/mini";
import type { Context } from "../base/context.ts";
import type { Customer } from "../customers/customer.ts";
import { listSort } from "../customers/keys.ts";
import { getCustomer } from "../customers/service.ts";
import { queryCustomers } from "../customers/store.ts";
import { statusAt } from "../customers/subscription/period.ts";
import { type Subscription, statuses } from "../customers/subscription/subscription.ts";
import { organizationOf } from "../organizations/service.ts";
import { decodeCursor, encodeCursor } from "../pages/cursor.ts";
import { comparePositions, type MergedPage, type ReadPartition, readMerged } from "../pages/merge.ts";
import { DEFAULT_LIMIT, given, pageParameters, parseListParameters } from "../pages/query.ts";
import type { Subscribed } from "./service.ts";
import { positionOf, queryPast } from "./store.ts";
import { type Held, withPlans } from "./subscribed.ts";

/** The states that SDKs may ask for. Those that follow from payments never occur here: nothing is in them. */
export const askedStatuses = [...statuses, "pending_payment", "past_due", "paused", "expired"] as const;

const listQuery = z.object({
  ...pageParameters,
  customerId: z.optional(given),
  status: z.optional(z.enum(askedStatuses, { error: `must be one of ${askedStatuses.join(", ")}` })),
});

/** What is not a filter here, and the one that is meant: without it the list would show strangers. */
const MEANT = { id: "customerId", externalId: "customerId" };

/** @throws AppError `validation_error` */
export const parseListQuery = (query: URLSearchParams) => parseListParameters(listQuery, query, MEANT);

/** A list's parsed query. */
export type ListQuery = ReturnType<typeof parseListQuery>;

export interface SubscriptionPage {
  subscriptions: Subscribed[];
  /** Present only if there is more. */
  nextCursor?: string;
}

/**
 * One page: with a customer, all that it ever had, newest first; without, each customer's latest one, newest customers
 * first, and a page may be short even if there is more.
 *
 * @throws AppError `customer_not_found`, `validation_error` on `cursor`
 */
export async function listSubscriptions(context: Context, query: ListQuery): Promise<SubscriptionPage> {
  const { limit = DEFAULT_LIMIT, cursor, customerId, status } = query;
  const { organizationId } = context;
  const customer = customerId === undefined ? undefined : await getCustomer(context, customerId);
  const filter = `${status ?? "all"} subscriptions of ${customer?.id ?? "everybody"}`;
  const after = cursor === undefined ? undefined : decodeCursor(organizationId, filter, cursor, rangeKeysOf(customer));
  const request = { limit, after, status };
  const { items, after: end } = await (customer ? pageOf(context, customer, request) : pageOfAll(context, request));
  return {
    subscriptions: await withPlans(context, items),
    ...(end === undefined ? {} : { nextCursor: encodeCursor(organizationId, filter, end) }),
  };
}

/** The positions that a cursor may hold. */
const rangeKeysOf = (customer: Customer | undefined): RegExp | undefined =>
  customer && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#sub_[A-Za-z0-9]{9,56}$/;

interface PageRequest {
  limit: number;
  after: string | undefined;
  status: ListQuery["status"];
}

/** The customer was read before its past ones, so one that becomes a past one in between is not missed. */
async function pageOf(
  context: Context,
  customer: Customer,
  { limit, after, status }: PageRequest,
): Promise<MergedPage<Held>> {
  const { subscription: latest } = customer;
  const isShown =
    latest !== undefined &&
    (after === undefined || comparePositions(positionOf(latest), after) < 0) &&
    isIn(status, latest, context.now());
  const latestOnes: ReadPartition<Subscription> = async () => ({ items: isShown ? [latest] : [], lastKey: undefined });
  const pastOnes: ReadPartition<Subscription> = async (limit, after) => {
    const { items, lastKey } = await queryPast(context, customer.id, limit, after);
    // It may be copied there already, by a create that then did not replace it.
    return { items: items.filter(({ id }) => id !== latest?.id), lastKey };
  };
  const page = await readMerged({
    // What was replaced has ended.
    partitions: status === undefined || status === "canceled" ? [latestOnes, pastOnes] : [latestOnes],
    positionOf,
    order: "descending",
    limit,
    after,
  });
  return { ...page, items: page.items.map((subscription) => ({ customer, subscription })) };
}

/** The latest subscriptions of all customers. */
async function pageOfAll(context: Context, { limit, after, status }: PageRequest): Promise<MergedPage<Held>> {
  if (status !== undefined && !isPossible(status)) return { items: [], after: undefined };
  const { shards } = await organizationOf(context);
  const now = context.now();
  const readShard =
    (shard: number): ReadPartition<Held> =>
    async (limit, after) => {
      const { items, lastKey } = await queryCustomers(context, "all", shard, limit, after);
      const held = items.flatMap((customer) =>
        customer.subscription && isIn(status, customer.subscription, now)
          ? [{ customer, subscription: customer.subscription }]
          : [],
      );
      return { items: held, lastKey };
    };
  return readMerged({
    partitions: Array.from({ length: shards }, (_, shard) => readShard(shard)),
    positionOf: ({ customer }) => listSort(customer.createdAt, customer.id),
    order: "descending",
    limit,
    after,
  });
}

const isIn = (status: ListQuery["status"], subscription: Subscription, now: Date): boolean =>
  status === undefined || status === statusAt(subscription, now);

/** Whether a subscription can be in this state at all. */
const isPossible = (status: string): boolean => statuses.some((it) => it === status);
