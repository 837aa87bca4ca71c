/** Dates, numbers and amounts as the reader's region writes them. */
import { describe, expect, test } from "vitest";
import { formatsOf, hasDecimalComma, localesOf } from "../../../dashboard/src/formats.ts";

const NOON = "2026-12-01T15:04:05.000Z";

describe("A page", () => {
  test.each([
    ["en", ["en-US", "en"], "Dec 1, 2026", "1,234.5"],
    ["en", ["en", "en-GB"], "1 Dec 2026", "1,234.5"],
    ["en", ["de-DE", "en"], "1 Dec 2026", "1.234,5"],
    ["en", ["es-AR"], "1 Dec 2026", "1.234,5"],
    ["es", ["en-US"], "1 dic 2026", "1,234.5"],
    ["es", ["es-AR", "en-US"], "1 dic 2026", "1.234,5"],
    ["en", ["ar-EG"], "1 Dec 2026", "1,234.5"],
    ["en", ["en-US@posix"], "Dec 1, 2026", "1,234.5"],
    ["es", [], "1 dic 2026", "1234,5"],
  ])("in %s, read in %j, says %s and %s", (language, languages, day, number) => {
    const formats = formatsOf(localesOf(language, languages));
    expect([formats.billingDate(NOON), formats.number(1234.5)]).toEqual([day, number]);
    expect(hasDecimalComma(formats)).toBe(number.endsWith(",5"));
  });

  test("says a day of billing in UTC, and other times with the name of the reader's zone", () => {
    const formats = formatsOf(localesOf("en", ["en-GB"]));
    expect(formats.exactBillingTime(NOON)).toBe("1 Dec 2026, 15:04:05 UTC");
    expect(formats.exactTime(NOON)).toContain(`(${Intl.DateTimeFormat().resolvedOptions().timeZone})`);
  });
});
