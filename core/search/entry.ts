/** A customer's entries in the search index, as DynamoDB items. */

import type { Item } from "../aws/item.ts";
import type { Customer } from "../customers/customer.ts";
import { entryKey, partitionKey } from "./keys.ts";
import { cut, wordsOf } from "./words.ts";

/**
 * The entries that a customer has: one a word, another one if it is archived. Each holds all the words, so that a search
 * for several is decided without the customer; and the version that it was written for.
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

/** Words as they are searched in: a blank stands before each. */
export const textOf = (words: readonly string[]): string => words.map((word) => ` ${word}`).join("");

/** All words of the customer that an entry is of. */
export const wordsIn = ({ words }: Item): string[] => words?.S?.trimStart().split(" ") ?? [];

/** An entry's place in the table. */
export const placeOf = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

/** What makes two entries of one place the same. */
export const contentOf = ({ words, archived }: Item): string => `${words?.S} ${archived?.BOOL}`;
