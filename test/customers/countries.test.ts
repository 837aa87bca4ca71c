import { formatAddress } from "localized-address-format";
import { postcodeValidatorExistsForCountry } from "postcode-validator";
import { describe, expect, test } from "vitest";
import { countries, withoutPostalCode } from "../../core/customers/countries.ts";

describe("countries", () => {
  test("are the 249 of ISO 3166-1 alpha-2 and Kosovo, all known to the runtime", () => {
    const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
    expect([countries.size, countries.has("XK")]).toEqual([250, true]);
    for (const code of countries) expect([code, names.of(code) !== undefined, code.length]).toEqual([code, true, 2]);
  });
});

/** Whether Google's address data has a place for the code in this country. */
const isInFormat = (postalCountry: string): boolean =>
  formatAddress({ postalCountry, postalCode: "4711", locality: "City", addressLines: ["Street"] })
    .join()
    .includes("4711");

describe("postal codes", () => {
  test("are optional in each country of which a source says that it has none", () => {
    const without = [...countries].filter((code) => !isInFormat(code) || !postcodeValidatorExistsForCountry(code));
    expect(without.length).toBeGreaterThan(60);
    expect(without.filter((code) => !withoutPostalCode.has(code))).toEqual([]);
  });

  test("are optional in countries alone", () => {
    expect([...withoutPostalCode].filter((code) => !countries.has(code))).toEqual([]);
  });

  test("are required where nobody is in doubt", () => {
    const certain = "AR AT AU BE BR CA CH CL CN DE DK ES FI FR GB GR IN IT JP KR MX NL NO NZ PL PT RU SE SG TR US ZA";
    expect(certain.split(" ").filter((code) => withoutPostalCode.has(code))).toEqual([]);
    expect(withoutPostalCode.size).toBeLessThan(90);
  });
});
