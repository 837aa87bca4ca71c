/** What a search asks for, and whether it finds a customer. */
import { characters } from "../base/validation.ts";
import { pieces } from "./fold.ts";
import { type Searched, wordsOf } from "./words.ts";

/** What somebody searches for. */
export interface Query {
  /** As it was sent, without blanks around it: it may be an id, which is found whatever the index holds. */
  text: string;
  /** Folded; a customer matches when each of them begins one of its words. */
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
  // What begins with the longer word begins with the shorter one too.
  const needed = words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)));
  // Marks alone fold to nothing; then no word of any customer begins with them.
  return { text: trimmed, words: needed.length > 0 ? needed : [trimmed] };
}

/** Whether the query finds a customer: by its id or external id alone, or by each of the query's words. */
export const isFound = (query: Query, customer: Searched): boolean =>
  isExact(query, customer) || matches(query, wordsOf(customer));

/** Whether the whole query is the customer's id or external id. */
export const isExact = ({ text }: Query, { id, externalId }: Searched): boolean => id === text || externalId === text;

/** Whether each word of the query begins one of a customer's words. */
export const matches = (query: Query, words: readonly string[]): boolean =>
  query.words.every((word) => words.some((it) => it.startsWith(word)));
