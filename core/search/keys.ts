/**
 * The search table's keys. An entry stands for one word of one customer; a customer's entries never move.
 *
 * | access pattern                                   | pk                      | sk                                        |
 * |--------------------------------------------------|-------------------------|-------------------------------------------|
 * | customers with a word that begins like this      | <org>#<shard>           | <word> <inverted createdAt> <customerId>  |
 * | archived customers with such a word              | <org>#<shard>#archived  | the same                                  |
 * | how far a rebuild of an organization's index is  | rebuilds                | <org>                                     |
 *
 * The shard is that of the customer's `listKey`. No word holds a blank, and none sorts after a blank, so that the order is:
 * the word, then newest first.
 */
import type { Customer } from "../customers/customer.ts";
import type { ListFilter } from "../customers/store.ts";
import { cut } from "./words.ts";

/** The partition to walk for a filter. Active customers have no partition of their own: an entry says that it is archived. */
export const partitionKey = (listKey: string, filter: ListFilter): string =>
  filter === "archived" ? `${listKey}#archived` : listKey;

/** The year 2286, after which all times are one. */
const LAST_TIME = 9_999_999_999_999;

export function entryKey(word: string, { createdAt, id }: Pick<Customer, "createdAt" | "id">): string {
  const time = Math.min(Math.max(LAST_TIME - Date.parse(createdAt), 0), LAST_TIME);
  return `${cut(word)} ${String(time).padStart(13, "0")} ${id}`;
}

/** What an entry's key says of it. */
export function splitEntryKey(key: string): { word: string; customerId: string } {
  return { word: key.slice(0, key.indexOf(" ")), customerId: key.slice(key.lastIndexOf(" ") + 1) };
}

/** Where a walk is: the number of the query's word, and the key of the last entry that was seen, if one was. */
export const WALK_PLACE = /^[0-4](\S{1,64} \d{13} cus_[A-Za-z0-9]{1,48})?$/;
