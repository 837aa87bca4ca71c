/** Prepares the browser tests: an up-to-date build of the dashboard, and a browser. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../../dashboard/browser/findBrowser.ts";

const dashboard = fileURLToPath(new URL("../../dashboard/", import.meta.url));

export default function setup(): void {
  if (isStale()) execFileSync("npm", ["run", "build"], { cwd: dashboard, stdio: "pipe" });
  if (!findBrowser()) console.warn("No Chromium: the browser tests are skipped. Install one, or set CHROMIUM_PATH.");
}

/** Whether a source file is newer than the build. */
function isStale(): boolean {
  const page = join(dashboard, "dist", "index.html");
  if (!existsSync(page)) return true;
  const sources = readdirSync(join(dashboard, "src"), { recursive: true, encoding: "utf8" }).map(
    (name) => `src/${name}`,
  );
  const built = statSync(page).mtimeMs;
  return ["index.html", "vite.config.ts", ...sources].some((name) => statSync(join(dashboard, name)).mtimeMs > built);
}
