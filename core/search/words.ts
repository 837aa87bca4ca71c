/** Words: those of customers and those of searches, made by the same code; and which of them have index entries. */

import type { Customer } from "../customers/customer.ts";
import { fold } from "./fold.ts";

/** The most entries that a customer has in the index, and how many words of its full name are sure to have one. */
const MAX_WORDS = 24;
export const MAX_NAME_WORDS = 16;
const MAX_DOMAIN_WORDS = 2;
const MAX_EXTERNAL_ID_WORDS = 3;
/** An entry's key holds only this much of a word; the record is compared with the whole word. */
const MAX_WORD_BYTES = 64;

/** Scripts written without blanks between words, or with blanks that writers do not agree on. */
const WITHOUT_BLANKS =
  "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}";
const BEGINS_WITHOUT_BLANK = new RegExp(`^[${WITHOUT_BLANKS}]`, "u");
const ENDS_WITHOUT_BLANK = new RegExp(`[${WITHOUT_BLANKS}]\\p{M}*$`, "u");
const HAS_LETTER_WITHOUT_BLANK = new RegExp(`[${WITHOUT_BLANKS}]`, "u");
/** Within a word: each letter of such scripts, and whatever follows one. */
const LETTER_INSIDE = new RegExp(
  `(?=\\p{L})[${WITHOUT_BLANKS}]|(?<=[${WITHOUT_BLANKS}]\\p{M}*)(?![${WITHOUT_BLANKS}])[\\p{L}\\p{N}]`,
  "gu",
);

