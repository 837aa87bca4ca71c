import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entriesOf } from "../../core/search/entry.ts";
import { entryKey, splitEntryKey, WALK_POSITION } from "../../core/search/keys.ts";
import { isExact, isFound, type Query, readQuery } from "../../core/search/query.ts";
import { cut, indexedWords, representativeWord, wordsOf } from "../../core/search/words.ts";

const customer = (fields: { fullName?: string; email?: string; externalId?: string; id?: string }) => ({
  id: "cus_AbC",
  email: "Jose@Mail.Acme.com",
  ...fields,
});

const finds = (text: string, fields: Parameters<typeof customer>[0]): boolean => {
  const query = readQuery(text);
  if (!query) throw new Error("Nothing to search for");
  return isFound(query, customer(fields));
};

describe("A customer is found by", () => {
  test.each([
    ["the beginning of any word of the name", "gar", "María García López"],
    ["words in any order", "lop mar", "María García López"],
    ["what stands before and after a hyphen or an apostrophe", "smith", "Pat O'Brien-Smith"],
    ["the part with the apostrophe", "o'bri", "Pat O'Brien-Smith"],
    ["the part behind the apostrophe", "brien", "Pat O’Brien-Smith"],
    ["what brackets and signs hold", "acme", "(Acme) & Söhne"],
    ["a sign", "& sohne", "(Acme) & Söhne"],
    ["any letter of a script without blanks", "山田", "株式会社山田商事"],
    ["the beginning of a Thai name, and what stands inside", "ชัย", "สมชัย"],
    ["Hangul by whole syllables", "한", "한국 전력"],
    ["each syllable of Hangul", "력", "한국 전력"],
    ["characters beyond U+FFFF", "𠮷野", "株式会社𠮷野家"],
  ])("%s: %s", (_what, text, fullName) => {
    expect(finds(text, { fullName })).toBe(true);
  });

  test.each([
    ["the email", "jose@mail.ac"],
    ["its local part", "JOS"],
    ["its domain", "mail.acme.com"],
    ["the external id", "User-1"],
    ["the external id in other letters", "USER-1"],
    ["the customer id in other letters", "CUS_abc"],
    ["words of different fields", "user jose"],
  ])("%s: %s", (_what, text) => {
    expect(finds(text, { externalId: "user-12" })).toBe(true);
  });

  test.each([
    ["the inside of a word", "arcia"],
    ["the inside of an email", "cme"],
    ["only one of two words", "maria pedro"],
    ["a part of a Hangul syllable", "하"],
    ["a word more than there is", "maria mariana"],
  ])("not %s: %s", (_what, text) => {
    expect(finds(text, { fullName: "María García 한국" })).toBe(false);
  });

  test("each piece of an external id with blanks, and all of it", () => {
    expect(finds("north 7", { externalId: "north 7" })).toBe(true);
    expect(finds("NORTH 7", { externalId: "north 7" })).toBe(true);
  });
});

test("A whole id is found as it was written, and only whole", () => {
  const ids = { id: "cus_AbC", email: "a@b.co", externalId: "User-1" };
  const exact = (text: string) => isExact({ text, words: [], leading: [] }, ids);

  expect(["cus_AbC", "User-1", "cus_Ab", "user-1", "a@b.co"].map(exact)).toEqual([true, true, false, false, false]);
});

test.each([
  "",
  "5",
  "0a 0000000000000 cus_1 ",
  "x0a 0000000000000 cus_1",
  "0a 000000000000 cus_1",
  "0a 0000000000000 user_1",
])("%j is no place in a walk", (place) => {
  expect(place).not.toMatch(WALK_POSITION);
});

test("A walk may begin at any of the query's words", () => {
  for (const place of ["0", "4", "0a 0000000000000 cus_1"]) expect(place).toMatch(WALK_POSITION);
});

