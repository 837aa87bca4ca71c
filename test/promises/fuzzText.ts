/** Texts as people of all scripts type and paste them, and numbers as programs write them. */
import fc from "fast-check";

/** Characters that nobody sees, or that software takes for others: by Unicode's own properties. */
const ALPHABETS = [
  // Joiners, soft hyphens, fillers, variation selectors, tags; and what stands for what was lost.
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\ufffd]/u,
  /\p{Bidi_Control}/u,
  /[\p{White_Space}\p{Z}]/u,
  /\p{Cc}/u,
  /\p{Noncharacter_Code_Point}/u,
  /\p{Nd}/u,
  /[\p{No}\p{Nl}]/u,
  /\p{M}/u,
  /[\p{Quotation_Mark}\p{Dash}\p{Sentence_Terminal}]/u,
  /[\p{Bidi_Mirrored}\p{S}]/u,
  // Upper case, wide, narrow, circled.
  /[\p{Changes_When_Casemapped}\p{Changes_When_NFKC_Casefolded}]/u,
  // Written from right to left; without blanks; with signs that join letters.
  /[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]/u,
  /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Hira}\p{sc=Kana}]/u,
  /[\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Mong}]/u,
  /[\p{sc=Han}\p{sc=Hang}]/u,
  // All other scripts.
  /[\p{L}--[\p{sc=Han}\p{sc=Hang}\p{sc=Tang}]]/v,
];

/** Where Unicode has characters, but for rare ideographs. */
const CHARACTERS = [
  { from: 0, length: 0xd800 },
  { from: 0xe000, length: 0x12000 },
  { from: 0xe0000, length: 0x200 },
].flatMap(({ from, length }) => Array.from({ length }, (_, i) => String.fromCodePoint(from + i)));

/** A character of one of the alphabets, from time to time half of one. */
const strange = fc.oneof(
  ...ALPHABETS.map((alphabet) => fc.constantFrom(...CHARACTERS.filter((character) => alphabet.test(character)))),
  fc.constantFrom("\ud800", "\udbff", "\udc00", "\udfff"),
);

const around = fc.constantFrom(["", ""], ["Ann", ""], ["", "Ann"], ["An", "n"], ["Ann ", ""], ["", " Ann"]);

/** Text with strange characters: one beside a word, some among others, whole graphemes, as many as a field takes. */
export const strangeText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(around, strange).map(([[before, after], it]) => `${before}${it}${after}`) },
  { weight: 3, arbitrary: fc.string({ unit: fc.oneof(strange, fc.constantFrom("a", "B", " ", "1")), maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(strange, fc.constantFrom(40, 41, 254, 255, 256)).map(([it, times]) => it.repeat(times)),
  },
);

const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 20 });
const optional = (text: fc.Arbitrary<string>) => fc.option(text, { nil: "" });

/** A number of JSON in any spelling: zeros behind it, more digits than a double has, exponents beyond its range. */
export const decimal: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("", "-"),
      digits.map((whole) => whole.replace(/^0+(?=.)/, "")),
      optional(digits.map((fraction) => `.${fraction}`)),
      optional(fc.tuple(fc.constantFrom("e", "E", "e+", "E-"), fc.nat({ max: 400 })).map((parts) => parts.join(""))),
    )
    .map((parts) => parts.join("")),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(16)),
  fc.constantFrom("-0", "0.0", "1.10", "9007199254740991", "9007199254740993", "1e22", "1e-400", "1e400"),
);