/** Signs that some write inside a word and others omit: `J.P.`, `O'Brien`, `Col·legi`. */
const JOINERS = /['.·‧]+/u;
/** Letters, digits and marks, with joiners; or symbols such as emoji. */
const CHUNK = /[\p{L}\p{N}\p{M}'.·‧]+|\p{So}+/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{N}\p{M}]/u;
const ONE_LETTER = /^[\p{L}\p{N}]\p{M}*$/u;
/** Blanks, and the signs that RFC 5322 (3.2.3) does not allow in an address: they end one in a text. */
const BETWEEN_PIECES = /[\s,;:<>()[\]"\\]+/u;
/** An @ with something on both sides. */
const HAS_AT = /[\p{L}\p{N}\p{M}].*@.*[\p{L}\p{N}\p{M}]/su;

/** Written with and without a blank: initials (`S. A.`) and Arabic names with "servant of" (`عبد الله`). */
const INITIALS = /(?<![\p{L}\p{N}\p{M}'.])(\p{L}\p{M}*\.)\s+(?=\p{L}\p{M}*\.)/gu;
const SERVANT_OF = /(?<![\p{L}\p{M}])(عبد)\s+(?=ال)/gu;
/** Ids that are one word despite their signs, even if incomplete: a UUID with a letter in its first group, a customer id. */
const UUID = /(?<![\p{L}\p{N}])(?=\d{0,7}[a-f])[\da-f]{8}(?:-[\da-f]{4}){0,3}-[\da-f]{1,12}(?![\p{L}\p{N}])/gu;
const CUSTOMER_ID = /(?<![\p{L}\p{N}])cus_(?=[a-z0-9]|$)/gu;

/** The folded text's pieces. */
const piecesOf = (text: string): string[] =>
  fold(text)
    .replace(INITIALS, "$1")
    .replace(SERVANT_OF, "$1'")
    .replace(UUID, (id) => id.replaceAll("-", ""))
    .replace(CUSTOMER_ID, "cus")
    .split(BETWEEN_PIECES)
    .filter(Boolean);

/** An address, or any other text with an @ inside, as one word without signs except the @. */
const addressOf = (piece: string): string => piece.replace(/[^\p{L}\p{N}\p{M}@]/gu, "").replace(/^@+|@+$/g, "");

/** A word of a text without its joiners, and the offsets at which its parts, except the first, and letters inside it begin. */
interface Chunk {
  word: string;
  parts: number[];
  letters: number[];
}

/** The end of a domain that is not a word: its last label, together with a generic one before it as in `com.mx`. */
const DOMAIN_END = /@.*?((?:\.(?:ac|com?|edu|go[bv]|net?|org?))?\.[^.]+)$/u;

function chunksOf(piece: string): Chunk[] {
  const chunks = Array.from(piece.matchAll(CHUNK), ([chunk]) => {
    const parts = chunk.split(JOINERS).filter(Boolean);
    const starts = parts.map((_, i) => parts.slice(0, i).join("").length);
    const word = parts.join("");
    return { word, parts: starts.slice(1), letters: Array.from(word.matchAll(LETTER_INSIDE), ({ index }) => index) };
  }).filter(({ word }) => word !== "");
  const last = chunks.pop();
  if (last === undefined) return [];
  const end = DOMAIN_END.exec(piece)?.[1]?.split(JOINERS).join("") ?? "";
  const isBeforeEnd = (start: number) => start < last.word.length - end.length;
  return [...chunks, { ...last, parts: last.parts.filter(isBeforeEnd), letters: last.letters.filter(isBeforeEnd) }];
}

const isSymbol = ({ word }: Pick<Chunk, "word">): boolean => !LETTER_OR_DIGIT.test(word);

/** The words of a search. Symbols count only if there are no other words. */
export function searchedWords(text: string): string[] {
  const words = piecesOf(text).flatMap((piece) =>
    HAS_AT.test(piece) ? [{ word: addressOf(piece) }] : chunksOf(piece),
  );
  const written = words.filter((word) => !isSymbol(word));
  return (written.length > 0 ? written : words).map(({ word }) => word);
}

/** The words of one of a customer's texts. */
interface TextWords {
  addresses: string[];
  /** Each continues over blanks that others omit: after a single letter, and in scripts without blanks. */
  words: string[];
  /** The rest of a word from each of its parts on. */
  parts: string[];
  /** The rest of a word from each letter of scripts without blanks on. */
  letters: string[];
  symbols: string[];
}

function wordsIn(text: string): TextWords {
  const pieces = piecesOf(text);
  const chunks = pieces.flatMap(chunksOf);
  const written = chunks.filter((chunk) => !isSymbol(chunk));
  const runs = written.map(({ word }) => word);
  for (let i = runs.length - 2; i >= 0; i--)
    if (isOneWith(written[i]?.word ?? "", written[i + 1]?.word ?? "")) runs[i] = `${runs[i]}${runs[i + 1]}`;
  const from = (i: number, starts: readonly number[]) => starts.map((start) => runs[i]?.slice(start) ?? "");
  return {
    addresses: pieces.filter((piece) => HAS_AT.test(piece)).map(addressOf),
    words: runs,
    parts: written.flatMap(({ parts }, i) => from(i, parts)),
    letters: written.flatMap(({ letters }, i) => from(i, letters)),
    symbols: chunks.filter(isSymbol).map(({ word }) => word),
  };
}

/** Whether some omit the blank between two words. */
const isOneWith = (word: string, next: string): boolean =>
  ONE_LETTER.test(word) || ENDS_WITHOUT_BLANK.test(word) || BEGINS_WITHOUT_BLANK.test(next);

/** The email as one word. Addresses that differ in case only have the same word. */
export const emailWord = (email: string): string => addressOf(fold(email)) || fold(email).replace(/\s+/gu, "");

/** All words of a customer. A search finds it if the search's words are prefixes of these. The first 24 are indexed. */
export function wordsOf({ id, email, externalId = "", fullName = "" }: Searched): string[] {
  const whole = wordsIn(email);
  const at = email.lastIndexOf("@");
  const local = wordsIn(email.slice(0, Math.max(at, 0)));
  const domain = wordsIn(email.slice(Math.max(at, 0)));
  const own = wordsIn(externalId);
  const name = wordsIn(fullName);
  const foremost = [
    ...searchedWords(id),
    emailWord(email),
    ...own.addresses.slice(0, 1),
    ...domain.words.slice(0, MAX_DOMAIN_WORDS),
    ...own.words.slice(0, MAX_EXTERNAL_ID_WORDS),
    ...name.words.slice(0, MAX_NAME_WORDS),
  ];
  // The first word of the local part is a prefix of the whole address's word.
  const rest = [
    own.words,
    local.words.slice(1),
    domain.words,
    name.words,
    whole.addresses,
    own.addresses,
    name.addresses,
  ];
  const inside = [name.parts, local.parts, domain.parts, own.parts];
  const letters = [name.letters, local.letters, domain.letters, own.letters];
  const symbols = [name.symbols, own.symbols];
  return [...new Set([...foremost, ...[...rest, ...inside, ...letters, ...symbols].flat()])].filter(Boolean);
}

/** The words of a customer that have entries in the index, cut. */
export const indexedWords = (words: readonly string[]): string[] => [...new Set(words.slice(0, MAX_WORDS).map(cut))];

/** Whether a customer may have this word without an entry for it: deep in a name without blanks. */
export const mayLackEntries = (word: string): boolean => HAS_LETTER_WITHOUT_BLANK.test(word);

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
