/** Rules for every page in the repository: what it names exists, and both languages say the same. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (page: string): string => readFileSync(join(root, page), "utf8");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));
const folders = new Set(files.filter((file) => file.includes("/")).map((file) => file.split("/")[0]));
const pages = files.filter((file) => file.endsWith(".md"));

/** The scripts of the project and of its workspaces. */
const scripts = new Set(
  files
    .filter((file) => /(^|\/)package\.json$/.test(file))
    .flatMap((file) => Object.keys(JSON.parse(read(file)).scripts ?? {})),
);

const matchesOf = (text: string, pattern: RegExp): string[] => Array.from(text.matchAll(pattern), ([, it = ""]) => it);
const withoutCode = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```$/gm, "");

/** Files and folders of this repository that a page mentions in backticks, such as `core/base/errors.ts` and `core/http/`. */
const pathsIn = (text: string): string[] =>
  matchesOf(withoutCode(text), /`([\w.-]+\/[\w./-]*)`/g).filter(
    (path) => folders.has(path.split("/")[0]) && (path.endsWith("/") || /\.\w+$/.test(path)),
  );

describe.each(pages)("%s", (page) => {
  const text = read(page);

  test("links to files that are there", () => {
    const links = matchesOf(withoutCode(text), /\]\(([^)\s]+)\)/g).filter((link) => !/^(https?:|mailto:|#)/.test(link));
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link.replace(/#.*/, ""))))).toEqual([]);
  });

  test("names files and folders that are there", () => {
    expect(pathsIn(text).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("names npm scripts that are there", () => {
    expect(matchesOf(text, /npm run (?:--silent )?([a-z][\w:]*)/g).filter((name) => !scripts.has(name))).toEqual([]);
  });

  test("runs tests that are there", () => {
    const tests = files.filter((file) => file.endsWith(".test.ts"));
    const named = matchesOf(text, /npx vitest run ([\w./ -]+)/g).flatMap((words) => words.trim().split(/ +/));
    expect(named.filter((part) => !tests.some((file) => file.includes(part)))).toEqual([]);
  });
});

/** Historical records and forms are in English only. */
const isEnglishOnly = (page: string): boolean => /^(CHANGELOG\.md|docs\/decisions\/|\.github\/)/.test(page);
const english = pages.filter((page) => !page.endsWith(".es.md") && !isEnglishOnly(page));
const twinOf = (page: string): string => page.replace(/\.md$/, ".es.md");

test("every page has its Spanish twin, and no twin is alone", () => {
  expect(pages.filter((page) => page.endsWith(".es.md")).sort()).toEqual(english.map(twinOf).sort());
});

describe.each(english)("%s and its twin", (page) => {
  const [one, other] = [read(page), read(twinOf(page))];

  test("have the same headings in number and rank", () => {
    const ranks = (text: string) => matchesOf(withoutCode(text), /^(#+) /gm);
    expect(ranks(other)).toEqual(ranks(one));
  });

  test("have the same commands, code and samples", () => {
    const blocks = (text: string) => matchesOf(text, /^ *(```\w+\n[\s\S]*?)^ *```$/gm);
    expect(blocks(other)).toEqual(blocks(one));
  });

  test("name the same files and run the same tests", () => {
    const tests = (text: string) => matchesOf(text, /(npx vitest run [\w./ -]+)/g);
    expect(new Set(pathsIn(other))).toEqual(new Set(pathsIn(one)));
    expect(tests(other)).toEqual(tests(one));
  });
});

test("every decision has a date, and a status that names a decision where another has amended it", () => {
  const decisions = pages.filter((page) => page.startsWith("docs/decisions/"));

  for (const decision of decisions) {
    const [, status = ""] =
      /^# \d+\. .+\n\n- Date: \d{4}-\d\d-\d\d\n- Status: (accepted|accepted, amended by \d+|replaced by \d+)\n\n/.exec(
        read(decision),
      ) ?? [];
    expect(status, decision).not.toBe("");
    for (const number of matchesOf(status, /(\d+)/g))
      expect(decisions.some((it) => it.includes(`/${number.padStart(4, "0")}-`))).toBe(true);
  }
});
