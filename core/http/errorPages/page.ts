/** The pages about errors, as Markdown: `npm run generate` writes them to docs/errors/, and the stack serves them. */
import { type ErrorCode, errors } from "../../base/errors.ts";
import { bare } from "../generations/envelopes.ts";
import { describeFailure } from "../generations/failure.ts";
import { sinceOf } from "../generations/generation.ts";
import { generations } from "../generations/generations.ts";
import { guide } from "../generations/guide.ts";
import { english } from "./english.ts";
import { spanish } from "./spanish.ts";

export type Language = "en" | "es";

const texts = { en: english, es: spanish } as const;

/** The first version of the API whose failures have no envelope. */
const bareSince =
  generations
    .filter(({ envelope }) => envelope === bare)
    .map(sinceOf)
    .at(-1) ?? "";

/** The name of the page that lists all others. */
export const INDEX = "README";

export type PageName = ErrorCode | typeof INDEX;

export const isPageName = (name: string): name is PageName => name === INDEX || Object.hasOwn(errors, name);

/** `customer_archived.md`, and its Spanish version beside it. */
export const fileOf = (name: PageName, language: Language): string => `${name}${language === "es" ? ".es" : ""}.md`;

/** The facts about each code from the OpenAPI document: `npm run generate` writes them to facts.json. */
export type Facts = Record<
  ErrorCode,
  {
    /** The operations that return it, each with its request lines: `PUT /api/customers/{id}`. */
    operations: readonly (readonly string[])[];
    /** The `details` of the example. */
    details?: object;
  }
>;

/** A page. Its example shows what the stack at `origin` returns. */
export const pageOf = (name: PageName, language: Language, origin: string, facts: Facts): string =>
  name === INDEX ? index(language) : page(name, language, origin, facts);

function page(code: ErrorCode, language: Language, origin: string, facts: Facts): string {
  const text = texts[language];
  const { status, type, message } = errors[code];
  const { meaning, causes, action } = text.explanations[code];
  const { operations, details } = facts[code];
  const error = describeFailure({ code, message }, details, { id: "JKJaXmPLvHcESHA=", origin });
  const body = guide.envelope.failure(error);
  return document([
    `# ${code}`,
    `[${text.allErrors}](${fileOf(INDEX, language)}) · ${otherLanguage(code, language)}`,
    table([text.status, text.type, text.message], [[String(status), `\`${type}\``, message]]),
    `## ${text.meaning}`,
    meaning,
    `## ${text.causes}`,
    list(causes),
    `## ${text.action}`,
    action,
    `## ${text.repeating}`,
    status >= 500 ? text.retried : text.notRetried,
    `## ${text.operations}`,
    operations.length > 0
      ? list(operations.map((requests) => requests.map((request) => `\`${request}\``).join(", ")))
      : text.noOperation,
    `## ${text.example}`,
    `\`\`\`json\n${JSON.stringify(body, null, 2)}\n\`\`\``,
    text.errorAlone(bareSince),
  ]);
}

function index(language: Language): string {
  const text = texts[language];
  const rows = Object.entries(errors).map(([code, { status }]) => [
    `[${code}](${fileOf(code as ErrorCode, language)})`,
    String(status),
    text.explanations[code as ErrorCode].meaning,
  ]);
  return document([
    `# ${text.index}`,
    otherLanguage(INDEX, language),
    text.introduction,
    table([text.code, text.status, text.meaning], rows),
    text.outsideOfThem,
  ]);
}

function otherLanguage(name: PageName, language: Language): string {
  const other = language === "en" ? "es" : "en";
  return `[${texts[other].language}](${fileOf(name, other)})`;
}

const document = (blocks: readonly string[]): string => `${blocks.join("\n\n")}\n`;

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
