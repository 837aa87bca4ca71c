/** The dashboard's logic that needs no browser, and the size of its build. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { billingIntervals } from "../../core/plans/billingInterval.ts";
import { intervalName, priceText } from "../../dashboard/src/intervals.ts";
import { erasureTexts } from "../../dashboard/src/messages/erasing.ts";
import { importTexts } from "../../dashboard/src/messages/importing.ts";
import { problemInSpanish } from "../../dashboard/src/messages/problems.ts";
import { changesToMetadata, newRow, problemOfRow, type Row, rowsOf } from "../../dashboard/src/metadata.ts";
import { pageOf, readCustomersSearch } from "../../dashboard/src/pages/customersSearch.ts";
import { contentSecurityPolicy } from "../../infra/dashboard.ts";
import "./parts/columns.ts";
import "./parts/commands.ts";
import "./parts/csv.ts";
import "./parts/formats.ts";
import "./parts/history.ts";
import "./parts/importing.ts";
import { messages } from "./support.ts";

const built = fileURLToPath(new URL("../../dashboard/dist/", import.meta.url));

/** As the local front sends files, and about as CloudFront does. */
const COMPRESSION = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

test("At most 150 KB of script come before the sign-in page can be used, 300 before the list shows, 450 in all", () => {
  const page = readFileSync(`${built}index.html`, "utf8");
  const [outside = "", app = ""] = [
    page.replace(/<template[\s\S]*<\/template>/, ""),
    /<template id="app">[\s\S]*?<\/template>/.exec(page)?.[0],
  ];
  const named = (html: string) => Array.from(html.matchAll(/assets\/[\w.-]+/g), ([name]) => name);
  const all = readdirSync(built, { recursive: true, encoding: "utf8" });
  const kilobytes = (names: readonly string[], extension: string): number =>
    names
      .filter((name) => name.endsWith(extension))
      .reduce((sum, name) => sum + brotliCompressSync(readFileSync(built + name), COMPRESSION).length / 1_000, 0);
  const signIn = kilobytes(named(outside), ".js");
  expect(signIn).toBeGreaterThan(50);
  expect(signIn).toBeLessThanOrEqual(150);
  expect(kilobytes(named(outside), ".css")).toBe(0);
  const language = kilobytes(
    all.filter((name) => /all\.es/.test(name)),
    ".js",
  );
  expect(language).toBeGreaterThan(1);
  expect(signIn + kilobytes(named(app), ".js") + language).toBeLessThanOrEqual(300);
  expect(kilobytes(named(app), ".css")).toBeLessThanOrEqual(90);
  expect(kilobytes(all, ".js")).toBeLessThanOrEqual(450);
});

test("The page holds nothing inline but what the content security policy names by its hash", () => {
  const page = readFileSync(`${built}index.html`, "utf8");
  const inline = (tag: string) =>
    Array.from(page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g")), ([, text]) => text);
  const hashes = (tag: string) =>
    inline(tag).map((text = "") => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  const policy = contentSecurityPolicy();
  expect(policy).toContain(`script-src 'self' ${hashes("script").join(" ")};`);
  expect(policy).toContain(`style-src 'self' ${hashes("style").join(" ")};`);
  expect([inline("script").length, inline("style").length]).toEqual([1, 1]);
  const rest = page.replaceAll(/<(script|style)>[\s\S]*?<\/\1>/g, "");
  expect(rest).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:/);
  const styles = readdirSync(`${built}assets`).filter((name) => name.endsWith(".css"));
  for (const name of styles) expect(readFileSync(`${built}assets/${name}`, "utf8")).not.toContain("data:font");
});

describe("Both languages", () => {
  const flat = (texts: object, path = ""): [string, string][] =>
    Object.entries(texts).flatMap(([key, text]): [string, string][] =>
      typeof text === "string" ? [[path + key, text]] : flat(text, `${path}${key}.`),
    );
  const [english, spanish] = (["en", "es"] as const).map(
    (language) =>
      new Map(
        flat({ ...messages[language], importTexts: importTexts[language], erasureTexts: erasureTexts[language] }),
      ),
  ) as [Map<string, string>, Map<string, string>];

  test("have the same texts, none of them empty, with the same places for values", () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
    const places = (text = "") => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, text] of english) {
      expect(spanish.get(key)?.trim()).not.toBe("");
      expect([key, places(spanish.get(key))]).toEqual([key, places(text)]);
    }
  });

  test("name every billing interval, and show one that they do not know as it is sent", () => {
    for (const texts of [messages.en, messages.es])
      for (const interval of billingIntervals) {
        expect(intervalName(texts, interval)).not.toBe(interval);
        expect(priceText(texts, interval)).not.toContain(interval);
      }
    expect([intervalName(messages.en, "one_time"), priceText(messages.es, "one_time")]).toEqual([
      "one_time",
      "{price} (one_time)",
    ]);
  });

  test("differ in every text but names that are the same in both", () => {
    const same = [...english].filter(([key, text]) => spanish.get(key) === text).map(([key]) => key);
    expect(same.sort()).toEqual([
      "assignPlan.plan",
      "common.no",
      "fields.subscription.planName",
      "metadata.kinds.json",
      "subscription.plan",
    ]);
  });

  test("say in the interface all that the sources show, without a text beside them", () => {
    const sources = fileURLToPath(new URL("../../dashboard/src/", import.meta.url));
    const components = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".tsx"),
    );
    const shown = components.flatMap((name) =>
      Array.from(
        readFileSync(sources + name, "utf8").matchAll(/>\s*([A-Z][a-z]+[^<>{}=;()]*)\s*</g),
        ([, text]) => `${name}: ${text}`,
      ),
    );
    expect(shown).toEqual([]);
  });
});

