/** Which page about an error a request gets, and how a page is drawn. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { errorPageAnswer } from "../../core/http/errorPages/errorPage.ts";
import { contentSecurityPolicy, htmlOf } from "../../core/http/errorPages/html.ts";
import { requestOf } from "../support/request.ts";

const FOLDER = new URL("../../docs/errors/", import.meta.url);
const HTML = "text/html; charset=utf-8";
const MARKDOWN = "text/markdown; charset=utf-8";

const get = (id: string, headers: Record<string, string> = {}, rawQueryString = "") =>
  errorPageAnswer(requestOf({ pathParameters: id === "" ? {} : { id }, headers, rawQueryString }));

/** What a page is, in short: its form, its language, its title. */
function shown(...request: Parameters<typeof get>): unknown[] {
  const { headers, payload } = get(...request);
  const text = payload.kind === "document" ? String(payload.data) : "";
  const title = /^# (.*)$/m.exec(text)?.[1] ?? /<h1>(.*)<\/h1>/.exec(text)?.[1];
  return [headers?.["content-type"], headers?.["content-language"], title];
}

test("every page of docs/errors/ is what the stack answers, with or without a key", () => {
  for (const file of readdirSync(FOLDER)) {
    const { status, payload } = get(file);

    expect([status, payload]).toEqual([200, { kind: "document", data: readFileSync(new URL(file, FOLDER), "utf8") }]);
  }
});

describe("a page comes", () => {
  test.each([
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML],
    ["*/*", HTML],
    ["", HTML],
    ["application/json", HTML],
    ["text/*;q=0.5", HTML],
    ["text/markdown", MARKDOWN],
    ["text/markdown, text/html, */*", MARKDOWN],
    ["text/html;q=0.8, Text/Markdown;q=0.9", MARKDOWN],
    ["text/html ; x=y ; q=0.8, text/markdown ; q=0.9", MARKDOWN],
    ["text/html;q=0, text/markdown;q=0.1", MARKDOWN],
    ["application/*, text/markdown;q=0.1", MARKDOWN],
    ["texture/*, text/markdown;q=0.1", MARKDOWN],
    ["text/htmlx, text/markdown;q=0.1", MARKDOWN],
    ["text/markdown;q=0, */*", HTML],
    ["text/markdown;q=0", HTML],
    ["text/markdown;q=0.5, text/*", HTML],
    ["text/markdown;q=0.5, */*", HTML],
    ["text/html;level=1, text/markdown;q=0.5", HTML],
    ["*/text, text/markdown;q=0.5", MARKDOWN],
    ["nonsense;;q=x,,", HTML],
  ])("to a caller that accepts %j as %s", (accept, form) => {
    expect(shown("forbidden", { accept })).toEqual([form, "en", "forbidden"]);
  });

  test.each([
    ["es-AR,es;q=0.9,en;q=0.8", "es"],
    ["en-GB,en;q=0.9,es;q=0.8", "en"],
    ["fr, es;q=0.2, en;q=0.1", "es"],
    ["esx, en", "en"],
    ["fr", "en"],
    ["es;q=0", "en"],
    ["es;q=0.5, *", "en"],
    ["*", "en"],
    ["", "en"],
  ])("to a reader of %j in %s, unless the address names a language", (language, expected) => {
    const headers = { "accept-language": language };

    expect(shown("forbidden", headers)).toEqual([HTML, expected, "forbidden"]);
    expect(shown("forbidden", headers, "lang=fr")).toEqual([HTML, expected, "forbidden"]);
    for (const named of ["en", "es"])
      expect(shown("forbidden", headers, `lang=${named}`)).toEqual([HTML, named, "forbidden"]);
    expect(shown("forbidden.md", headers)).toEqual([MARKDOWN, "en", "forbidden"]);
    expect(shown("forbidden.es.md", headers)).toEqual([MARKDOWN, "es", "forbidden"]);
  });

  test("with all others listed at the address above them", () => {
    expect(shown("")).toEqual([HTML, "en", "Errors"]);
    expect(shown("", {}, "lang=es")).toEqual([HTML, "es", "Errores"]);
  });

  test("with links that stay within the pages and keep the language", () => {
    const linksOf = (...request: Parameters<typeof get>): string[] => {
      const { payload } = get(...request);
      return Array.from(JSON.stringify(payload).matchAll(/href=\\"(\/[^"\\]*)/g), ([, link = ""]) => link);
    };

    expect(linksOf("forbidden")).toEqual(["/docs/errors?lang=en", "/docs/errors/forbidden?lang=es"]);
    expect(linksOf("forbidden", {}, "lang=es")).toEqual(["/docs/errors?lang=es", "/docs/errors/forbidden?lang=en"]);
    expect(linksOf("").slice(0, 2)).toEqual(["/docs/errors?lang=es", "/docs/errors/invalid_json?lang=en"]);
  });

  test("with headers that keep browsers from running or sending anything, by language and form", () => {
    expect(get("forbidden").headers).toEqual({
      "content-type": HTML,
      "content-language": "en",
      "content-security-policy": contentSecurityPolicy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      vary: "accept, accept-language",
    });
  });
});

