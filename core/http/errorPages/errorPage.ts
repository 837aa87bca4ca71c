/** The pages about errors, as served by the stack: the only answer that is not JSON. */
import { AppError } from "../../base/errors.ts";
import { type Answer, document } from "../answer.ts";
import type { ApiRequest } from "../request.ts";
import facts from "./facts.json" with { type: "json" };
import { contentSecurityPolicy, htmlOf } from "./html.ts";
import { INDEX, isPageName, type Language, pageOf } from "./page.ts";

const LANGUAGES = ["en", "es"] as const;
const TYPES = ["text/html", "text/markdown"] as const;

/**
 * The page that the path names: `customer_archived` in the format and language that the caller prefers,
 * `customer_archived.md` and `customer_archived.es.md` as in docs/errors/; without a name, the list of all pages.
 *
 * @throws AppError `endpoint_not_available` when there is no such page
 */
export function errorPageAnswer(request: ApiRequest): Answer {
  const [, name = "", file, spanish] = /^([^.]*)((\.es)?\.md)?$/.exec(request.pathId || INDEX) ?? [];
  if (!isPageName(name)) throw new AppError("endpoint_not_available");
  const language = file === undefined ? languageOf(request) : spanish === undefined ? "en" : "es";
  const type = file === undefined ? preferred(request.header("accept"), TYPES, isOfType) : "text/markdown";
  const markdown = pageOf(name, language, request.origin, facts);
  return document(type === "text/html" ? htmlOf({ language, markdown, linkTo }) : markdown, {
    "content-type": `${type}; charset=utf-8`,
    "content-language": language,
    "content-security-policy": contentSecurityPolicy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    vary: "accept, accept-language",
  });
}

/** `?lang=es`, used by the pages' own links, overrides the browser's setting. */
const languageOf = (request: ApiRequest): Language =>
  LANGUAGES.find((language) => language === request.query.get("lang")) ??
  preferred(request.header("accept-language"), LANGUAGES, isOfLanguage);

/** The offer that an Accept header prefers; the first offer if it accepts none. */
function preferred<Offer extends string>(
  header: string | undefined,
  offers: readonly [Offer, ...Offer[]],
  isMeant: (range: string, offer: Offer) => boolean,
): Offer {
  const ranges = (header ?? "")
    .toLowerCase()
    .split(",")
    .map((range) => {
      const [name = "", ...parameters] = range.trim().split(/\s*;\s*/);
      return { name, quality: Number(parameters.find((it) => it.startsWith("q="))?.slice(2) ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { name } of ranges) {
    const offer = offers.find((offer) => isMeant(name, offer));
    if (offer !== undefined) return offer;
  }
  return offers[0];
}

/** Ranges may have wildcards, such as `text/*`. */
const isOfType = (range: string, type: string): boolean =>
  range === type || (range.endsWith("/*") && (range === "*/*" || type.startsWith(range.slice(0, -1))));

/** Such as `es` and `es-AR`. */
const isOfLanguage = (range: string, language: string): boolean => range === "*" || range.split("-")[0] === language;

/** Links between the files stay within the pages and keep the language. */
function linkTo(file: string): string {
  const language = LANGUAGES.find((it) => file.endsWith(`.${it}.md`)) ?? "en";
  const name = file.slice(0, file.indexOf("."));
  return `${name === INDEX ? "/docs/errors" : `/docs/errors/${name}`}?lang=${language}`;
}
