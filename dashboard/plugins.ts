/** What the dashboard's build does beyond Vite's own. */
import { readFileSync } from "node:fs";
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

const BASE = "/dashboard/";
const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

/**
 * The page brings along what its first paint needs, before any file arrives. The content security policy names both texts
 * by their hashes: infra/dashboard.ts.
 */
export const firstPaint = (): Plugin => ({
  name: "first-paint",
  transformIndexHtml: {
    order: "post",
    handler: () => [
      { tag: "style", children: read("firstPaint.css"), injectTo: "head" },
      { tag: "script", children: read("firstPaint.js"), injectTo: "body-prepend" },
    ],
  },
});

/** The module that holds everything for somebody who is signed in. */
const APP = "src/App.tsx";

/**
 * Lists files in two templates: those of the app, which firstPaint.js requests at once for somebody who is signed in,
 * because the browser would learn of them only from the entry; and those that the app requests when nothing else is
 * under way, so that other pages and dialogs are there at once, and without a network too.
 */
export const listFiles = (): Plugin => ({
  name: "list-files",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle = {} }) => {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const app = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(APP));
      if (!app) throw new Error(`The build has no chunk of ${APP}`);
      const entry = filesOf(chunks, ({ isEntry }) => isEntry);
      const atOnce = filesOf(chunks, (chunk) => chunk === app).filter((name) => !entry.includes(name));
      const known = [...entry, ...atOnce];
      const later = filesOf(chunks, () => true).filter((name) => !known.includes(name));
      return [
        { tag: "link", attrs: { rel: "preload", as: "fetch", ...at("config.json") }, injectTo: "head" },
        template("app", atOnce.map(preload)),
        template(
          "later",
          later.map((name) => ({ tag: "link", attrs: { rel: "prefetch", ...at(name) } })),
        ),
      ];
    },
  },
});

const template = (id: string, children: HtmlTagDescriptor[]): HtmlTagDescriptor => ({
  tag: "template",
  attrs: { id },
  children,
  injectTo: "body-prepend",
});

/** Some chunks with all that they import, and the styles of all of them. */
function filesOf(
  chunks: readonly Rolldown.OutputChunk[],
  isWanted: (chunk: Rolldown.OutputChunk) => boolean,
): string[] {
  const names = new Set<string>();
  const add = (chunk: Rolldown.OutputChunk | undefined) => {
    if (!chunk || names.has(chunk.fileName)) return;
    names.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) names.add(style);
    for (const name of chunk.imports) add(chunks.find(({ fileName }) => fileName === name));
  };
  chunks.filter(isWanted).forEach(add);
  return [...names];
}

const at = (name: string) => ({ crossorigin: true, href: BASE + name });

const preload = (name: string): HtmlTagDescriptor => ({
  tag: "link",
  attrs: name.endsWith(".css") ? { rel: "preload", as: "style", ...at(name) } : { rel: "modulepreload", ...at(name) },
});

/**
 * Cloudscape's stylesheet embeds its fonts as data. As separate files, the browser loads only those that a page uses.
 */
export function fontsAsFiles(): Plugin {
  return {
    name: "fonts-as-files",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        file.source = String(file.source).replaceAll(
          /url\(["']?data:font\/woff2;(?:charset=[\w-]+;)?base64,([^"')]+)["']?\)/g,
          (_match, base64: string) => {
            const reference = this.emitFile({
              type: "asset",
              name: "open-sans.woff2",
              source: Buffer.from(base64, "base64"),
            });
            return `url(${BASE}${this.getFileName(reference)})`;
          },
        );
      }
    },
  };
}
