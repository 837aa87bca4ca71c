/** Exactly which words a text has, in the order in which they get entries. names.test.ts shows what they are for. */
import { describe, expect, test } from "vitest";
import { emailQuery } from "../../core/search/query.ts";
import { cut, emailWord, indexedWords, mayLackEntries, searchedWords, wordsOf } from "../../core/search/words.ts";

const customer = (fields: object) => ({ id: "cus_1", email: "x@y.example", ...fields });
const split = (words: string): string[] => words.split(" ").filter(Boolean);

describe("The words of a name", () => {
  test.each([
    ["have a part behind an apostrophe last", "Pat O'Brien-Smith", "pat obrien smith brien"],
    ["join initials over blanks", "J. P. Morgan", "jp morgan p"],
    ["join any number of initials", "Grupo S. A. B. de C. V.", "grupo sab de cv ab b v"],
    ["join a single letter with what follows", "J P Morgan", "jpmorgan pmorgan morgan"],
    ["do not take the end of a sentence for an initial", "Smith. J. Ann", "smith jann ann"],
    ["join a servant of God", "عبد  الله", "عبدالله الله"],
    ["join a servant of God behind another name", "محمد عبد الله", "محمد عبدالله الله"],
    ["do not join a servant of others, nor a word that ends like one", "عبد علي بعبد الله", "عبد علي بعبد الله"],
    ["run on over blanks in scripts without them, from each letter on", "山田 太郎", "山田太郎 太郎 田太郎 郎"],
    ["run from Latin into such a script", "ABC 山田", "abc山田 山田 田"],
    ["run from such a script into Latin", "山田 ABC", "山田abc abc 田abc"],
    ["begin at a letter right behind such a script, not at the next", "山田ABC1", "山田abc1 田abc1 abc1"],
    ["begin at no mark", "ก็ มา", "ก็มา มา า"],
    ["run on behind a mark", "ก็ ab", "ก็ab ab"],
    ["have symbols last", "🎉 Party", "party 🎉"],
    ["are symbols where there is nothing else", "🎉", "🎉"],
    ["have an address whole, too", "Ann <ann@x.example>", "ann xexample ann@xexample"],
    ["are none for signs", "' .. & - ''", ""],
  ])("%s: %s", (_guarantee, fullName, words) => {
    expect(wordsOf(customer({ fullName }))).toEqual(["cus1", "x@yexample", "yexample", ...split(words)]);
  });
});

describe("The words of an email", () => {
  test.each([
    ["john.smith+news@mail.acme.co.uk", "johnsmithnews@mailacmecouk mailacmecouk news smith acmecouk"],
    ["a'b@acme-corp.com", "ab@acmecorpcom acme corpcom b"],
    ["a@b.org.x.net", "a@borgxnet borgxnet orgxnet xnet"],
    ["a@x.gob.mx", "a@xgobmx xgobmx"],
    ["a@x.gov.uk", "a@xgovuk xgovuk"],
    ["a@x.com.mx", "a@xcommx xcommx"],
    ["a@x.ne.jp", "a@xnejp xnejp"],
    ["a@x.or.jp", "a@xorjp xorjp"],
    ["a@x.net.au", "a@xnetau xnetau"],
    ["a@x.org.uk", "a@xorguk xorguk"],
    ["a@x.ac.uk", "a@xacuk xacuk"],
    ["a@x.edu.mx", "a@xedumx xedumx"],
    ["a@x.goo.uk", "a@xgoouk xgoouk goouk"],
    ["a@ab-cd-ef-gh.co", "a@abcdefghco ab cd ef ghco"],
    ["山田.a@b.co", "山田a@bco bco a 山田a 田a"],
    ["a@山田.jp", "a@山田jp 山田jp 田jp"],
    ["a@x.山.co.jp", "a@x山cojp x山cojp 山cojp"],
    ["a@例.テスト", "a@例テスト 例テスト"],
    ["no at", "noat no at"],
  ])("%s are the address, its domain, its parts without the domain's end: %s", (email, words) => {
    const found = wordsOf(customer({ email }));
    expect(found).toEqual(["cus1", ...split(words)]);
  });

  test.each([
    ["Ann.Lee+a@X.example", "annleea@xexample"],
    ["@a@b.co@", "a@bco"],
    ["&@!", "&@!"],
    ["& '@! ", "&'@!"],
  ])("%s have first of all %s", (email, word) => {
    expect(emailWord(email)).toBe(word);
    expect(emailQuery(email)).toEqual({ text: email, words: [word], leading: [word] });
  });
});

