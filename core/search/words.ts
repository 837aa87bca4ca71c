/** What a customer is found by, and what a search asks for. */

import { characters } from "../base/validation.ts";
import type { Customer } from "../customers/customer.ts";
import { pieces } from "./fold.ts";

/** A customer has at most this many entries in the index, and so many of them for the full name. */
const MAX_WORDS = 24;
const MAX_NAME_WORDS = 16;
/** An entry's key holds no more of a word; the record is held against all of it. */
const MAX_WORD_BYTES = 64;

/**
 * Where a word begins: after anything that is no letter, digit or mark (`o'brien-smith` is found by `brien` and by
 * `smith`), and at each letter of the scripts that are written without blanks.
 */
const BEGINNING =
  /(?<![\p{L}\p{N}\p{M}])[\p{L}\p{N}]|(?=\p{L})[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

/** The words of a customer: whatever begins with one of a search's words is found by it. */
export function wordsOf({ id, email, externalId = "", fullName = "" }: Searched): string[] {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  const found = [id, email, domain, externalId].flatMap(pieces);
  const name = pieces(fullName).flatMap(beginnings).slice(0, MAX_NAME_WORDS);
  return [...new Set([...name, ...found])].slice(0, MAX_WORDS);
}

const beginnings = (piece: string): string[] => [
  ...new Set([piece, ...Array.from(piece.matchAll(BEGINNING), ({ index }) => piece.slice(index))]),
];

/** As much of a word as keys hold. What begins with a word, cut, begins with that word cut. */
export function cut(word: string): string {
  const bytes = Buffer.from(word);
  if (bytes.length <= MAX_WORD_BYTES) return word;
  let end = MAX_WORD_BYTES;
  // Not inside a character.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}

/**
 * The one of a customer's words that stands for the customer in a walk through those that begin with a word, cut: however
 * many do, the customer is shown once.
 */
export const standingFor = (words: readonly string[], word: string): string | undefined =>
  words
    .filter((it) => it.startsWith(word))
    .map(cut)
    .sort()[0];

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

/** What of a customer is looked at. */
type Searched = Pick<Customer, "id" | "email" | "externalId" | "fullName">;

/** Whether the query finds a customer: by its id or external id alone, or by each of the query's words. */
export const isFound = (query: Query, customer: Searched): boolean =>
  isExact(query, customer) || matches(query, wordsOf(customer));

/** Whether the whole query is the customer's id or external id. */
export const isExact = ({ text }: Query, { id, externalId }: Searched): boolean => id === text || externalId === text;

/** Whether each word of the query begins one of a customer's words. */
export const matches = (query: Query, words: readonly string[]): boolean =>
  query.words.every((word) => words.some((it) => it.startsWith(word)));
