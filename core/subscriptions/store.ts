/**
 * Subscriptions in DynamoDB. A customer's latest one is a map in the customer's item, so that one conditional write
 * decides every race. Past ones are in the subscriptions table, for good.
 *
 * | access pattern                           | table or index | key                                                     |
 * |------------------------------------------|----------------|---------------------------------------------------------|
 * | a past subscription                      | table          | pk = <org>#<customerId>, sk = <subscriptionId>          |
 * | a customer's past ones, newest first     | byCreatedAt    | pk, listSort = <createdAt>#<subscriptionId>             |
 */
import {
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { type ConditionalUpdate, send, tableNamed } from "../aws/dynamodb.ts";
import type { Item } from "../aws/item.ts";
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { clauseValues, EXISTS, IS_NOT_ARCHIVED, NEXT_VERSION, versionName } from "../customers/clauses.ts";
import type { Customer } from "../customers/customer.ts";
import { customerKey, listSort } from "../customers/keys.ts";
import { keyOfCustomer, updateIf, type WriteResult, writeFailed } from "../customers/store.ts";
import { fromSubscriptionMap, toSubscriptionMap } from "../customers/subscription/item.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";
import type { PartitionPage } from "../pages/merge.ts";

const pastTable = () => tableNamed(config.subscriptionsTable());

/** Starts a customer's first subscription if it is not archived. */
export const beginFirst = (context: Context, customerId: string, subscription: Subscription): Promise<WriteResult> =>
  updateIf(
    context,
    customerId,
    beginning(context, subscription, {
      condition: `${EXISTS} AND ${IS_NOT_ARCHIVED} AND attribute_not_exists(subscription)`,
    }),
  );

/**
 * Starts a subscription in place of the customer's latest one, which becomes a past one, if the customer still has exactly
 * this version: one transaction, so that no subscription is ever in neither place.
 */
export async function replaceLatest(
  context: Context,
  customer: Customer,
  latest: Subscription,
  subscription: Subscription,
): Promise<WriteResult> {
  const Item = toPastItem(customer, latest);
  const update = beginning(context, subscription, {
    condition: "#version = :version",
    values: { ":version": { N: String(customer.version) } },
  });
  const Update = {
    TableName: config.customersTable(),
    Key: keyOfCustomer(context, customer.id),
    ...update,
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  };
  try {
    await send(
      context,
      new TransactWriteItemsCommand({
        ReturnConsumedCapacity: "TOTAL",
        TransactItems: [{ Put: { TableName: config.subscriptionsTable(), Item } }, { Update }],
      }),
    );
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const [, reason] = error.CancellationReasons ?? [];
    if (reason?.Code === "ConditionalCheckFailed") return writeFailed(context, reason.Item);
    throw error;
  }
  const { requestId } = context;
  const version = customer.version + 1;
  return {
    updated: true,
    customer: { ...customer, subscription, version, updatedAt: subscription.createdAt, requestId },
  };
}

/** The update that makes a subscription the latest one and adds 1 to the version, at the time of its creation. */
const beginning = (
  context: Context,
  subscription: Subscription,
  { condition, values = {} }: { condition: string; values?: Item },
): Required<ConditionalUpdate> => ({
  UpdateExpression: `SET subscription = :subscription, ${NEXT_VERSION}`,
  ConditionExpression: condition,
  ExpressionAttributeNames: versionName,
  ExpressionAttributeValues: {
    ...clauseValues(context, subscription.createdAt),
    ":subscription": { M: toSubscriptionMap(subscription) },
    ...values,
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
  updateIf(context, customerId, {
    UpdateExpression: `SET subscription.endDate = :end, subscription.canceledAt = :now, subscription.cancelMark = :mark${
      cancelReason === undefined ? "" : ", subscription.cancelReason = :reason"
    }, ${NEXT_VERSION}`,
    // Of parallel cancellations only the first counts, even if the second one's clock is behind: a subscription that
    // was ended at the time of its own cancellation cannot be ended again.
    ConditionExpression: `${EXISTS} AND ${IS_NOT_ARCHIVED} AND subscription.id = :id AND (attribute_not_exists(subscription.endDate)
      OR (subscription.endDate > :end AND subscription.endDate > subscription.canceledAt))`,
    ExpressionAttributeNames: versionName,
    ExpressionAttributeValues: {
      ...clauseValues(context, canceledAt),
      ":id": { S: subscriptionId },
      ":end": { S: endDate },
      ":mark": { S: cancelMark },
      ...(cancelReason === undefined ? {} : { ":reason": { S: cancelReason } }),
    },
  });

/** A strongly consistent read of a past subscription. */
export async function getPast(context: Context, customerId: string, id: string): Promise<Subscription | undefined> {
  const Key = { pk: { S: customerKey(context.organizationId, customerId) }, sk: { S: id } };
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

const toPastItem = (
  { organizationId, id }: Pick<Customer, "organizationId" | "id">,
  subscription: Subscription,
): Item => ({
  pk: { S: customerKey(organizationId, id) },
  sk: { S: subscription.id },
  listSort: { S: positionOf(subscription) },
  subscription: { M: toSubscriptionMap(subscription) },
});

const fromPastItem = ({ subscription }: Item): Subscription => fromSubscriptionMap(subscription?.M ?? {});
