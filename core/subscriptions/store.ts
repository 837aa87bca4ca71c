/**
 * Subscriptions in DynamoDB: each is a map in its customer's item, so that one conditional write decides every race.
 */

import type { Item } from "../aws/item.ts";
import type { Context } from "../base/context.ts";
import { clauseValues, EXISTS, IS_NOT_ARCHIVED, NEXT_VERSION, versionName } from "../customers/clauses.ts";
import { updateIf, type WriteResult } from "../customers/store.ts";
import { toSubscriptionMap } from "../customers/subscription/item.ts";
import type { Subscription } from "../customers/subscription/subscription.ts";

/**
 * Starts a subscription if the customer is not archived and has no active one. Not again if this same
 * subscription has ended already; older code may have given it another id.
 */
export const beginIfNoneActive = (
  context: Context,
  customerId: string,
  subscription: Subscription,
  formerId: string,
): Promise<WriteResult> =>
  write(context, customerId, subscription.createdAt, {
    set: "subscription = :subscription",
    condition:
      "(attribute_not_exists(subscription) OR (subscription.endDate <= :now AND NOT subscription.id IN (:id, :formerId)))",
    values: {
      ":subscription": { M: toSubscriptionMap(subscription) },
      ":id": { S: subscription.id },
      ":formerId": { S: formerId },
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
    UpdateExpression: `SET ${set}, ${NEXT_VERSION}`,
    ConditionExpression: `${EXISTS} AND ${IS_NOT_ARCHIVED} AND ${condition}`,
    ExpressionAttributeNames: versionName,
    ExpressionAttributeValues: { ...clauseValues(context, now), ...values },
  });
