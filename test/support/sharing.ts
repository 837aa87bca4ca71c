/** Which test files share a process, and with it one stack and what Node has loaded and optimized. */
import { globSync, readFileSync } from "node:fs";

/** What a file calls to have the stack that can be shared, without its publisher and with it. */
const calls = { shared: /\b(useStack|sharedApi)\(\)/, published: /\buseStack\(\{ publishes: true \}\)/ };

/** The files of each kind, from the project's folder. */
export function sharingFiles(root: URL): Record<keyof typeof calls, string[]> {
  const files = globSync("test/**/*.test.ts", { cwd: root }).map((file) => ({
    name: file.replaceAll("\\", "/"),
    text: readFileSync(new URL(file, root), "utf8"),
  }));
  const that = (call: RegExp) =>
    files
      .filter(({ text }) => call.test(text))
      .map(({ name }) => name)
      .toSorted();
  return { shared: that(calls.shared), published: that(calls.published) };
}
