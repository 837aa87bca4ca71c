/** What is taken for the same: texts as people write them, beside what others type for them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../../core/search/fold.ts";

/** Letters that are taken for others although ICU's search collation, which is made of CLDR's, holds them apart; by why. */
const APART_IN_ICU = {
  "people without such keys write another letter": "þıŋŧƀƙƴȷɓɔɖɗəɛɣɨɲ",
  "apostrophes, and what is typed as one": "ʹʻʼʽʾʿˈ",
  "Lucene's PersianNormalizer; wasla is an alef": "ٱکڪھہۃیےە",
  "Amharic has several letters for one sound": "ሐሑሒሓሔሕሖሠሡሢሣሤሥሦኀኁኂኃኄኅኆዐዑዒዓዔዕዖፀፁፂፃፄፅፆ",
  "forms in Japanese names, of which keyboards give one": "冨國實嶋嶌廣德惠栁條榮櫻澤濱濵瀧眞邉邊關髙鹽齊齋龍﨑𠮷",
};

/** Lower-case letters that can be seen and that Unicode does not take apart. */
function lettersThatStandAlone(): string[] {
  const letters = Array.from({ length: 0x30000 }, (_, code) => String.fromCodePoint(code));
  return letters.filter(
    (letter) =>
      /^(?!\p{DI})\p{L}$/u.test(letter) && letter.normalize("NFKD") === letter && letter.toLowerCase() === letter,
  );
}

