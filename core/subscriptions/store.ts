/**
 * Subscriptions in DynamoDB. A customer's latest one is a map in the customer's item, so that one conditional write
 * decides every race. Past ones are in the subscriptions table, for good.
 *
 * | access pattern                           | table or index | key                                                     |
 * |------------------------------------------|----------------|---------------------------------------------------------|
 * | a past subscription                      | table          | pk = <org>#<customerId>, sk = <subscriptionId>          |
 * | a customer's past ones, newest first     | byCreatedAt    | pk, listSort = <createdAt>#<subscriptionId>             |
 */
import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { queryPartition, send, tableNamed } from "../aws/dynamodb.ts";
import { type Item, keyOf } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { transact } from "../aws/transaction.ts";
import { config } from "../base/config.ts";
import type { Budget, Context } from "../base/context.ts";
import { clauseValues, EXISTS, IS_NOT_ARCHIVED, nextVersion, versionName } from "../customers/clauses.ts";
import { customerKey, listSort } from "../customers/keys.ts";
import { updateIf, type WriteResult } from "../customers/store.ts";
import { fromSubscriptionMap, toSubscriptionMap } from "../customers/subscription/item.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";
import type { PartitionPage } from "../pages/merge.ts";

const pastTable = () => tableNamed(config.subscriptionsTable());

/** Starts a customer's first subscription if the customer is not archived. */
export const beginFirst = (context: Context, customerId: string, subscription: Subscription): Promise<WriteResult> =>
  write(context, customerId, subscription.createdAt, {
    set: "subscription = :subscription",
    condition: "attribute_not_exists(subscription)",
    values: { ":subscription": { M: toSubscriptionMap(subscription) } },
  });

/**
 * Starts a subscription in place of the customer's latest one, which has ended and becomes a past one, if the customer is not
 * archived and that one is still the latest, and as it was read.
 *
 * It is copied first (`keepPast`), so that it is at no time in neither place. A copy of one that then stays the latest is
 * not seen: the customer's item counts.
 */
export const replaceEnded = (
  context: Context,
  customerId: string,
  ended: Subscription,
  subscription: Subscription,
): Promise<WriteResult> =>
  write(context, customerId, subscription.createdAt, {
    set: "subscription = :subscription",
    // Each cancellation makes it end earlier, and nothing else changes it: the same end is the same subscription.
    condition: "subscription.id = :ended AND subscription.endDate = :end",
    values: {
      ":subscription": { M: toSubscriptionMap(subscription) },
      ":ended": { S: ended.id },
      ":end": { S: ended.endDate ?? "" },
    },
  });

/** The values that a cancellation writes. */
export type Cancellation = Required<Pick<Subscription, "endDate" | "canceledAt" | "cancelMark">> &
  Pick<Subscription, "cancelReason">;

/** Ends a customer's subscription if it has this id, and has no end or a later one that is still in the future. */
export const endIfEarlier = (
  context: Context,
  customerId: string,
  subscriptionId: string,
  { endDate, canceledAt, cancelMark, cancelReason }: Cancellation,
): Promise<WriteResult> =>
  write(context, customerId, canceledAt, {
    set: `subscription.endDate = :end, subscription.canceledAt = :now, subscription.cancelMark = :mark${
      cancelReason === undefined ? "" : ", subscription.cancelReason = :reason"
    }`,
    // Of parallel cancellations only the first counts, even if the second one's clock is behind: a subscription that
    // was ended at the time of its own cancellation cannot be ended again.
    condition: `subscription.id = :id AND (attribute_not_exists(subscription.endDate)
      OR (subscription.endDate > :end AND subscription.endDate > subscription.canceledAt))`,
    values: {
      ":id": { S: subscriptionId },
      ":end": { S: endDate },
      ":mark": { S: cancelMark },
      ...(cancelReason === undefined ? {} : { ":reason": { S: cancelReason } }),
    },
  });

/** Adds 1 to the version of a customer that is not archived, at a time. */
const write = (
  context: Context,
  customerId: string,
  now: string,
  { set, condition, values }: { set: string; condition: string; values: Item },
): Promise<WriteResult> =>
  updateIf(context, customerId, {
    UpdateExpression: `SET ${set}, ${nextVersion(context)}`,
    ConditionExpression: `${EXISTS} AND ${IS_NOT_ARCHIVED} AND ${condition}`,
    ExpressionAttributeNames: versionName,
    ExpressionAttributeValues: { ...clauseValues(context, now), ...values },
  });

