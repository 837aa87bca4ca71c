/** Prepares the browser tests: an up-to-date build of the dashboard, and a browser. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findBrowser } from "../../dashboard/browser/findBrowser.ts";

const dashboard = fileURLToPath(new URL("../../dashboard/", import.meta.url));

export default function setup(): void {
  execFileSync("npm", ["run", "build"], { cwd: dashboard, stdio: "pipe" });
  if (!findBrowser()) console.warn("No Chromium: the browser tests are skipped. Install one, or set CHROMIUM_PATH.");
}
