/** Several writes of which all are made, or none. */
import {
  type CancellationReason,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { Budget } from "../base/context.ts";
import { send } from "./dynamodb.ts";

/**
 * Makes writes together, or none of them. Undefined when they were made, or else the reasons why not, in their order: a
 * condition of one failed. A repeat by the SDK, after a lost response, carries the token of the first attempt, by which
 * DynamoDB recognizes it.
 *
 * @throws what `send` throws, and the SDK's own error when it was cancelled for anything but a condition
 */
export async function transact(
  call: Budget,
  TransactItems: TransactWriteItem[],
): Promise<readonly CancellationReason[] | undefined> {
  try {
    await send(call, new TransactWriteItemsCommand({ ReturnConsumedCapacity: "TOTAL", TransactItems }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    if (!reasons.some(isFailedCondition)) throw error;
    return reasons;
  }
}

/** Whether a write is why its transaction was cancelled. */
export const isFailedCondition = (reason: CancellationReason | undefined): reason is CancellationReason =>
  reason?.Code === "ConditionalCheckFailed";
