/** Which test files share a process, and with it one stack and what Node has loaded and optimized. */
import { globSync, readFileSync } from "node:fs";

/** Those that ask for the stack that can be shared: `useStack()` and `sharedApi()`, without options. */
export const sharingFiles = (root: URL): string[] =>
  globSync("test/**/*.test.ts", { cwd: root })
    .filter((file) => /\b(useStack|sharedApi)\(\)/.test(readFileSync(new URL(file, root), "utf8")))
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted();
