/** What a customer is found by: the words of its ids, its email and its name. */

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

/** What of a customer is looked at. */
export type Searched = Pick<Customer, "id" | "email" | "externalId" | "fullName">;