describe("The words of a customer", () => {
  test("have at most 24 entries, the first 16 of the name and all ids and addresses among them", () => {
    const names = Array.from({ length: 60 }, (_, i) => `name${i}`);
    const words = wordsOf(customer({ fullName: names.join(" "), externalId: "user_1" }));
    const ids = ["cusabc", "jose@mailacmecom", "mailacmecom", "user", "1"];
    expect(indexedWords(words)).toEqual([...ids, ...names.slice(0, 19)]);
    expect(words).toContain("name59");
  });

  test("never hold a blank, and their keys say what they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (fullName) => {
        for (const entry of entriesOf(
          {
            ...customer({ fullName }),
            organizationId: "o",
            version: 1,
            createdAt: "2026-01-02T03:04:05.678Z",
            updatedAt: "",
            requestId: "",
          },
          "o#0",
        )) {
          const key = entry.sk?.S ?? "";
          expect(`0${key}`).toMatch(WALK_POSITION);
          expect(splitEntryKey(key).word).toMatch(/^\S+$/);
          expect(Buffer.byteLength(splitEntryKey(key).word)).toBeLessThanOrEqual(64);
          expect(splitEntryKey(key).customerId).toBe("cus_AbC");
          expect(entry.words?.S).toContain(` ${splitEntryKey(key).word}`);
        }
      }),
    );
  });

  test("sort newest first, also before 1970 and after 2286", () => {
    const years = ["0001", "1969", "1970", "2026", "2285"];
    const keys = years.map((year) => entryKey("a", { id: "cus_1", createdAt: `${year}-06-01T00:00:00.000Z` }));
    expect(new Set(keys.map(({ length }) => length)).size).toBe(1);
    expect(keys.slice(1).toSorted().reverse()).toEqual(keys.slice(1));
    expect(entryKey("a", { id: "cus_1", createdAt: "9999-06-01T00:00:00.000Z" })).toBe("a 0000000000000 cus_1");
  });
});

describe("A long word", () => {
  const letter = fc.constantFrom("a", "é", "山", "𠮷", "ß");
  const long = fc.string({ unit: letter, minLength: 0, maxLength: 60, size: "max" });

  test("is cut between characters to at most 64 bytes", () => {
    fc.assert(
      fc.property(long, (word) => {
        expect(word.startsWith(cut(word)) && cut(word).isWellFormed()).toBe(true);
        expect(Buffer.byteLength(cut(word))).toBeLessThanOrEqual(64);
        expect(Buffer.byteLength(cut(word)) > 60 || cut(word) === word).toBe(true);
      }),
    );
  });

  test("is found through its cut: what begins with a word, once cut, begins with that word once cut", () => {
    fc.assert(
      fc.property(long, long, (word, rest) => {
        expect(cut(word + rest).startsWith(cut(word))).toBe(true);
      }),
    );
  });
});

test("Of a customer's words that begin with the one searched for, one stands for it, whatever their order", () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é", "𠮷"), minLength: 1, maxLength: 3 }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(words, fc.nat(), (some, at) => {
      const word = some[at % some.length]?.slice(0, 1) ?? "";
      const chosen = representativeWord(some, word);
      expect(chosen?.startsWith(word)).toBe(true);
      expect(representativeWord(some.toReversed(), word)).toBe(chosen);
    }),
  );
});

describe("A query", () => {
  test.each(["", " ", "\t\n", "\u3000 "])("of blanks asks for nothing: %j", (text) => {
    expect(readQuery(text)).toBeUndefined();
  });

  test.each<[string, Query["words"]]>([
    ["  Acme  Corp ", ["acme", "corp"]],
    ["acme ACME", ["acme"]],
    ["a ac acme corp", ["acme", "corp"]],
    ["\u0301", ["\u0301"]],
    ["Acme, Inc.", ["acme", "inc"]],
    ["O'Brien-Smith", ["obrien", "smith"]],
    ["J. P. Morgan & Co.", ["jp", "morgan", "co"]],
    ["<Ann.Lee@x.example>;", ["annlee@xexample"]],
    ["@x.example", ["xexample"]],
    ["550E8400-e29b-41", ["550e8400e29b41"]],
    ["cus_AbC", ["cusabc"]],
    ["🎉 Party", ["party"]],
    ["🎉", ["🎉"]],
    ["& -", ["& -"]],
  ])("%j asks for %j", (text, words) => {
    expect(readQuery(text)?.words).toEqual(words);
  });

  test("of signs alone asks the index for a word that no customer has", () => {
    expect(readQuery(" & - ")).toEqual({ text: "& -", words: ["& -"], leading: ["& -"] });
  });

  test("of any length asks the index for at most five of its first 16 words, the longest, and the record for all", () => {
    const words = Array.from({ length: 1_000 }, (_, i) => `w${String(i).padStart(3, "0")}${"x".repeat(i % 16)}`);
    const query = readQuery(words.join(" "));
    expect(query?.words).toEqual(words);
    expect(query?.leading).toEqual(words.slice(11, 16));
  });
});
