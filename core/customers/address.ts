/** The billing address, and which of its parts a country needs. */
import * as z from "zod/mini";
import {
  inOneLine,
  isEmptyList,
  isRecord,
  misspellingOf,
  misspeltFields,
  pastedText,
  problemOf,
} from "../base/validation.ts";
import { countries, withoutPostalCode } from "./countries.ts";

/** `postalCode` is empty where the country has none. */
export interface Address {
  line1: string;
  line2?: string;
  city: string;
  state?: string;
  postalCode: string;
  country: string;
  region?: string;
}

const required = ["line1", "city", "postalCode", "country"] as const;
const optional = ["line2", "state", "region"] as const;
const part = pastedText(255);

const COUNTRY = "must be an ISO 3166-1 alpha-2 code in capitals, like US";
const country = z
  .string({ error: COUNTRY })
  .check(problemOf((value) => (countries.has(value) ? undefined : COUNTRY)))
  .register(z.globalRegistry, { minLength: 2, maxLength: 2 });

/** Whether an address in this country needs a postal code. What is no country needs all that others need. */
const needsPostalCode = (country: unknown): boolean => typeof country !== "string" || !withoutPostalCode.has(country);

type Given = Readonly<Record<string, unknown>>;

/** Parts that are missing, or that are there by another spelling. `{}` is no address. */
function missingParts(given: Given): { part: string; message: string }[] {
  if (Object.keys(given).length === 0) return [];
  return required.flatMap((name) => {
    const value = given[name];
    const misspelling = misspellingOf(name, given);
    if (misspelling !== undefined) return [{ part: misspelling, message: `must be written ${name}` }];
    if (name === "postalCode") {
      const isMissing = (value == null || value === "") && needsPostalCode(given.country);
      return isMissing ? [{ part: name, message: "is required" }] : [];
    }
    if (value == null) return [{ part: name, message: "is required" }];
    return value === "" ? [{ part: name, message: "must not be empty" }] : [];
  });
}

const FORM = "must be an object with line1, city, postalCode and country";
const addressObject = z
  .looseObject(
    {
      line1: z.optional(part),
      line2: z.nullish(part),
      city: z.optional(part),
      state: z.nullish(part),
      postalCode: z.nullish(part),
      country: z.optional(country),
      region: z.nullish(part),
    },
    { error: FORM },
  )
  .check(
    z.check<unknown>(
      ({ value, issues }) => {
        for (const { part, message } of isRecord(value) ? missingParts(value) : [])
          issues.push({ code: "custom", message, input: value, path: [part], continue: true });
      },
      // Even when a part is wrong, so that every problem is reported at once.
      { when: () => true },
    ),
  )
  .register(z.globalRegistry, { additionalProperties: undefined });

/** Null and PHP's `[]` say nothing. A key that zod drops does not make `{}` of an object. */
const readable = z.transform((value: unknown) => {
  if (isEmptyList(value)) return null;
  return isRecord(value) && Object.keys(value).join() === "__proto__" ? FORM : value;
});

const orNone = z.transform((given: z.output<typeof addressObject>): Address | "" =>
  Object.keys(given).length === 0 ? "" : addressOf(given),
);

/** Replaced as a whole; `""` for `{}`, which means none. Empty optional parts are left out. */
export const address = z.optional(z.pipe(readable, z.nullish(z.pipe(addressObject, orNone))));

type Parts = Partial<Record<keyof Address, string | null | undefined>>;

const addressOf = ({ line1, line2, city, state, postalCode, country, region }: Parts): Address => ({
  line1: line1 ?? "",
  ...(line2 ? { line2 } : {}),
  city: city ?? "",
  ...(state ? { state } : {}),
  postalCode: postalCode ?? "",
  country: country ?? "",
  ...(region ? { region } : {}),
});

/** The address as it is stored, each part in one line. A part that the customer has already stays as it is. */
export function tidyAddress(said: Address, stored?: Address): Address {
  const parts = Object.entries(said).map(([name, value]) => [
    name,
    stored && Reflect.get(stored, name) === value ? value : inOneLine(value),
  ]);
  return addressOf(Object.fromEntries(parts));
}

/** Why parts cannot stand in a new address. Parts that the customer has already stay; a misspelt one is no part. */
export function newPartProblems(given: Given): { part: string; message: string; isPart: boolean }[] {
  const misspelt = misspeltFields(optional, given).map(({ field, message }) => ({
    part: field,
    message,
    isPart: false,
  }));
  const blank = required.filter((name) => {
    const value = given[name];
    if (typeof value !== "string" || inOneLine(value) !== "") return false;
    return name !== "postalCode" || needsPostalCode(given.country);
  });
  return [...misspelt, ...blank.map((part) => ({ part, message: "must not be empty", isPart: true }))];
}
