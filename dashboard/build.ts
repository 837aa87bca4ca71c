/** `npm run build`: builds the dashboard into dist/, unless that is newer than everything it is made of. */
import { existsSync, readdirSync, statSync } from "node:fs";

const changedAt = (name: string): number => statSync(new URL(name, import.meta.url)).mtimeMs;

const FOLDERS = ["src", "../csv", "../core/base", "../core/customers"];

/** What the build is made of, besides these. */
const OTHERS = [
  "index.html",
  "firstPaint.css",
  "firstPaint.js",
  "nodeInBrowser.ts",
  "plugins.ts",
  "vite.config.ts",
  "../package-lock.json",
];

/** Whether a source, or a package, is newer than the build. */
function isStale(): boolean {
  if (!existsSync(new URL("dist/index.html", import.meta.url))) return true;
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: "utf8" }).map(
      (name) => `${folder}/${name}`,
    ),
  );
  const names = [...OTHERS, ...sources];
  const builtAt = changedAt("dist/index.html");
  return names.some((name) => changedAt(name) > builtAt);
}

if (isStale()) {
  const { build } = await import("vite");
  await build();
} else {
  console.log("dashboard/dist is up to date.");
}
