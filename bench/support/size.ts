import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../core/aws/item.ts";

/**
 * An item's size by DynamoDB's rules: names and values in UTF-8.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const sizeOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

function valueSize({ S, N, M, B }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  // One byte per two significant digits, plus one.
  if (N !== undefined) return Math.ceil(N.replace(/^0+|[.-]/g, "").length / 2) + 1;
  if (M !== undefined) return 3 + Object.keys(M).length + sizeOf(M);
  if (B !== undefined) return B.length;
  throw new Error("A sample has only texts, numbers, maps and bytes");
}
