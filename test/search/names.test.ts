/** Names, addresses and ids as they are stored, and what others type for them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entriesOf } from "../../core/search/entry.ts";
import { hasEmail, isFound, readQuery } from "../../core/search/query.ts";
import { cut, emailWord, indexedWords, wordsOf } from "../../core/search/words.ts";

interface Fields {
  fullName?: string;
  email?: string;
  externalId?: string;
}
const customer = (fields: Fields) => ({ id: "cus_AbC", email: "x@y.example", ...fields });

const finds = (text: string, fields: Fields): boolean => {
  const query = readQuery(text);
  if (!query) throw new Error("Nothing to search for");
  return isFound(query, customer(fields));
};

test.each([
  ["Acme Inc", "Acme, Inc."],
  ["Acme, Inc.", "acme inc"],
  ["Acme Inc", "acme inc!"],
  ["John Smith", "Smith, John"],
  ["Smith, John", "john smith"],
  ["John Smith", "John_Smith"],
  ["John Smith", "“John Smith”"],
  ["JOHN SMITH", "smith/john"],
  ["J.P. Morgan", "JP Morgan"],
  ["J.P. Morgan", "J P Morgan"],
  ["J. P. Morgan", "J.P. Morgan"],
  ["J. P. Morgan", "JP Morgan"],
  ["J P Morgan", "J.P.Morgan"],
  ["JP Morgan", "J.P. Morgan"],
  ["JP Morgan", "J. P. Morgan"],
  ["Grupo Bimbo S. A. B. de C. V.", "Grupo Bimbo SAB de CV"],
  ["Grupo Bimbo SAB de CV", "Grupo Bimbo, S.A.B. de C.V."],
  ["Grupo Bimbo, S.A.B. de C.V.", "grupo bimbo S. A. B. de C. V."],
  ["Pat O’Brien", "OBrien"],
  ["Pat OBrien", "O'Brien"],
  ["Pat O Brien", "O'Brien"],
  ["Pat O'Brien", "o brien"],
  ["Pat O´Brien", "O`Brien"],
  ["L’Oréal", "loreal"],
  ["D'Angelo", "d angelo"],
  ["McDonald's", "mcdonalds"],
  ["Kamehameha ʻOhana", "ohana"],
  ["Liliʻuokalani", "liliuokalani"],
  ["Saʿīd al-Ḥasan", "said al hasan"],
  ["Дем’яненко", "дем'яненко"],
  ["Демʼяненко", "демяненко"],
  ["Col·legi d'Advocats", "collegi dadvocats"],
  ["Jean-Luc Godard", "jean luc"],
  ["Jean Luc Godard", "Jean-Luc"],
  ["Anne–Marie", "anne-marie"],
  ["AT&T", "at&t"],
  ["H&M", "HM"],
  ["H & M Hennes", "H&M"],
  ["Procter & Gamble", "procter gamble"],
  ["Procter Gamble", "Procter & Gamble"],
  ["Yahoo", "Yahoo!"],
  ["Novo Nordisk A/S", "novo nordisk as"],
  ["7-Eleven", "7 eleven"],
  ["7 Eleven", "7-eleven"],
  ["3 M", "3M"],
  ["C++ GmbH", "c++"],
  ["Booking.com", "booking"],
  ["Booking.com", "booking.co"],
  ["(Acme) [Berlin]", "acme berlin"],
  ["Acme • Berlin", "Acme – Berlin"],
  ["¿Qué Tal?", "que tal"],
  ["B@nk", "b@nk"],
  ["\ufeffAcme\u00a0Corp", "acme corp"],
  ["Müller GmbH & Co. KG", "muller gmbh co kg"],
  ["山田　太郎", "山田太郎"],
  ["山田太郎", "山田 太郎"],
  ["山田太郎", "太郎　山田"],
  ["約翰·史密斯", "史密斯"],
  ["ジョン・スミス", "ジョン スミス"],
  ["ジョンスミス", "ジョン・スミス"],
  ["（株）山田商事", "山田商事"],
  ["㈱山田商事", "(株)山田"],
  ["ABC株式会社", "ABC 株式会社"],
  ["株式会社ABC", "株式会社 ABC"],
  ["株式会社 ABC", "株式会社ABC"],
  ["김철수", "철수"],
  ["김 철수", "김철수"],
  ["김철수", "김 철수"],
  ["삼성 전자 주식회사", "삼성전자"],
  ["(주)카카오", "카카오"],
  ["عبد الله", "عبدالله"],
  ["عبدالله", "عبد الله"],
  ["عبد الله", "الله"],
  ["محمد، علي", "محمد علي"],
  ["צ'רלי", "צ׳רלי"],
  ["ABC בע״מ", 'בע"מ'],
  ["ABC בעמ", "בע״מ"],
  ["เอ.บี.ซี. จำกัด", "เอบีซี จำกัด"],
  ["Đặng, Văn-Lâm", "dang van lam"],
  ["🎉 Party", "🎉"],
  ["🎉Party", "🎉 party"],
])("The name %s is found by %s", (fullName, text) => {
  expect(finds(text, { fullName })).toBe(true);
});

test.each([
  ["john.smith@x.example", "smith"],
  ["john.smith@x.example", "john.smi"],
  ["john.smith@x.example", "johnsmith"],
  ["john_smith+news@x.example", "smith"],
  ["john_smith+news@x.example", "news"],
  ["john-smith@x.example", "john smith"],
  ["John.Smith@X.example", "john.smith@x.exam"],
  ["ann@mail.acme.com", "acme.co"],
  ["ann@acme.com", "@acme.com"],
  ["ann@acme.com", "<ANN@acme.com>,"],
  ["ann@acme.com", "Ann <ann@acme.com>"],
  ["ann@acme-corp.com", "acme-corp.com"],
  ["ann@acme-corp.com", "corp"],
  ["josé@straße.example", "jose@strasse"],
  ["a,b@x.example", "a,b@x.example"],
  ["a@山田.jp", "山田.jp"],
  ["a@山田.jp", "田"],
  ["a@例え.テスト", "え.テスト"],
  ["a@회사.한국", "사"],
])("The email %s is found by %s", (email, text) => {
  expect(finds(text, { email })).toBe(true);
});

test.each([
  ["ann@acme.com", "com"],
  ["ann@acme.com.mx", "mx"],
  ["ann@acme.com.mx", "com.mx"],
  ["ann@mail.acme.co.uk", "co.uk"],
  ["anna@acme.com", "ann@acme.com"],
  ["ann@acme.community", "ann@acme.com.mx"],
  ["a@山田.jp", "jp"],
  ["a@山田.co.jp", "co.jp"],
  ["a@山田.co.jp", "jp"],
  ["a@例え.テスト", "テスト"],
  ["a@例え.テスト", "スト"],
  ["a@회사.한국", "한국"],
  ["a@회사.한국", "국"],
  ["a@ร้าน.ไทย", "ไทย"],
  ["a@acme.公司", "公司"],
])("The email %s is not found by %s", (email, text) => {
  expect(finds(text, { email })).toBe(false);
});

test.each<[Fields, string, boolean]>([
  [{ externalId: "ann@acme.com" }, "acme", true],
  [{ externalId: "ann@acme.com" }, "acme.co", true],
  [{ externalId: "ann@acme.com" }, "com", false],
  [{ externalId: "crm:ann@acme.co.uk" }, "co.uk", false],
  [{ externalId: "a@山田.jp" }, "田", true],
  [{ externalId: "a@山田.jp" }, "jp", false],
  [{ fullName: "Ann Lee <ann@mail.acme.com.mx>" }, "acme", true],
  [{ fullName: "Ann Lee <ann@mail.acme.com.mx>" }, "mx", false],
  [{ fullName: "a@例え.テスト" }, "スト", false],
  // What is no address has no such end.
  [{ fullName: "Booking.com" }, "com", true],
  [{ fullName: "a.b@c" }, "b", true],
])("An address has the same words wherever it stands: %j is found by %s: %s", (fields, text, isFound) => {
  expect(finds(text, fields)).toBe(isFound);
});

test.each([
  ["user_123", "user_12"],
  ["user_123", "123"],
  ["auth0|5f7c8ec7", "auth0|5f7"],
  ["550e8400-e29b-41d4-a716-446655440000", "550E8400-E29B-41"],
  ["550e8400-e29b-41d4-a716-446655440000", "550e8400e29b"],
  ["user_550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4"],
  ["ann.lee@x.example", "ann.lee@x.example"],
  ["ann.lee@x.example", "lee"],
  ["12.345.678-9", "12345678-9"],
])("The id %s is found by %s", (externalId, text) => {
  expect(finds(text, { externalId })).toBe(true);
});

test("A UUID is one word, so it takes one entry", () => {
  const words = (externalId?: string) => wordsOf(customer(externalId === undefined ? {} : { externalId })).length;
  expect(words("550e8400-e29b-41d4-a716-446655440000")).toBe(words() + 1);
});

test("A name is found by whatever begins a word of it, in any order, between signs of any kind", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcé1山김ح"), minLength: 1, maxLength: 6 });
  const sign = fc.constantFrom(" ", "-", ", ", "/", " & ", "_", "|", "—", " (", "+", "、");
  fc.assert(
    fc.property(fc.array(fc.tuple(word, sign), { minLength: 1, maxLength: 8 }), sign, (parts, other) => {
      const words = parts.map(([word]) => word);
      const fullName = parts.flat().join("");
      for (const word of words) expect(finds(word, { fullName })).toBe(true);
      expect(finds(words.toReversed().join(other), { fullName })).toBe(true);
    }),
  );
});

describe("An address", () => {
  test("that is the same but for case is the same word, and has an entry, whatever else the customer has", () => {
    const local = fc.string({ unit: fc.constantFrom(..."aZ.+-_'éßİ1ς,!"), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(local, fc.string({ maxLength: 255 }), (local, fullName) => {
        const email = `${local}@Mail.Acme.com`;
        expect(emailWord(email.toLowerCase())).toBe(emailWord(email));
        expect(indexedWords(wordsOf(customer({ email, fullName })))).toContain(cut(emailWord(email)));
      }),
    );
  });

  test.each([
    ["Ann.Lee@X.example", "ann.lee@x.EXAMPLE", true],
    ["JOSÉ@x.example", "josé@x.example", true],
    ["ann.lee@x.example", "annlee@x.example", false],
    ["josé@x.example", "jose@x.example", false],
    ["ann@x.example", "ann@x.exampl", false],
  ])("%s asked for as %s: %s", (email, asked, isSame) => {
    expect(hasEmail(asked, customer({ email }))).toBe(isSame);
  });
});

describe("In the index", () => {
  test.each([
    ["บริษัท ไทยตัวอย่างเครื่องดื่ม จำกัด Xyz", "xyz"],
    ["日本総合情報通信技術研究開発株式会社 大阪支店", "大阪支店"],
    [`${"山".repeat(250)} Abc`, "abc"],
    [`${"김".repeat(100)} 서울`, "서울"],
    ["J.R.R.T.O.L.K.I.E.N.A.B.C.D.E.F.G.H.I.J. Abc", "abc"],
  ])("each word of %s comes before the letters inside one", (fullName, word) => {
    const externalId = "a-b-c-d-e-f-g-h-i-j";
    const indexed = indexedWords(wordsOf(customer({ fullName, externalId })));
    expect(indexed.some((it) => it.startsWith(word))).toBe(true);
    expect(indexed.length).toBeLessThanOrEqual(24);
    expect(finds(fullName, { fullName })).toBe(true);
  });

  test("entries say whether the customer has words without one: then the record decides", () => {
    const createdAt = "2026-01-02T03:04:05.678Z";
    const fields = { organizationId: "o", version: 1, createdAt, updatedAt: createdAt, requestId: "" };
    const mores = ["日本総合情報通信技術研究開発株式会社大阪支店営業部", "Ann Lee"].map((fullName) =>
      entriesOf({ ...customer({ fullName }), ...fields }, "o#0").map(({ more }) => more?.BOOL),
    );
    expect(mores.map((all) => new Set(all))).toEqual([new Set([true]), new Set([undefined])]);
  });
});
