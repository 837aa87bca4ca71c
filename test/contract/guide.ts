/**
 * The guide's pages as plain text, and the code in them. In the text, a block's languages follow each other without a
 * separator, so a snippet's end is found by its syntax.
 */
import { readFileSync } from "node:fs";

export const languages = ["en", "es"] as const;
export type Language = (typeof languages)[number];

export const readGuide = (language: Language): string =>
  readFileSync(new URL(`./guide/manage-customers.${language}.txt`, import.meta.url), "utf8");

/** The operations that the guide shows, in its order; only the English page has the archive. */
export const operations = ["create", "get", "update", "list", "nextPage", "archive"] as const;
export type Operation = (typeof operations)[number];

/** The operations that a page shows. */
export const shownIn = (language: Language): readonly Operation[] =>
  language === "en" ? operations : operations.filter((operation) => operation !== "archive");

/** The TypeScript snippets of a page, byte for byte: from their first word to the parenthesis that closes the call. */
export const typescriptSnippets = (guide: string): string[] =>
  Array.from(guide.matchAll(/^(?:const [^=\n]+ = )?await commet\./gm), ({ index }) =>
    guide.slice(index, endOfCall(guide, index)),
  );

/** The Python snippets of a page, byte for byte: from their first word to the parenthesis that closes the call. */
export const pythonSnippets = (guide: string): string[] =>
  Array.from(guide.matchAll(/(?:\w+ = )?(?<!await )\bcommet\.customers\.\w+\(/g), ({ index }) =>
    guide.slice(index, endOfCall(guide, index)),
  );

function endOfCall(text: string, start: number): number {
  // Strings and comments may contain parentheses.
  const tokens = /'[^'\n]*'|\/\/[^\n]*|[()]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    if (match[0] === "(") depth++;
    if (match[0] === ")" && --depth === 0) return tokens.lastIndex;
  }
  throw new Error(`A call that is never closed: ${text.slice(start, start + 60)}`);
}
