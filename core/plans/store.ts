/**
 * Plans in DynamoDB, in the organizations table.
 *
 * | item | pk    | sk            |
 * |------|-------|---------------|
 * | plan | <org> | plan#<planId> |
 *
 * The id follows from the code, so both lead to the key. What a push says of a plan is one JSON text.
 */
import { GetItemCommand, TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { queryPartition, send } from "../aws/dynamodb.ts";
import type { Item } from "../aws/item.ts";
import { config } from "../base/config.ts";
import type { Call } from "../base/context.ts";
import type { Plan, PlanInput } from "./plan.ts";

const TableName = config.organizationsTable;
type Timed = Pick<Call, "signal" | "units">;

const PREFIX = "plan#";

/** One read, eventually consistent: a plan that is pushed right now may show a moment later. */
export async function getPlanById(call: Timed, organizationId: string, id: string): Promise<Plan | undefined> {
  const { Item } = await send(
    call,
    new GetItemCommand({
      TableName,
      Key: { pk: { S: organizationId }, sk: { S: `${PREFIX}${id}` } },
      ReturnConsumedCapacity: "TOTAL",
    }),
  );
  return Item && fromItem(Item);
}

/** All plans of an organization, in no order. */
export const queryPlans = async (call: Timed, organizationId: string): Promise<Plan[]> =>
  (await queryPartition(call, TableName, organizationId, PREFIX)).map(fromItem);

/** A plan to write, and what it was when it was read. */
export interface PlanWrite {
  plan: Plan;
  before: Plan | undefined;
}

/** Writes plans in one transaction. False, and nothing is written, when one is not any more as it was read. */
export async function savePlans(call: Timed, writes: readonly PlanWrite[]): Promise<boolean> {
  const TransactItems = writes.map(({ plan, before }) => ({
    Put: {
      TableName,
      Item: toItem(plan),
      ...(before
        ? {
            ConditionExpression: "content = :content",
            ExpressionAttributeValues: { ":content": toItem(before).content ?? { S: "" } },
          }
        : { ConditionExpression: "attribute_not_exists(pk)" }),
    },
  }));
  try {
    await send(call, new TransactWriteItemsCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return false;
    throw error;
  }
}

function toItem({ organizationId, id, createdAt, updatedAt, ...content }: Plan): Item {
  return {
    pk: { S: organizationId },
    sk: { S: `${PREFIX}${id}` },
    content: { S: JSON.stringify(content) },
    createdAt: { S: createdAt },
    updatedAt: { S: updatedAt },
  };
}

const fromItem = (item: Item): Plan => ({
  ...(JSON.parse(item.content?.S ?? "{}") as PlanInput),
  organizationId: item.pk?.S ?? "",
  id: (item.sk?.S ?? "").slice(PREFIX.length),
  createdAt: item.createdAt?.S ?? "",
  updatedAt: item.updatedAt?.S ?? "",
});