test.each([
  "nothing",
  "README.fr.md",
  "forbidden.es",
  "forbidden.html",
  "xforbidden",
  "x.forbidden",
  "constructor",
  "__proto__",
  ".md",
])("%s is no page", (name) => {
  expect(() => get(name)).toThrow(expect.objectContaining({ code: "endpoint_not_available" }));
});

describe("in HTML", () => {
  const html = (markdown: string): string => htmlOf({ language: "en", markdown, linkTo: (file) => `/to/${file}` });
  const main = (markdown: string): string => /<main>\n([\s\S]*)\n<\/main>/.exec(html(markdown))?.[1] ?? "";

  test.each([
    ["a heading", "# One", "<h1>One</h1>"],
    ["a heading below", "## Two", "<h2>Two</h2>"],
    ["a heading of a kind that pages have not", "### Three", "<p>### Three</p>"],
    ["a heading with a line below, which is none", "# One\ntwo", "<p># One\ntwo</p>"],
    ["a paragraph that ends like a program", "x\n```", "<p>x\n```</p>"],
    ["a paragraph", "Some text.", "<p>Some text.</p>"],
    ["paragraphs", "One.\n\nTwo.\n", "<p>One.</p>\n<p>Two.</p>"],
    ["a list", "- one\n- two", "<ul><li>one</li><li>two</li></ul>"],
    [
      "a table",
      "| A | B |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |",
      "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>",
    ],
    ["a program", "```json\n{\n  1\n}\n```", "<pre><code>{\n  1\n}</code></pre>"],
    ["code and links", "`a` and [b](c.md)", '<p><code>a</code> and <a href="/to/c.md">b</a></p>'],
    ["a link in code, which is none", "`[b](c.md)`", "<p><code>[b](c.md)</code></p>"],
    ["signs of HTML", '<b> & "x"', "<p>&lt;b&gt; &amp; &quot;x&quot;</p>"],
    ["signs of HTML in a program", "```json\n<&>\n```", "<pre><code>&lt;&amp;&gt;</code></pre>"],
  ])("%s", (_what, markdown, expected) => {
    expect(main(markdown)).toBe(expected);
  });

  test("is a whole page with the title of its heading", () => {
    expect(html("Before.\n\n# A & B")).toMatch(
      /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">[\s\S]*<title>A &amp; B - Clientela<\/title>\n<link rel="icon" href="data:,">\n<style>[\s\S]*<\/style>\n<\/head>\n<body>\n<header>Clientela<\/header>\n<main>\n[\s\S]*\n<\/main>\n<\/body>\n<\/html>\n$/,
    );
    expect(html("No # heading.")).toContain("<title> - Clientela</title>");
  });

  test("the policy forbids everything but the page's own style", () => {
    const [, style = ""] = /<style>([\s\S]*)<\/style>/.exec(html("x")) ?? [];
    const digest = createHash("sha256").update(style).digest("base64");

    expect(style).toContain("body {");
    expect(contentSecurityPolicy).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });
});
