/**
 * Folding: texts that readers consider the same become the same. It is applied to what is searched and to what is
 * searched for. A change here requires a new `INDEX_VERSION` in keys.ts and rebuilding every organization's index:
 * docs/search.md.
 */

/** Keyboards have accents of their own that people type as apostrophes: `O´Brien`, "O`Brien", O｀Brien full-width. */
const ACCENTS_ALONE = /[`´｀\u0384]/g;

/**
 * Removed after decomposition: invisible characters and the stretching tatweel; accents (U+0300 to U+036F and the blocks
 * added later); Cyrillic titlos; Hebrew points; Arabic vowel signs, hamza and Koranic marks; the nukta of Devanagari,
 * Gurmukhi, Gujarati and Kannada. Vowel signs of other scripts stay: their readers consider them letters.
 */
const LEFT_OUT =
  /[\p{DI}\p{Cf}\u0640]|[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08ff]|[\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]|[\u093c\u0a3c\u0abc\u0cbc]/gu;

/** Variants that Unicode does not decompose, each list after the text that replaces them. */
const SAME_LETTERS = [
  // Latin, as people without such keys write it: Nordic, Polish, Turkish, Maltese, Sami, Azerbaijani, African.
  "l:ł o:øɔ d:đðɖɗ b:ƀɓ k:ƙ g:ɣ y:ƴ i:ıɨ j:ȷ h:ħ n:ŋɲ t:ŧ e:əɛ th:þ ss:ß ae:æ oe:œ",
  // Forms at the end of Greek and Hebrew words; Yiddish digraphs.
  "σ:ς ך:כ ם:מ ן:נ ף:פ ץ:צ וו:װ וי:ױ יי:ײ",
  // Ukrainian.
  "г:ґ",
  // Alef, yeh, heh and kaf as Egyptians, Persians, Kurds and Urdu speakers type them.
  "ا:ٱ ي:ىیے ه:ةہھۃە ك:کڪ",
  // Candrabindu of Devanagari and Bengali; Malayalam chillus and Bengali khanda ta, once typed with a joiner.
  "ं:ँ ং:ঁ ണ്:ൺ ന്:ൻ ര്:ർ ല്:ൽ ള്:ൾ ക്:ൿ ত্:ৎ",
  // Small kana: キヤノン is pronounced キャノン, 鶴ヶ島 is typed 鶴ケ島.
  "あ:ぁ い:ぃ う:ぅ え:ぇ お:ぉ つ:っ や:ゃ ゆ:ゅ よ:ょ わ:ゎ か:ゕ け:ゖ",
  "ア:ァ イ:ィ ウ:ゥ エ:ェ オ:ォ ツ:ッ ヤ:ャ ユ:ュ ヨ:ョ ワ:ヮ カ:ヵ ケ:ヶ",
  // Variant characters in Japanese names, for which keyboards offer the common one first.
  "高:髙 崎:﨑 吉:𠮷 浜:濱濵 辺:邊邉 斎:齋 斉:齊 沢:澤 広:廣 国:國 徳:德 真:眞 島:嶋嶌 富:冨 柳:栁 桜:櫻 関:關 条:條 滝:瀧 恵:惠 竜:龍 栄:榮 実:實 塩:鹽",
  // Apostrophes, hyphens.
  "':‘’‛ʹʻʼʽʾʿˈ′‵׳՚ -:‐–—",
];

/** Amharic has several letters for one sound. The first syllable of each series, and of the one that replaces it. */
const SAME_SYLLABLES: readonly (readonly [from: string, to: string])[] = [
  ["ሐ", "ሀ"],
  ["ኀ", "ሀ"],
  ["ሠ", "ሰ"],
  ["ዐ", "አ"],
  ["ፀ", "ጸ"],
];
/** The syllables in a series. */
const VOWELS = 7;

const LETTERS: ReadonlyMap<string, string> = new Map([
  ...SAME_LETTERS.flatMap((line) => line.split(" ")).flatMap((entry): [string, string][] => {
    const [letter = "", others = ""] = entry.split(":");
    return Array.from(others, (other) => [other, letter]);
  }),
  ...SAME_SYLLABLES.flatMap(([from, to]) =>
    Array.from({ length: VOWELS }, (_, vowel): [string, string] => [
      String.fromCharCode(from.charCodeAt(0) + vowel),
      String.fromCharCode(to.charCodeAt(0) + vowel),
    ]),
  ),
]);
const IN_LETTERS = new RegExp(`[${[...LETTERS.keys()].join("")}]`, "gu");

/** Hindi writes a nasal before a consonant as a dot or as a letter: हिंदी and हिन्दी. */
const NASALS: readonly (readonly [before: RegExp, nasal: string])[] = [
  [/ं+(?=[क-ङ])/g, "ङ्"],
  [/ं+(?=[च-ञ])/g, "ञ्"],
  [/ं+(?=[ट-ण])/g, "ण्"],
  [/ं+(?=[त-न])/g, "न्"],
  [/ं+(?=[प-म])/g, "म्"],
];

/** In every script the digits are ten consecutive code points, starting with zero. */
function asciiDigit(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  const value = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((value - zero) % 10);
}

/**
 * The text in lower case without accents, width and ligatures; Hangul and kana are composed again. Folding twice
 * changes nothing.
 */
export function fold(text: string): string {
  // Most texts are ASCII, where only the grave accent needs more.
  if (/^[ -_a-~]*$/.test(text)) return text.toLowerCase();
  const letters = text
    .normalize("NFC")
    .replace(ACCENTS_ALONE, "'")
    .normalize("NFKD")
    .replace(LEFT_OUT, "")
    .toLowerCase()
    .replace(IN_LETTERS, (letter) => LETTERS.get(letter) ?? letter)
    .replace(/(?![0-9])\p{Nd}/gu, asciiDigit)
    // Gershayim, mostly typed as a quotation mark: בע״מ.
    .replace(/(?<=[א-ת])["״](?=[א-ת])/g, "'")
    // Two Thai or Lao e look like one ae.
    .replaceAll("เเ", "แ")
    .replaceAll("ເເ", "ແ")
    // The sign that repeats a character: 佐々木 is 佐佐木.
    .replace(/((?!々)\p{sc=Han})(々+)/gu, (_, letter: string, signs: string) => letter.repeat(signs.length + 1));
  return NASALS.reduce((folded, [before, nasal]) => folded.replace(before, nasal), letters).normalize("NFC");
}
