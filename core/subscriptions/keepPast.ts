/** Copies of subscriptions that have ended. */
import { TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { send } from "../aws/dynamodb.ts";
import type { Item } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { config } from "../base/config.ts";
import type { Context } from "../base/context.ts";
import { customerKey } from "../customers/keys.ts";
import { toSubscriptionMap } from "../customers/subscription/item.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";
import { keyOfPast, positionOf } from "./store.ts";

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
  try {
    const TransactItems = [{ ConditionCheck: isNotErased }, { Update: put }];
    await send(context, new TransactWriteItemsCommand({ ReturnConsumedCapacity: "TOTAL", TransactItems }));
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    if (!error.CancellationReasons?.some(({ Code }) => Code === "ConditionalCheckFailed")) throw error;
    return false;
  }
}
