import type { Address } from "../api/api.ts";
import type { Language } from "../locale.tsx";

/** An address as written on a letter, with the country's name. */
export function addressLines(address: unknown, language: Language): string[] {
  const { line1, line2, city, state, postalCode, country, region } = address as Address;
  const place = [city, state, postalCode].filter(Boolean).join(" ");
  const countryName = new Intl.DisplayNames(language, { type: "region", fallback: "code" }).of(country);
  return [line1, line2, place, region, countryName].filter((line): line is string => Boolean(line));
}
