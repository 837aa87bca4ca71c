/**
 * Plans in DynamoDB, in the organizations table.
 *
 * | item | pk    | sk            |
 * |------|-------|---------------|
 * | plan | <org> | plan#<planId> |
 *
 * The id is derived from the code, so both lead to the key. The part of a plan that a push sets is one JSON text.
 */

import { GetItemCommand, TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { batchGet, queryPartition, send, tableNamed } from "../aws/dynamodb.ts";
import { type Item, textIn } from "../aws/item.ts";
import { unlessNewer } from "../aws/layout.ts";
import { config } from "../base/config.ts";
import type { Budget } from "../base/context.ts";
import { readJson } from "../base/json.ts";
import type { Plan, PlanInput } from "./plan.ts";

const table = () => tableNamed(config.organizationsTable());

const PREFIX = "plan#";

/** One eventually consistent read: a plan pushed right now may appear a moment later. */
export async function getPlanById(call: Budget, organizationId: string, id: string): Promise<Plan | undefined> {
  const { Item } = await send(
    call,
    new GetItemCommand({
      ...table(),
      Key: keyOf(organizationId, id),
    }),
  );
  return Item && fromItem(Item);
}

/**
 * Plans by their ids, in parallel requests of 100, eventually consistent as well. Ids without a plan are missing in the result.
 *
 * @throws AppError `service_unavailable` when DynamoDB keeps leaving some of them out
 */
export async function getPlansById(
  call: Budget,
  organizationId: string,
  ids: Iterable<string>,
): Promise<Map<string, Plan>> {
  const keys = [...new Set(ids)].map((id) => keyOf(organizationId, id));
  const items = await batchGet(call, config.organizationsTable(), keys, { isConsistent: false });
  return new Map(items.map(fromItem).map((plan) => [plan.id, plan]));
}

const keyOf = (organizationId: string, id: string) => ({ pk: { S: organizationId }, sk: { S: `${PREFIX}${id}` } });

/** All plans of an organization, in no order. */
export const queryPlans = async (call: Budget, organizationId: string): Promise<Plan[]> =>
  (await queryPartition(call, config.organizationsTable(), organizationId, PREFIX)).map(fromItem);

/** A plan to write, and what it was when it was read. */
export interface PlanWrite {
  plan: Plan;
  before: Plan | undefined;
}

/** Writes plans in one transaction. False, and nothing is written, when one of them was changed since it was read. */
export async function savePlans(call: Budget, writes: readonly PlanWrite[]): Promise<boolean> {
  const TransactItems = writes.map(({ plan, before }) => ({
    Put: {
      TableName: config.organizationsTable(),
      Item: toItem(plan),
      ...(before
        ? unlessNewer({
            ConditionExpression: "content = :content",
            ExpressionAttributeValues: { ":content": { S: inputAsJson(before) } },
          })
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

const toItem = (plan: Plan): Item => ({
  pk: { S: plan.organizationId },
  sk: { S: `${PREFIX}${plan.id}` },
  content: { S: inputAsJson(plan) },
  createdAt: { S: plan.createdAt },
  updatedAt: { S: plan.updatedAt },
});

/** The part of a plan that a push sets, as JSON. */
const inputAsJson = ({ organizationId, id, createdAt, updatedAt, ...content }: Plan): string => JSON.stringify(content);

const fromItem = (item: Item): Plan => ({
  ...(readJson(textIn(item, "content")) as PlanInput),
  organizationId: textIn(item, "pk"),
  id: textIn(item, "sk").slice(PREFIX.length),
  createdAt: textIn(item, "createdAt"),
  updatedAt: textIn(item, "updatedAt"),
});
