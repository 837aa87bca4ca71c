import type { Address } from "../api/api.ts";

/** An address as written on a letter, with the country's name. */
export function addressLines(address: unknown, nameOf: (country: string) => string): string[] {
  const { line1, line2, city, state, postalCode, country, region } = address as Address;
  const place = [city, state, postalCode].filter(Boolean).join(" ");
  return [line1, line2, place, region, nameOf(country)].filter((line): line is string => Boolean(line));
}
