import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { textFields } from "../../core/customers/textFields.ts";
import { answersFor, withDigests } from "../../scripts/changelog.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const changelog = read("CHANGELOG.md");
const contents = Object.fromEntries(
  Object.values(answersFor)
    .flat()
    .map((name) => [name, read(name)]),
);

/** A changelog with an up-to-date newest entry. */
const { text: current } = withDigests("# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-01-01\n\nFirst.\n", contents);

/** The changelog with one more line in a section of its newest entry. */
const saying = (section: string, line: string, text = current): string =>
  text.replace("## Unreleased\n", `## Unreleased\n\n### ${section}\n\n- ${line}\n`);

describe.each(Object.entries(answersFor).flatMap(([section, names]) => names.map((name) => ({ section, name }))))(
  "a change of $name",
  ({ section, name }) => {
    const changed = { ...contents, [name]: `${contents[name]} ` };

    test("fails while CHANGELOG.md does not say it, and is not recorded as said", () => {
      const { text, unsaid } = withDigests(current, changed);

      expect(unsaid).toEqual([section]);
      expect(withDigests(text, changed).unsaid).toEqual([section]);
    });

    test("passes with a line in its section, once", () => {
      const said = withDigests(saying(section, "A new field."), changed);

      expect(said.unsaid).toEqual([]);
      expect(withDigests(said.text, changed)).toEqual({ text: said.text, unsaid: [] });
      expect(withDigests(said.text, { ...changed, [name]: "again" }).unsaid).toEqual([section]);
    });

    test("does not pass with a line in another section", () => {
      expect(withDigests(saying("Commands", "A new option."), changed).unsaid).toEqual([section]);
    });

    test("fails in a new entry that says nothing yet, and passes once it does", () => {
      const released = withDigests(saying(section, "A new field."), contents).text;
      const opened = released.replace("## Unreleased", "## Unreleased\n\n## 0.2.0 - 2026-02-01");

      expect(withDigests(opened, contents).unsaid).toEqual([]);
      expect(withDigests(opened, changed).unsaid).toEqual([section]);
      expect(withDigests(saying(section, "Another one.", opened), changed).unsaid).toEqual([]);
    });
  },
);

test("the digests of released entries stay as they are", () => {
  const opened = current.replace("## Unreleased", "## Unreleased\n\n## 0.2.0 - 2026-02-01");

  const { text } = withDigests(opened, contents);

  expect(text.match(/<!-- digests/g)).toHaveLength(2);
  expect(text).toContain(opened.slice(opened.indexOf("## 0.2.0")));
});

test("the newest released version in CHANGELOG.md is that of every package.json", () => {
  const [, released] = /^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$/m.exec(changelog) ?? [];

  for (const folder of ["", "dashboard/", "bench/", "infra/subscriber-kit/"])
    expect(JSON.parse(read(`${folder}package.json`)).version, folder).toBe(released);
});

test("docs/stored-items.json shows items of every table, and a customer with all that one can have", () => {
  const tables: { name: string; items: Record<string, unknown>[] }[] = JSON.parse(read("docs/stored-items.json"));
  const customer = tables.flatMap(({ items }) => items).find((item) => "archivedAt" in item);

  for (const { name, items } of tables) expect(items.length, name).toBeGreaterThan(0);
  expect(Object.keys(customer ?? {})).toEqual(
    expect.arrayContaining([...textFields, "address", "metadata", "subscription", "createMark", "updateMark"]),
  );
});
