/**
 * The layout of stored items, so that a version of Clientela that was brought back never misreads or overwrites what a
 * newer one has written. An item whose layout is not 1 says so in `schema`. All kinds of items count together: the next
 * kind that gets a new layout takes the next number. How to: CONTRIBUTING.md, "A layout of stored items".
 */
import { AppError } from "../base/errors.ts";
import type { Item } from "./item.ts";

/** The newest layout of any kind of item that this version reads. */
export const NEWEST_LAYOUT = 2;

/** A write of one item. */
interface Write {
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
}

/** The write, on the further condition that it does not meet an item of a newer layout: `send` then refuses it. */
export const unlessNewer = <T extends Write>(write: T) => ({
  ...write,
  ConditionExpression: `${write.ConditionExpression ? `(${write.ConditionExpression}) AND ` : ""}NOT #layout > :layout`,
  ExpressionAttributeNames: { ...write.ExpressionAttributeNames, "#layout": "schema" },
  ExpressionAttributeValues: { ...write.ExpressionAttributeValues, ":layout": { N: String(NEWEST_LAYOUT) } },
  ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
});

/** Whether the item is of a layout that this version does not know. */
export const isNewer = (item: Item | undefined): boolean => Number(item?.schema?.N) > NEWEST_LAYOUT;

/** Where DynamoDB's answers and errors have items. */
interface Items {
  Item?: Item;
  Attributes?: Item;
  Items?: Item[];
  /** Of a BatchGetItem, by table. */
  Responses?: Record<string, Item[]>;
  CancellationReasons?: { Item?: Item }[];
}

/**
 * Refuses items of a layout that this version does not know.
 *
 * @param result an answer or an error of DynamoDB, of any command
 * @throws AppError `stored_by_newer_version`
 */
export function refuseNewer(result: unknown): void {
  const { Item, Attributes, Items = [], Responses = {}, CancellationReasons = [] } = result as Items;
  const items = [Item, Attributes, ...Items, ...Object.values(Responses).flat()];
  if ([...items, ...CancellationReasons.map((reason) => reason.Item)].some(isNewer))
    throw new AppError("stored_by_newer_version");
}