/**
 * Writes a past subscription unless it is there as it is now, or as a later cancellation left it. False when nothing is
 * written.
 */
export const keepPast = (context: Context, customerId: string, subscription: Subscription): Promise<boolean> =>
  putPast(context, customerId, subscription, {
    condition: "attribute_not_exists(pk) OR subscription.endDate > :end",
    values: { ":end": { S: subscription.endDate ?? "" } },
  });

/** Writes a past subscription in place of what was seen. False, and nothing is written, when it has changed since. */
export const correctPast = (
  context: Context,
  customerId: string,
  subscription: Subscription,
  seen: Subscription,
): Promise<boolean> =>
  putPast(context, customerId, subscription, {
    condition: "subscription = :seen",
    values: { ":seen": { M: toSubscriptionMap(seen) } },
  });

/** One transaction, which also holds that the customer was not erased since it was read. */
async function putPast(
  context: Context,
  customerId: string,
  subscription: Subscription,
  { condition, values }: { condition: string; values: Item },
): Promise<boolean> {
  const isNotErased = {
    TableName: config.customersTable(),
    Key: { pk: { S: customerKey(context.organizationId, customerId) } },
    ...unlessNewer({ ConditionExpression: "attribute_not_exists(erasedAt)" }),
  };
  const put = {
    TableName: config.subscriptionsTable(),
    Key: keyOfPast(context, customerId, subscription.id),
    ...unlessNewer({
      UpdateExpression: "SET listSort = :position, subscription = :subscription",
      ConditionExpression: condition,
      ExpressionAttributeValues: {
        ":position": { S: positionOf(subscription) },
        ":subscription": { M: toSubscriptionMap(subscription) },
        ...values,
      },
    }),
  };
  return (await transact(context, [{ ConditionCheck: isNotErased }, { Update: put }])) === undefined;
}

/** A past subscription as an item, for one that is written together with its customer. */
export const pastItem = (context: Context, customerId: string, subscription: Subscription): Item => ({
  ...keyOfPast(context, customerId, subscription.id),
  listSort: { S: positionOf(subscription) },
  subscription: { M: toSubscriptionMap(subscription) },
});

/** A strongly consistent read of a past subscription. */
export async function getPast(context: Context, customerId: string, id: string): Promise<Subscription | undefined> {
  const Key = keyOfPast(context, customerId, id);
  const { Item } = await send(context, new GetItemCommand({ ...pastTable(), Key, ConsistentRead: true }));
  return Item && fromPastItem(Item);
}

/** The position of a subscription among its customer's. */
export const positionOf = ({ createdAt, id }: Pick<Subscription, "createdAt" | "id">): string =>
  listSort(createdAt, id);

/** Reads at most `limit` of a customer's past subscriptions, newest first, strongly consistent. */
export async function queryPast(
  context: Context,
  customerId: string,
  limit: number,
  after: string | undefined,
): Promise<PartitionPage<Subscription>> {
  const { Items = [], LastEvaluatedKey } = await send(
    context,
    new QueryCommand({
      ...pastTable(),
      IndexName: "byCreatedAt",
      // Not ExclusiveStartKey, which must be an item's own key: `after` may belong to the latest one.
      KeyConditionExpression: `pk = :pk${after === undefined ? "" : " AND listSort < :after"}`,
      ExpressionAttributeValues: {
        ":pk": { S: customerKey(context.organizationId, customerId) },
        ...(after === undefined ? {} : { ":after": { S: after } }),
      },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return { items: Items.map(fromPastItem), lastKey: LastEvaluatedKey?.listSort?.S };
}

/** The keys of all past subscriptions of a customer, by its key. */
export async function keysOfPast(call: Budget, key: string): Promise<Item[]> {
  return (await queryPartition(call, config.subscriptionsTable(), key)).map(keyOf);
}

const keyOfPast = ({ organizationId }: Context, customerId: string, id: string): Item => ({
  pk: { S: customerKey(organizationId, customerId) },
  sk: { S: id },
});

const fromPastItem = ({ subscription }: Item): Subscription => fromSubscriptionMap(subscription?.M ?? {});
