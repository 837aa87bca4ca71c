/** A search's query, and whether it finds a customer. */
import { characters } from "../base/validation.ts";
import { pieces } from "./fold.ts";
import { type Searched, wordsOf } from "./words.ts";

/** A parsed search. */
export interface Query {
  /** As sent, trimmed. It may be an id, which is found whatever the index holds. */
  text: string;
  /** Folded. A customer matches when each of these is a prefix of one of its words. */
  words: readonly string[];
}

const MAX_CHARACTERS = 100;
const MAX_QUERY_WORDS = 5;

/** Why a text cannot be searched for, or nothing. */
export function queryProblem(text: string): string | undefined {
  const trimmed = text.trim();
  if (characters(trimmed) > MAX_CHARACTERS) return `must be at most ${MAX_CHARACTERS} characters`;
  return pieces(trimmed).length > MAX_QUERY_WORDS ? `must be at most ${MAX_QUERY_WORDS} words` : undefined;
}

/** Undefined when there is nothing to search for. */
export function readQuery(text: string): Query | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const words = [...new Set(pieces(trimmed))];
  // Whatever starts with the longer word also starts with the shorter one.
  const needed = words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
  // Accents alone fold to nothing; then no customer's word starts with them.
  return { text: trimmed, words: needed.length > 0 ? needed : [trimmed] };
}

/** Whether the query finds a customer: by its id or external id alone, or by all of the query's words. */
export const isFound = (query: Query, customer: Searched): boolean =>
  isExact(query, customer) || matches(query, wordsOf(customer));

/** Whether the whole query is the customer's id or external id. */
export const isExact = ({ text }: Query, { id, externalId }: Searched): boolean => id === text || externalId === text;

/** Whether each word of the query is a prefix of one of a customer's words. */
export const matches = (query: Query, words: readonly string[]): boolean =>
  query.words.every((word) => words.some((it) => it.startsWith(word)));