describe("The words of an external id", () => {
  test.each([
    ["a-b.c-d-e", "x@yexample yexample abc bc de e c"],
    ["ann.lee@x.example", "x@yexample annlee@xexample yexample annlee xexample lee"],
    ["a山田", "x@yexample yexample a山田 山田 田"],
    ["🎉", "x@yexample yexample 🎉"],
    ["550e8400-e29b-41d4-a716-446655440000", "x@yexample yexample 550e8400e29b41d4a716446655440000"],
    ["12345678-e29b-41d4", "x@yexample yexample 12345678 e29b 41d4"],
    ["x550e8400-e29b", "x@yexample yexample x550e8400 e29b"],
    ["550e8400-e29bx", "x@yexample yexample 550e8400 e29bx"],
    ["550e8400e29b-1", "x@yexample yexample 550e8400e29b 1"],
    ["cus_x acus_y cus_ cus_-", "x@yexample yexample cusx acus ycus cus"],
    ["xx cus_y", "x@yexample yexample xx cusy"],
  ])("%s: %s", (externalId, words) => {
    expect(wordsOf(customer({ externalId }))).toEqual(["cus1", ...split(words)]);
  });
});

describe("The words of a search", () => {
  test.each([
    ['a,b;c:d<e>f(g)h[i]j"k\\l', "a b c d e f g h i j k l"],
    ["  a ,, b  ", "a b"],
    ["@a.b@c@", "ab@c"],
    ["@@a.b@c@@", "ab@c"],
    ["a@", "a"],
    ["+@a-b", "a b"],
    ["a-b@+", "a b"],
    ["@b", "b"],
    ["a @ b", "a b"],
    ["x@y z", "x@y z"],
    ["''a''", "a"],
    ["A..B", "ab"],
    ["'", ""],
    ["🎉🎉 🎉", "🎉🎉 🎉"],
    ["🎉 a", "a"],
    ["S. A.", "sa"],
    ["S.  A.", "sa"],
  ])("%j are %j", (text, words) => {
    expect(searchedWords(text)).toEqual(split(words));
  });
});

describe("Entries", () => {
  test("are first of the ids, the addresses and the name's first 16 words, each field with a few, then of all the rest", () => {
    const name = Array.from({ length: 18 }, (_, i) => `n${i}`);
    const words = wordsOf({
      id: "cus_1",
      email: "l1+l2@d1-d2-d3-d4.co",
      externalId: "e1-e2-e3-e4 aa@bb cc@dd",
      fullName: [...name, "pp'qq 🎉"].join(" "),
    });
    expect(words).toEqual([
      ...["cus1", "l1l2@d1d2d3d4co", "aa@bb", "d1", "d2", "e1", "e2", "e3"],
      ...name.slice(0, 16),
      ...["e4", "aa", "bb", "cc", "dd", "l2", "d3", "d4co", "n16", "n17", "ppqq", "cc@dd"],
      ...["qq", "🎉"],
    ]);
  });

  test("are of the first 24 words, each cut to 64 bytes, none twice", () => {
    const long = "x".repeat(64);
    const words = [`${long}a`, `${long}b`, ...Array.from({ length: 30 }, (_, i) => `w${i}`)];
    expect(indexedWords(words)).toEqual([long, ...Array.from({ length: 22 }, (_, i) => `w${i}`)]);
  });

  test.each([
    ["x".repeat(64), "x".repeat(64)],
    ["x".repeat(65), "x".repeat(64)],
    [`${"x".repeat(63)}é`, "x".repeat(63)],
    [`${"x".repeat(62)}éa`, `${"x".repeat(62)}é`],
    [`${"x".repeat(61)}𠮷`, "x".repeat(61)],
  ])("of %s hold whole characters: %s", (word, kept) => expect(cut(word)).toBe(kept));

  test.each([
    ["abc", false],
    ["é1", false],
    ["a山", true],
    ["か", true],
    ["カ", true],
    ["한", true],
    ["ไ", true],
    ["ລ", true],
    ["ខ", true],
    ["မ", true],
  ])("may lack for a word with letters of scripts without blanks: %s, %s", (word, may) => {
    expect(mayLackEntries(word)).toBe(may);
  });
});
