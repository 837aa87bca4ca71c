/** A search's query, and whether it finds a customer. */
import { emailWord, MAX_NAME_WORDS, type Searched, searchedWords, wordsOf } from "./words.ts";

/** A parsed search. */
export interface Query {
  /** As sent, trimmed. It may be an id, which is found whatever the index holds. */
  text: string;
  /** Folded. A customer matches when each of these is a prefix of one of its words. */
  words: readonly string[];
  /** Those of the words that the index is asked for. The record must have all of them. */
  leading: readonly string[];
}

/** The index is asked for at most this many words. */
const MAX_LEADING_WORDS = 5;

/** Undefined when there is nothing to search for. */
export function readQuery(text: string): Query | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const words = [...new Set(searchedWords(trimmed))];
  const sorted = words.toSorted();
  // Whatever starts with the longer word also starts with the shorter one.
  const covered = new Set(sorted.filter((word, i) => sorted[i + 1]?.startsWith(word)));
  const needed = words.filter((word) => !covered.has(word));
  // Signs or accents alone: no customer's word starts with them.
  if (needed.length === 0) return { text: trimmed, words: [trimmed], leading: [trimmed] };
  // The first words of a name have entries, so those of a name that was sent whole do; the longest find the fewest.
  const first = needed.slice(0, MAX_NAME_WORDS).toSorted((a, b) => b.length - a.length);
  const leading = new Set(first.slice(0, MAX_LEADING_WORDS));
  return { text: trimmed, words: needed, leading: needed.filter((word) => leading.has(word)) };
}

/** Looks an address up in the index. Others have the same word, so the record must be compared: `hasEmail`. */
export const emailQuery = (email: string): Query => {
  const words = [emailWord(email)];
  return { text: email, words, leading: words };
};

/** Whether a customer has exactly this address, ignoring case. */
export const hasEmail = (email: string, customer: Searched): boolean =>
  customer.email.toLowerCase() === email.toLowerCase();

/** Whether the query finds a customer: by its id or external id alone, or by all of the query's words. */
export const isFound = (query: Query, customer: Searched): boolean =>
  isExact(query, customer) || matches(query, wordsOf(customer));

/** Whether the whole query is the customer's id or external id. */
export const isExact = ({ text }: Query, { id, externalId }: Searched): boolean => id === text || externalId === text;

/** Whether each word of the query is a prefix of one of a customer's words. */
export const matches = (query: Query, words: readonly string[]): boolean =>
  query.words.every((word) => words.some((it) => it.startsWith(word)));
