import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { floors } from "../../scripts/floors.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

/** The steps of the walks: a file, and a name that it exports. */
const stepsOf = (page: string): [file: string, name: string][] =>
  Array.from(page.matchAll(/^\| \d+ \| `([^`]+)` \| `([^`]+)` \|/gm), ([, file = "", name = ""]) => [file, name]);

const english = read("docs/architecture.md");

test.each(stepsOf(english))("the walks pass %s, which has %s", (file, name) => {
  expect(read(file)).toMatch(new RegExp(`^export (async function|function|const) ${name}\\b`, "m"));
});

test("both languages walk the same way", () => {
  expect(stepsOf(english).length).toBeGreaterThan(15);
  expect(stepsOf(read("docs/architecture.es.md"))).toEqual(stepsOf(english));
});

test("the page says of every folder with a floor what is in it, and the picture shows it", () => {
  for (const room of floors.flat()) {
    expect(english).toContain(`\`${room}/\``);
    expect(read("docs/images/architecture.svg")).toContain(`>${room}/</text>`);
  }
});
