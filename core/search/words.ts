/** The words that find a customer: those of its ids, its email and its name. */

import type { Customer } from "../customers/customer.ts";
import { pieces } from "./fold.ts";

/** The most entries that a customer has in the index, and how many of them may come from its full name. */
const MAX_WORDS = 24;
const MAX_NAME_WORDS = 16;
/** An entry's key holds only this much of a word; the record is compared with the whole word. */
const MAX_WORD_BYTES = 64;

/**
 * Where a word begins: after anything that is not a letter, digit or mark (`o'brien-smith` is found by `brien` and by
 * `smith`), and at each letter of scripts written without blanks.
 */
const BEGINNING =
  /(?<![\p{L}\p{N}\p{M}])[\p{L}\p{N}]|(?=\p{L})[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

/** The words of a customer. A search finds it if the search's words are prefixes of these. */
export function wordsOf({ id, email, externalId = "", fullName = "" }: Searched): string[] {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  const found = [id, email, domain, externalId].flatMap(pieces);
  const name = pieces(fullName).flatMap(beginnings).slice(0, MAX_NAME_WORDS);
  return [...new Set([...name, ...found])].slice(0, MAX_WORDS);
}

const beginnings = (piece: string): string[] => [
  ...new Set([piece, ...Array.from(piece.matchAll(BEGINNING), ({ index }) => piece.slice(index))]),
];

/** As much of a word as keys hold. Cutting keeps prefixes: what starts with a word starts with it when both are cut. */
export function cut(word: string): string {
  const bytes = Buffer.from(word);
  if (bytes.length <= MAX_WORD_BYTES) return word;
  let end = MAX_WORD_BYTES;
  // Not in the middle of a character.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}

/**
 * Which of a customer's words represents it in a walk through words with a given prefix, so that the customer is shown
 * once even if several of its words match.
 */
export const representativeWord = (words: readonly string[], word: string): string | undefined =>
  words
    .filter((it) => it.startsWith(word))
    .map(cut)
    .sort()[0];

/** The fields that are searched. */
export type Searched = Pick<Customer, "id" | "email" | "externalId" | "fullName">;
