import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fold } from "../../core/search/fold.ts";
import { indexedWords, MAX_NAME_WORDS, wordsOf } from "../../core/search/words.ts";
import { runCommand } from "../support/command.ts";

const docs = new URL("../../docs/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, docs), "utf8");
const english = read("search.md");

const blocksOf = (text: string): string[] => text.match(/```sh\n[\s\S]*?```/g) ?? [];
/** The cells of all table rows. */
const rowsOf = (text: string): string[][] =>
  Array.from(text.matchAll(/^\| (.*) \|$/gm), ([, row = ""]) => row.split(" | ").map((cell) => cell.trim()));
const codesIn = (text: string): string[] => Array.from(text.matchAll(/`([^`]+)`/g), ([, code = ""]) => code);

describe.each(["search.md", "search.es.md"])("docs/%s", (name) => {
  const text = read(name);

  test("shows the commands and the examples of the other language", () => {
    expect(blocksOf(text)).toEqual(blocksOf(english));
    expect(rowsOf(text).map(([, ...cells]) => cells.flatMap(codesIn))).toEqual(
      rowsOf(english).map(([, ...cells]) => cells.flatMap(codesIn)),
    );
  });

  test("says of folding what is so: each example finds the text beside it", () => {
    const examples = rowsOf(text).filter((cells) => cells.length === 3 && cells[2]?.startsWith("`"));
    expect(examples.length).toBeGreaterThan(7);
    for (const [, searched = "", found = ""] of examples) {
      const texts = codesIn(found);
      for (const [i, word] of codesIn(searched).entries()) expect(fold(word)).toBe(fold(texts[i] ?? texts[0] ?? ""));
    }
  });

  test("says which words a customer has", () => {
    const examples = rowsOf(text).filter((cells) => cells.length === 2 && /^`[^`]+`: `/.test(cells[1] ?? ""));
    expect(examples).toHaveLength(2);
    for (const [, example = ""] of examples) {
      const [fullName = "", ...words] = codesIn(example);
      const [none, all] = ["", fullName].map((fullName) => wordsOf({ id: "cus_1", email: "a@b.cc", fullName }));
      expect(all?.filter((word) => !none?.includes(word)).toSorted()).toEqual(words.toSorted());
    }
  });

  test("says the limits that hold", () => {
    const all = wordsOf({
      id: "cus_1",
      email: "a@b.cc",
      externalId: "x y z 1 2 3 4 5",
      fullName: "a b c d e f g h i j k l m n o p q r",
    });
    expect(text).toMatch(new RegExp(`\\b${indexedWords(all).length} (words|palabras)[^.]*\\b${MAX_NAME_WORDS}\\b`));
  });
});

test("npm run search -- rebuild has the options that docs/search.md tells of", async () => {
  const { code, stdout } = await runCommand("search", ["rebuild", "--help"], {});
  expect(code).toBe(0);
  for (const option of ["--org", "--rate", "--restart"])
    expect([english, stdout].every((it) => it.includes(option))).toBe(true);
  expect(stdout).toMatch(/default:\s+500/);
});
