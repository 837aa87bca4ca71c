/** A page about an error for browsers: one file, no external resources, no script. */
import { createHash } from "node:crypto";

export interface HtmlPage {
  language: string;
  /** Only what page.ts writes: headings, paragraphs, lists, tables, code. */
  markdown: string;
  /** The target of a link to a Markdown file. */
  linkTo: (file: string) => string;
}

const STYLE = `
:root { color-scheme: light dark; --text: #0f141a; --quiet: #424650; --line: #c6c6cd; --link: #006ce0; --code: #f3f3f7; --back: #fff }
@media (prefers-color-scheme: dark) {
  :root { --text: #ebebf0; --quiet: #c6c6cd; --line: #424650; --link: #42b4ff; --code: #1b232d; --back: #161d26 }
}
body { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; background: var(--back); color: var(--text); font: 1rem/1.55 "Open Sans", "Helvetica Neue", Roboto, Arial, sans-serif; overflow-wrap: break-word }
header { color: var(--quiet); font-weight: 700 }
h1 { margin: .5rem 0 0; font-size: 1.75rem }
h2 { margin: 2rem 0 0; font-size: 1.125rem }
p, ul, table, pre { margin: .5rem 0 0 }
ul { padding-left: 1.25rem }
a { color: var(--link) }
table { width: 100%; border-collapse: collapse; margin-top: 1.5rem }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { color: var(--quiet); font-size: .875rem }
code { padding: .1em .3em; border-radius: 4px; background: var(--code); font: .9em/1.5 Monaco, Menlo, Consolas, monospace }
pre code { padding: 0 }
pre { padding: .75rem 1rem; background: var(--code); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap }
`;

/** Allows only this style, and an empty icon, since browsers would request one otherwise. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function htmlOf({ language, markdown, linkTo }: HtmlPage): string {
  const title = /^# (.*)$/m.exec(markdown)?.[1] ?? "";
  const blocks = markdown.trimEnd().split("\n\n");
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - Clientela</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header>Clientela</header>
<main>
${blocks.map((block) => blockOf(block, linkTo)).join("\n")}
</main>
</body>
</html>
`;
}

type LinkTo = HtmlPage["linkTo"];

function blockOf(block: string, linkTo: LinkTo): string {
  const inline = (text: string) => inlineOf(text, linkTo);
  const [, marks = "", heading = ""] = /^(#{1,2}) (.*)$/.exec(block) ?? [];
  if (marks) return `<h${marks.length}>${inline(heading)}</h${marks.length}>`;
  const lines = block.split("\n");
  if (block.startsWith("```")) return `<pre><code>${escaped(lines.slice(1, -1).join("\n"))}</code></pre>`;
  if (block.startsWith("- ")) return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join("")}</ul>`;
  if (!block.startsWith("| ")) return `<p>${inline(block)}</p>`;
  const rowOf = (line: string, tag: string) =>
    `<tr>${line
      .slice(2, -2)
      .split(" | ")
      .map((cell) => `<${tag}>${inline(cell)}</${tag}>`)
      .join("")}</tr>`;
  const [head = "", , ...rows] = lines;
  const body = rows.map((row) => rowOf(row, "td")).join("");
  return `<table><thead>${rowOf(head, "th")}</thead><tbody>${body}</tbody></table>`;
}

/** Code and links. Links inside code are not links. */
const inlineOf = (text: string, linkTo: LinkTo): string =>
  escaped(text).replace(/`([^`]+)`|\[([^\]]+)\]\(([^)]+)\)/g, (_match, code?: string, label?: string, file = "") =>
    code === undefined ? `<a href="${linkTo(file)}">${label}</a>` : `<code>${code}</code>`,
  );

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
