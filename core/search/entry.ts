/** A customer's entries in the search index, as DynamoDB items. */

import type { Item } from "../aws/item.ts";
import type { Customer } from "../customers/customer.ts";
import { entryKey, partitionKey } from "./keys.ts";
import { cut, wordsOf } from "./words.ts";

/**
 * The entries of a customer: one per word, and another one per word if it is archived. Each holds all of the customer's
 * words, so that a search for several needs no customer record, and the customer's version.
 */
export function entriesOf(customer: Customer, listKey: string): Item[] {
  const words = [...new Set(wordsOf(customer).map(cut))];
  const isArchived = customer.archivedAt !== undefined;
  const rest = {
    version: { N: String(customer.version) },
    words: { S: textOf(words) },
    ...(isArchived ? { archived: { BOOL: true } } : {}),
  };
  const partitions = isArchived ? (["all", "archived"] as const) : (["all"] as const);
  return partitions.flatMap((filter) =>
    words.map((word) => ({
      pk: { S: partitionKey(listKey, filter) },
      sk: { S: entryKey(word, customer) },
      ...rest,
    })),
  );
}

/** Words in the form in which they are searched: a blank before each. */
export const textOf = (words: readonly string[]): string => words.map((word) => ` ${word}`).join("");

/** All words of the customer to which an entry belongs. */
export const wordsIn = ({ words }: Item): string[] => words?.S?.trimStart().split(" ") ?? [];

/** An entry's key as text. */
export const keyOfEntry = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

/** Equal for two entries with the same key if nothing in them differs. */
export const fingerprintOf = ({ words, archived }: Item): string => `${words?.S} ${archived?.BOOL}`;
