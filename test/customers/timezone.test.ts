import { describe, expect, test } from "vitest";
import { timezoneNamed } from "../../core/customers/timezone.ts";
import { timezoneNames } from "../../scripts/timezones.ts";

const names = timezoneNames();

/** What ICU takes beside tzdata's names: Java's old three letters, zones that never were, and its own. */
const ofIcu = `ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST
  US/Pacific-New SystemV/AST4 SystemV/PST8PDT Canada/East-Saskatchewan Etc/Unknown`.split(/\s+/);

describe("a time zone", () => {
  test("is every name of tzdata, zones and links, in whatever case", async () => {
    expect(names.length).toBeGreaterThan(590);
    for (const name of names)
      expect(await Promise.all([name, name.toLowerCase(), name.toUpperCase()].map(timezoneNamed))).toEqual([
        name,
        name,
        name,
      ]);
  });

  test("is a link as well as what it leads to, and never replaced by it", async () => {
    for (const name of [
      "Europe/Kiev",
      "Europe/Kyiv",
      "Asia/Calcutta",
      "Asia/Kolkata",
      "US/Pacific",
      "America/Buenos_Aires",
    ])
      expect(await timezoneNamed(name)).toBe(name);
  });

  test("is one of the newest, too", async () => {
    for (const name of ["America/Coyhaique", "America/Ciudad_Juarez", "Asia/Qostanay"])
      expect(await timezoneNamed(name)).toBe(name);
  });

  test("is every one that the runtime lists: what a browser or a server says of itself is taken", async () => {
    for (const name of Intl.supportedValuesOf("timeZone")) expect(await timezoneNamed(name)).toBe(name);
  });

  test.each([
    ...ofIcu,
    ...["", "Europe", "Madrid", "Europe/", "/Madrid", "Europe/Madrid ", "Europe Madrid", "Europe/Madrid Paris"],
    ...["+01:00", "GMT+25", "UTC+1", "Factory", "localtime", "posixrules", "CEST", "constructor", "__proto__"],
  ])("is not %j", async (name) => {
    expect(await timezoneNamed(name)).toBeUndefined();
  });
});
