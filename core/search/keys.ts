/**
 * The search table's keys. An entry represents one word of one customer; a customer's entries never move.
 *
 * | access pattern                                   | pk                      | sk                                        |
 * |--------------------------------------------------|-------------------------|-------------------------------------------|
 * | customers with a word that begins like this      | <org>#<shard>           | <word> <inverted createdAt> <customerId>  |
 * | archived customers with such a word              | <org>#<shard>#archived  | the same                                  |
 * | an organization's index: its version, a rebuild  | rebuilds                | <org>                                     |
 *
 * The shard is that of the customer's `listKey`. Words contain no blank and no character that sorts before it, so
 * entries sort by word, then newest first.
 */
import type { Customer } from "../customers/customer.ts";
import type { ListFilter } from "../customers/store.ts";
import { cut } from "./words.ts";

/** The partition to walk for a filter. Active customers have none of their own: entries say who is archived. */
export const partitionKey = (listKey: string, filter: ListFilter): string =>
  filter === "archived" ? `${listKey}#archived` : listKey;

/**
 * Raised with every change of what entries hold: fold.ts, words.ts, entry.ts. `npm start` names the organizations whose
 * index is older, so that they are rebuilt.
 */
export const INDEX_VERSION = 2;

/** In the year 2286; later times all sort the same. */
const LAST_TIME = 9_999_999_999_999;

export function entryKey(word: string, { createdAt, id }: Pick<Customer, "createdAt" | "id">): string {
  const time = Math.min(Math.max(LAST_TIME - Date.parse(createdAt), 0), LAST_TIME);
  return `${cut(word)} ${String(time).padStart(13, "0")} ${id}`;
}

/** The word and the customer id in an entry's key. */
export function splitEntryKey(key: string): { word: string; customerId: string } {
  return { word: key.slice(0, key.indexOf(" ")), customerId: key.slice(key.lastIndexOf(" ") + 1) };
}

/** The position of a walk: the index of the query's word, and the key of the last entry that was read, if any. */
export const WALK_POSITION = /^[0-4](\S{1,64} \d{13} cus_[A-Za-z0-9]{1,48})?$/;
