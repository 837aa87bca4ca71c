/** A customer's entries in the search index, as DynamoDB items. */

import type { Item } from "../aws/item.ts";
import type { Customer } from "../customers/customer.ts";
import { entryKey, partitionKey } from "./keys.ts";
import { cut, indexedWords, wordsOf } from "./words.ts";

/**
 * The entries of a customer: one per indexed word, and another one per word if it is archived. Each holds all of the
 * indexed words, so that a search for several needs no customer record; whether the customer has words without an entry;
 * and the customer's version.
 */
export function entriesOf(customer: Customer, listKey: string): Item[] {
  const all = wordsOf(customer);
  const words = indexedWords(all);
  const isArchived = customer.archivedAt !== undefined;
  const rest = {
    version: { N: String(customer.version) },
    words: { S: textOf(words) },
    ...(hasMore(all, words) ? { more: { BOOL: true } } : {}),
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

/** Whether the customer has words that are no prefix of an indexed one. */
const hasMore = (all: readonly string[], indexed: readonly string[]): boolean =>
  all.some((word) => !indexed.some((it) => it.startsWith(cut(word))));

/** Words in the form in which they are searched: a blank before each. */
export const textOf = (words: readonly string[]): string => words.map((word) => ` ${word}`).join("");

/** All words of the customer to which an entry belongs. */
export const wordsIn = ({ words }: Item): string[] => words?.S?.trimStart().split(" ") ?? [];

/** An entry's key as text. */
export const keyOfEntry = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

/** Equal for two entries with the same key if nothing in them differs. */
export const fingerprintOf = ({ words, more, archived }: Item): string => `${words?.S} ${more?.BOOL} ${archived?.BOOL}`;
