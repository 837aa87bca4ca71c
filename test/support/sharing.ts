/** Which test files share a process, and with it one stack and what Node has loaded and optimized. */
import { globSync, readFileSync } from "node:fs";

/** What a file calls to have the stack that can be shared, without its publisher and with it. */
const calls = { shared: /\b(useStack|sharedApi)\(\)/, published: /\b(useStack|sharedApi)\(\{ publishes: true \}\)/ };

/** What starts a stack, a server or a command. */
const starts = /(?<!vi\.)\b(start|use|run)[A-Z]\w*\(|\b(sharedApi|npmStart|new Run|spawn)\(/;
/** What has to do with the environment, or with modules: a process reads and loads either once. */
const once = /process\.env|stubEnv|resetModules|vi\.(mock|doMock)\(/;

/** These folders are projects of their own, see vitest.config.ts. */
const apart = /^test\/(infra|dashboard|sdks|stage|deploy)\//;

/** The files of each kind, from the project's folder; `units` need no stack. */
export function sharingFiles(root: URL): Record<keyof typeof calls | "units", string[]> {
  const files = globSync("test/**/*.test.ts", { cwd: root })
    .toSorted()
    .map((file) => ({
      name: file.replaceAll("\\", "/"),
      text: readFileSync(new URL(file, root), "utf8"),
    }));
  const that = (call: RegExp) => files.filter(({ text }) => call.test(text)).map(({ name }) => name);
  const units = files
    .filter(({ name, text }) => !starts.test(text) && !once.test(text) && !apart.test(name))
    .map(({ name }) => name);
  return { shared: that(calls.shared), published: that(calls.published), units };
}
