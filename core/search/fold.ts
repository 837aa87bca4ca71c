/**
 * Folding: texts that people take for the same become the same. It is applied to what is searched and to what is searched
 * for. Whoever changes it rebuilds every organization's index: docs/search.md.
 */

/**
 * What is left out once letters are taken apart: accents (U+0300 to U+036F), Hebrew points, Arabic vowel signs, hamza and
 * the stretching tatweel, and characters that nobody sees. Vowel signs of other scripts are letters to their readers.
 */
const LEFT_OUT =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** Letters that Unicode does not take apart, and signs that keyboards and word processors write differently. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
  ħ: "h",
  ŋ: "n",
  ŧ: "t",
  ς: "σ",
  "‘": "'",
  "’": "'",
  ʼ: "'",
  "‐": "-",
  "–": "-",
  "—": "-",
};
const IN_LETTERS = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

/** The text in lower case without accents, width and ligatures; Hangul and kana whole again. Folding twice changes nothing. */
export const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(LEFT_OUT, "")
    .toLowerCase()
    .replace(IN_LETTERS, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");

/** The folded text's pieces between blanks. */
export const pieces = (text: string): string[] => fold(text).split(/\s+/).filter(Boolean);