describe("Metadata as rows", () => {
  const metadata = fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== "__proto__"),
    fc.jsonValue().filter((value) => value !== null),
  );

  test("says nothing when nothing was edited, whatever the values are", () => {
    fc.assert(
      fc.property(metadata, (before) => {
        expect(changesToMetadata(rowsOf(before), before)).toEqual({});
      }),
    );
  });

  test("brings every value through as it is when it is new", () => {
    fc.assert(
      fc.property(metadata, (values) => {
        // JSON has no negative zero.
        expect(changesToMetadata(rowsOf(values), {})).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  test("removes what has no row, sets what has another text or kind, and leaves out rows without anything", () => {
    const before = { gone: 1, same: "5", other: "a", kind: "5" };
    const rows: Row[] = [
      { key: "same", kind: "text", text: "5" },
      { key: "other", kind: "text", text: "true" },
      { key: "kind", kind: "number", text: "5" },
      { key: "new", kind: "json", text: "[1, null]" },
      newRow,
    ];
    expect(changesToMetadata(rows, before)).toEqual({ gone: null, other: "true", kind: 5, new: [1, null] });
  });

  test.each([
    ["number", "1.10", "otherNumber"],
    ["number", "1e999", "notNumber"],
    ["number", "12345678901234567890", "otherNumber"],
    ["number", "-0", "otherNumber"],
    ["number", "", "notNumber"],
    ["number", "-1.5", undefined],
    ["number", "1e+21", undefined],
    ["text", "1e999", undefined],
    ["text", "", undefined],
    ["boolean", "", "notBoolean"],
    ["json", "{", "notJson"],
    ["json", "null", "isNull"],
    ["json", '{"a":[1e999]}', "notNumber"],
    ["json", '{"a":[1.10]}', "otherNumber"],
    ["json", '{"1.10":"\\"1.10"}', undefined],
  ] as const)("takes, as %s, %j only if that is what would be stored", (kind, text, problem) => {
    const row = { key: "a", kind, text };
    expect(problemOfRow(row, [row])?.problem).toBe(problem);
  });

  test("is wrong with a key twice or without one", () => {
    const [row, unnamed]: Row[] = [
      { key: "a", kind: "text", text: "" },
      { key: "", kind: "text", text: "b" },
    ];
    const rows = [row, row, unnamed].filter((it) => it !== undefined);
    expect(rows.map((it) => problemOfRow(it, rows)?.problem)).toEqual(["twice", "twice", "keyMissing"]);
  });
});

describe("The address of the customers page", () => {
  test.each([
    [{}, { status: "all", search: undefined, limit: 25, cursor: undefined }],
    [
      { status: "archived", search: "12345678901234567890", limit: "50" },
      { status: "archived", search: "12345678901234567890", limit: 50, cursor: undefined },
    ],
    [
      { status: "x", limit: 7, page: 9 },
      { status: "all", search: undefined, limit: 25, cursor: undefined },
    ],
    [
      { cursor: "abc", page: "x" },
      { status: "all", search: undefined, limit: 25, cursor: "abc" },
    ],
  ])("that says %j shows %j", (address, page) => {
    expect(pageOf(readCustomersSearch(address))).toEqual(page);
  });
});

test("What the API says of the fields of a form and of a search is said in Spanish too", () => {
  const folder = (name: string) =>
    readdirSync(new URL(`../../${name}/`, import.meta.url)).map((file) => `${name}/${file}`);
  const files = ["core/base/validation.ts", ...folder("core/customers")].filter((file) => file.endsWith(".ts"));
  const sources = files.map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).join("");
  const messages = Array.from(sources.matchAll(/["`]((?:must|is required|has|may)\b[^"`]*)["`]/g), ([, text = ""]) =>
    JSON.parse(`"${text.replaceAll(/\$\{\w+\}/g, "7")}"`),
  );
  expect(messages.length).toBeGreaterThan(20);
  expect(messages.filter((message) => problemInSpanish(message) === message)).toEqual([]);
  expect(problemInSpanish("must be at most 255 characters")).toBe("puede tener como mucho 255 caracteres");
  expect(problemInSpanish("must not hold blanks: a + in it is sent as %2B")).toBe("no puede llevar espacios");
  expect(problemInSpanish("something new")).toBe("something new");
});
