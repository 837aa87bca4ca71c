import { domainToUnicode } from "node:url";
import { toASCII } from "tr46";
import { describe, expect, test } from "vitest";
import { read } from "../../core/base/validation.ts";
import { email, newEmailProblem } from "../../core/customers/email.ts";

/** Whether a new customer can have this address. */
const isTaken = (address: string): boolean => "value" in read(email, address) && newEmailProblem(address) === undefined;

describe("a new email", () => {
  test.each([
    "billing@acme.com",
    "BILLING@ACME.COM",
    "o'brien@acme.com",
    "a+tag@acme.com",
    "!#$%&'*+-/=?^_`{|}~@acme.com",
    // docomo gave out these.
    "a..b@docomo.ne.jp",
    ".a.@docomo.ne.jp",
    "用户@例え.jp",
    "müller@müller.example",
    "παράδειγμα@ελλάδα.ελ",
    "हिन्दी@उदाहरण.भारत",
    "billing🎉@acme.com",
    "d’arcy@acme.com",
    "rock'n'@acme.com",
    "'n'roll@acme.com",
    "a@my_host.example.com",
    "a@xn--mller-kva.example",
    "a@123.example",
    "a@sub.sub.sub.example.museum",
    `${"l".repeat(64)}@acme.com`,
    // A word of Persian with a joiner that keeps two letters apart, and one of Sinhala that needs it.
    "a@نامه\u200cای.com",
    "a@ශ්\u200dරී.com",
  ])("can be %s", (address) => {
    expect(isTaken(address)).toBe(true);
  });

  test.each([
    // A sentence went on.
    ...["a@example.com,", "a@example.com;", "a@example.com)", "a@example.com>", "a@example.com:", "a@example.com!"],
    ...["a@example.com?", "a@example.com/", "a@example.com。", "a@example.com、", "a@example.com…", "a@example.com."],
    // Something stood around it.
    ...["<a@example.com>", "(a@example.com)", "[a@example.com]", "mailto:a@example.com", "Ann<a@example.com>"],
    ...["'a@example.com'", "‘a@example.com’", "“a@example.com”", "«a@example.com»", "`a@example.com`"],
    ...[
      "'a'@example.com",
      "'ann'@example.com",
      "“a”@example.com",
      "„a“@example.com",
      "«a»@example.com",
      "「a」@example.com",
      '"a"@example.com',
    ],
    // Two at once, or half of one.
    ...[
      "a@example.com,b@example.com",
      "a;b@example.com",
      "a,b@example.com",
      "a@b@example.com",
      "a@example",
      "@example.com",
    ],
    ...["a@", "a@.com", "a@example..com", "a b@example.com", "a@exam ple.com", "a@example.com b", "a@[127.0.0.1]"],
    ...[
      "a@exa%6dple.com",
      "a@example.com:25",
      "a@example.com#x",
      "a@exa💥mple.com",
      "a@exam’ple.com",
      "a＠example.com",
    ],
    // Nobody sees them.
    ...[
      "a@example.com\u200b",
      "\u200ba@example.com",
      "\ufeffa@example.com",
      "a\u00ad@example.com",
      "a@example\u2060.com",
    ],
    ...["a\u200d@example.com", "a\u200c@example.com", "a@example.com\u200d", "a@exam\u200cple.com", "a@क\u200dष.com"],
    ...[
      "\u202ea@example.com",
      "a@example.com\u202c",
      "a\ufe0f@example.com",
      "a@example\ufe0f.com",
      "a\u3164@example.com",
    ],
    ...[
      "a\u2800@example.com",
      "a@example\u2800.com",
      "a\ufffd@example.com",
      "a@example.c\ufffdm",
      "a\u{e0061}@example.com",
    ],
    ...[
      "a\u0085@example.com",
      "a\u007f@example.com",
      "a\u00a0@example.com",
      "a\u3000@example.com",
      "a@example.com\u0000",
    ],
  ])("cannot be %j", (address) => {
    expect(isTaken(address)).toBe(false);
  });

  test("has a joiner in its domain exactly where RFC 5892 lets one stand, as another implementation reads it", () => {
    const letters = [..."ab1-نلاەدوएकष्ශ්රකংুᠮᠣ한あ中"];
    const options = { checkJoiners: true, useSTD3ASCIIRules: false, transitionalProcessing: false };
    let taken = 0;
    for (const before of letters)
      for (const after of letters)
        for (const joiner of ["\u200c", "\u200d"]) {
          const label = `ک${before}${joiner}${after}ک`;
          const isAllowed = toASCII(`${label}.com`, options) !== null;
          expect([label, newEmailProblem(`a@${label}.com`) === undefined]).toEqual([label, isAllowed]);
          if (isAllowed) taken++;
        }
    expect(taken).toBeGreaterThan(50);
    expect(domainToUnicode("xn--mgba3gch31f060k.com")).toContain("\u200c");
  });
});