describe("Folding", () => {
  test.each([
    ["José Ñandú Ångström", "jose nandu angstrom"],
    ["Łukasz Øystein Đorđe Ðór Þór", "lukasz oystein dorde dor thor"],
    ["Straße STRASSE ẞ", "strasse strasse ss"],
    ["Æther Œuvre ﬁne", "aether oeuvre fine"],
    ["İSTANBUL Iğdır", "istanbul igdir"],
    ["Ħal Ŋana Ŧer", "hal nana ter"],
    ["ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"],
    ["Андрей Ёлкин", "андреи елкин"],
    ["أحمد مُحَمَّد مـحمد", "احمد محمد محمد"],
    ["שָׁלוֹם", "שלום"],
    ["हिन्दी", "हिन्दी"],
    ["ＡＢＣ　ﾔﾏﾀﾞ", "abc ヤマダ"],
    ["がガ", "がガ"],
    ["한국", "한국"],
    ["O’Brien‐Smith Jean–Luc", "o'brien-smith jean-luc"],
    ["Ac\u00adme\u200b", "acme"],
  ])("of %s is %s", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test.each([
    // As Lucene's ArabicNormalizer and PersianNormalizer take letters for the same.
    ["مصطفى", "مصطفي"],
    ["فاطمة", "فاطمه"],
    ["أحمد إبراهيم آدم ٱلله", "احمد ابراهيم ادم الله"],
    ["علی کریمی", "علي كريمي"],
    ["ہاشم قریشی", "هاشم قريشي"],
    ["شركة ٧٥", "شركة 75"],
    ["شرکت ۷۵", "شركت 75"],
    // Final forms are primary equal in the Unicode Collation Algorithm, points are ignored.
    ["שָׁלוֹם כהן", "שלומ כהנ"],
    ["ײִדיש", "יידיש"],
    ['חברה בע"מ', "חברה בע'מ"],
    ["חברה בע״מ", "חברה בע'מ"],
    ["Γιώργος Παπαδόπουλος", "γιωργοσ παπαδοπουλοσ"],
    ["ΓΙΏΡΓΟΣ", "ΓΙΩΡΓΟΣ"],
    ["Пётр Фёдоров", "Петр Федоров"],
    ["Ґалаґан Їжакевич", "Галаган Іжакевич"],
    ["Nguyễn Thị Phương Đặng", "Nguyen Thi Phuong Dang"],
    ["Əliyev Ağa", "Eliyev Aga"],
    ["Kɔfi Yɛboah Ɓala Ɗan Ƙasa", "Kofi Yeboah Bala Dan Kasa"],
    ["DİYARBAKIR Işık", "diyarbakir isik"],
    ["Großmann GROẞMANN", "Grossmann grossmann"],
    // Kana by their width, and small ones in names; the sign that repeats; the forms of family names.
    ["キヤノン", "キャノン"],
    ["ｷｬﾉﾝ", "キャノン"],
    ["鶴ヶ島", "鶴ケ島"],
    ["きゃべつ っ ゕ", "きやべつ つ か"],
    ["佐々木", "佐佐木"],
    ["複々々線", "複複複線"],
    ["髙橋", "高橋"],
    ["𠮷野家", "吉野家"],
    ["渡邊", "渡辺"],
    ["渡邉", "渡辺"],
    ["齋藤", "斎藤"],
    ["山﨑", "山崎"],
    ["葛\u{e0100}城", "葛城"],
    // Hangul as jamo, and half as wide.
    ["\u1100\u1175\u11b7\u110e\u1165\u11af\u1109\u116e", "김철수"],
    ["ﾡﾢ", "ㄱㄲ"],
    // Devanagari as Lucene's HindiNormalizer, but for long vowels; chillus and khanda ta as the Unicode Standard tells.
    ["ज़ाकिर", "जाकिर"],
    ["हिंदी आनंद चंपा गंगा पंजाब पंडित", "हिन्दी आनन्द चम्पा गङ्गा पञ्जाब पण्डित"],
    ["चाँद", "चांद"],
    ["चंंपा चँंपा गंंगा पंंजाब पंंडित आनंंद", "चंपा चंपा गंगा पंजाब पंडित आनंद"],
    ["ਜ਼ੋਰਾਵਰ", "ਜੋਰਾਵਰ"],
    ["रामचंद्र ०१२", "रामचन्द्र 012"],
    ["രമേശന്\u200d", "രമേശൻ"],
    ["উৎপল", "উত্\u200dপল"],
    // Thai and Lao: two of e look like ae, am is one letter or two; digits.
    ["เเก้ว", "แก้ว"],
    ["ເເກ້ວ", "ແກ້ວ"],
    ["ร้าน ๗", "ร้าน 7"],
    ["จ\u0e4d\u0e32กัด", "จำกัด"],
    // Amharic has several letters for one sound.
    ["ሠላም ዐበበ ፀሐይ ኃይለ", "ሰላም አበበ ጸሀይ ሃይለ"],
    ["Ა", "ა"],
    ["O´Brien O`Brien O｀Brien Oʼahu ʻOhana", "o'brien o'brien o'brien o'ahu 'ohana"],
    ["Paraŀlel", "paral·lel"],
    ["\u202eAcme\u2066 In\u00adc\ufeff", "acme inc"],
  ])("takes %s for %s", (text, same) => {
    expect(fold(text)).toBe(fold(same));
  });

  test.each([
    ["か", "が"],
    ["や", "ヤ"],
    ["하", "한"],
    ["ä", "ae"],
    ["ড", "ড়"],
    ["के", "का"],
    ["і", "и"],
    ["ш", "щ"],
    ["ب", "ت"],
    ["ก่า", "ก้า"],
  ])("keeps %s and %s apart", (text, other) => {
    expect(fold(text)).not.toBe(fold(other));
  });

  test("takes for the same what ICU's search collation does, and those named here", () => {
    const { compare } = new Intl.Collator("und", { usage: "search", sensitivity: "base", ignorePunctuation: true });
    const apart = lettersThatStandAlone().filter(
      (letter) => fold(letter) !== letter && compare(letter, fold(letter)) !== 0,
    );
    expect(apart.join("")).toBe(Object.values(APART_IN_ICU).join(""));
  });

  test("is the same for the same text, however Unicode writes it, and a second time changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (text) => {
        expect(fold(text.normalize("NFD"))).toBe(fold(text.normalize("NFC")));
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns: 1_000 },
    );
  });
});
