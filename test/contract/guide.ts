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

/** A word of a shell command with the blanks (or the escaped line end) in front of it. */
const word = /(?:[ \t]+|\\\n)+(?:'([^']*)'|"([^"]*)"|([^\s'"\\]+))/y;

/**
 * The curl commands of a page, byte for byte. A command ends at a line's end, or where prose follows a closing quote.
 */
export const curlCommands = (guide: string): string[] =>
  Array.from(guide.matchAll(/curl /g), ({ index }) => {
    word.lastIndex = index + "curl".length;
    let end = word.lastIndex;
    while (word.test(guide)) end = word.lastIndex;
    return guide.slice(index, end);
  });

export interface CurlRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** The request that curl makes for a command, with the shell's variables filled in. */
export function parseCurl(command: string, variables: Record<string, string>): CurlRequest {
  const words = shellWords(command, variables);
  // Headers that curl adds.
  const headers: Record<string, string> = { "user-agent": "curl/8.5.0", accept: "*/*" };
  let url = "";
  let method: string | undefined;
  let body: string | undefined;
  const next = (option: string): string => {
    const value = words.shift();
    if (value === undefined) throw new Error(`${option} without a value: ${command}`);
    return value;
  };
  for (let argument = words.shift(); argument !== undefined; argument = words.shift()) {
    if (argument === "-X") method = next(argument);
    else if (argument === "-H") {
      const header = next(argument);
      headers[header.slice(0, header.indexOf(":")).toLowerCase()] = header.slice(header.indexOf(":") + 1).trim();
    } else if (argument === "-d") body = next(argument);
    else if (argument.startsWith("-")) throw new Error(`An option that this parser does not know: ${argument}`);
    else url = argument;
  }
  if (body !== undefined) headers["content-type"] ??= "application/x-www-form-urlencoded";
  return {
    method: method ?? (body === undefined ? "GET" : "POST"),
    url,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

function shellWords(command: string, variables: Record<string, string>): string[] {
  const expand = (text: string): string =>
    text.replace(/\$([A-Z_]+)/g, (_, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`The command needs $${name}`);
      return value;
    });
  word.lastIndex = "curl".length;
  const words: string[] = [];
  for (let match = word.exec(command); match; match = word.exec(command)) {
    const [, literal, quoted, bare] = match;
    words.push(literal ?? expand(quoted ?? bare ?? ""));
  }
  return words;
}
