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
 * Lists the files of the app in a template. firstPaint.js requests them at once for somebody who is signed in, together
 * with what shows the sign-in page; else the browser would learn of them only from that.
 */
export const preloadApp = (): Plugin => ({
  name: "preload-app",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle = {} }) => {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const app = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(APP));
      if (!app) throw new Error(`The build has no chunk of ${APP}`);
      const files = filesOf(app, chunks);
      return [
        { tag: "link", attrs: preload("config.json", "fetch"), injectTo: "head" },
        { tag: "template", attrs: { id: "app" }, children: files.map(tagOf), injectTo: "body-prepend" },
      ];
    },
  },
});

/** A chunk with all that it imports and the styles of all of them, without what the page loads anyway. */
function filesOf(app: Rolldown.OutputChunk, chunks: readonly Rolldown.OutputChunk[]): string[] {
  const found = (name: string) => chunks.find(({ fileName }) => fileName === name);
  const withImports = (chunk: Rolldown.OutputChunk | undefined, names: Set<string>): Set<string> => {
    if (!chunk || names.has(chunk.fileName)) return names;
    names.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) names.add(style);
    for (const name of chunk.imports) withImports(found(name), names);
    return names;
  };
  const entry = withImports(
    chunks.find(({ isEntry }) => isEntry),
    new Set(),
  );
  return [...withImports(app, new Set())].filter((name) => !entry.has(name));
}

const preload = (name: string, as: string) => ({ rel: "preload", as, crossorigin: true, href: BASE + name });

const tagOf = (name: string): HtmlTagDescriptor => ({
  tag: "link",
  attrs: name.endsWith(".css")
    ? preload(name, "style")
    : { rel: "modulepreload", crossorigin: true, href: BASE + name },
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
