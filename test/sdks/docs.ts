/** The code of docs/sdks.md. */
import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../docs/sdks.md", import.meta.url), "utf8");

/** The blocks of a language, in their order. */
const blocksOf = (language: string): string[] =>
  Array.from(page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm))
    .filter(([, name]) => name === language)
    .map(([, , code = ""]) => code);

const blockWith = (language: string, words: string): string => {
  const found = blocksOf(language).find((code) => code.includes(words));
  if (found === undefined) throw new Error(`docs/sdks.md has no ${language} with ${words}`);
  return found;
};

/** `clientela.ts`, which points fetch at a stage. */
export const typescriptRecipe = (): string => blockWith("ts", "globalThis.fetch =");
/** A program with an SDK for TypeScript, by the release in its first line: `1.x`. */
export const typescriptProgram = (release: string): string => blockWith("ts", `// ${release}\n`);
/** The program that points a client for Python at a stage, and makes a call. */
export const pythonProgram = (): string => blockWith("python", "def point_to");
/** The lines that limit how long Python waits. */
export const pythonTimeout = (): string => blockWith("python", "event_hooks");
