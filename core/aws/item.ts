/** A DynamoDB item as the client takes and returns it, and how to read attributes that every item of its kind has. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type Item = Record<string, AttributeValue>;

/** The key of an item in a table with `pk` and `sk`. */
export const keyOf = (item: Item): Item => ({ pk: { S: textIn(item, "pk") }, sk: { S: textIn(item, "sk") } });

/** The text of an attribute. @throws Error when the item has none, so is not of the expected kind */
export function textIn(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined) throw new Error(`The item has no text in ${name}`);
  return text;
}

/** The number of an attribute. @throws Error when the item has none */
export function numberIn(item: Item, name: string): number {
  const text = item[name]?.N;
  if (text === undefined) throw new Error(`The item has no number in ${name}`);
  return Number(text);
}
