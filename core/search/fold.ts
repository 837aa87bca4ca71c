/**
 * Folding: texts that people consider the same become the same. It is applied to what is searched and to what is
 * searched for. A change here requires rebuilding every organization's index: docs/search.md.
 */

/**
 * Removed after decomposition: accents (U+0300 to U+036F), Hebrew points, Arabic vowel signs, hamza and the stretching
 * tatweel, and invisible characters. Vowel signs of other scripts stay: their readers consider them letters.
 */
const LEFT_OUT =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** Letters that Unicode does not decompose, and variants that keyboards and word processors produce. */
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

/**
 * The text in lower case without accents, width and ligatures; Hangul and kana are composed again. Folding twice
 * changes nothing.
 */
export const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(LEFT_OUT, "")
    .toLowerCase()
    .replace(IN_LETTERS, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFC");

/** The parts of the folded text between blanks. */
export const pieces = (text: string): string[] => fold(text).split(/\s+/).filter(Boolean);
