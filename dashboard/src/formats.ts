/** How dates, numbers and amounts are written: in the page's language, by the conventions of the reader's region. */

export interface Formats {
  /** The day in the reader's time zone. */
  date: (iso: string) => string;
  /** In the reader's time zone. */
  dateTime: (iso: string) => string;
  /** To the second, with the name of the reader's time zone. */
  exactTime: (iso: string) => string;
  /** To the millisecond if it has any, with a short name of the reader's time zone. */
  preciseTime: (iso: string) => string;
  /** The same in UTC. */
  preciseTimeInUtc: (iso: string) => string;
  /** The reader's time zone. */
  timeZone: string;
  /** The day in UTC: billing days begin at midnight UTC, wherever somebody reads them. */
  billingDate: (iso: string) => string;
  /** A moment of billing to the second, in UTC. */
  exactBillingTime: (iso: string) => string;
  /** A country's name by its code. */
  country: (code: string) => string;
  number: (value: number) => string;
  /** Formats an amount in US cents, the currency of plans. */
  price: (cents: number) => string;
}

/** Dates have words in them, which have to be in the page's language; numbers have none. */
export interface Locales {
  dates: string;
  numbers: string;
}

/**
 * The locales of a reader who has chosen a language for the page. The browser's own languages say the region: British English
 * writes dates otherwise than American, and who reads English in Germany expects German numbers.
 */
export function localesOf(language: string, browserLanguages: readonly string[]): Locales {
  const known = browserLanguages.flatMap(localeIn);
  const regional = known.filter(({ region }) => region);
  const own = regional.find((locale) => locale.language === language) ?? regional[0];
  if (!own) return { dates: language, numbers: language };
  if (own.language === language) return { dates: own.toString(), numbers: own.toString() };
  return {
    dates: knownLocale(`${language}-${own.region}`) ?? `${language}-001`,
    numbers: new Intl.Locale(own.baseName, { numberingSystem: "latn" }).toString(),
  };
}

/** The locale, unless all that is known of it is its language: then the conventions would be those of another region. */
const knownLocale = (tag: string): string | undefined =>
  new Intl.Locale(new Intl.DateTimeFormat(tag).resolvedOptions().locale).region && tag;

/** Some systems have names of languages that no standard knows. */
function localeIn(tag: string): Intl.Locale[] {
  try {
    return [new Intl.Locale(tag)];
  } catch {
    return [];
  }
}

/** What the medium and long styles show, and the milliseconds, which no style has. */
const MILLISECONDS: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "short",
};

export function formatsOf({ dates: locale, numbers }: Locales): Formats {
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", ...options });
    return (iso: string) => format.format(new Date(iso));
  };
  const exact = dates({ timeStyle: "long" });
  const precise = (zone: Intl.DateTimeFormatOptions) => {
    const toSeconds = dates({ timeStyle: "long", ...zone });
    const toMilliseconds = new Intl.DateTimeFormat(locale, { ...MILLISECONDS, ...zone });
    return (iso: string) => (Date.parse(iso) % 1_000 === 0 ? toSeconds(iso) : toMilliseconds.format(new Date(iso)));
  };
  const { timeZone } = new Intl.DateTimeFormat(locale).resolvedOptions();
  const number = new Intl.NumberFormat(numbers);
  const price = new Intl.NumberFormat(numbers, { style: "currency", currency: "USD" });
  const country = new Intl.DisplayNames(locale, { type: "region", fallback: "code" });
  return {
    date: dates({}),
    dateTime: dates({ timeStyle: "short" }),
    timeZone,
    preciseTime: precise({}),
    preciseTimeInUtc: precise({ timeZone: "UTC" }),
    exactTime: (iso) => `${exact(iso)} (${timeZone})`,
    billingDate: dates({ timeZone: "UTC" }),
    exactBillingTime: dates({ timeZone: "UTC", timeStyle: "long" }),
    number: (value) => number.format(value),
    price: (cents) => price.format(cents / 100),
    country: (code) => country.of(code) ?? code,
  };
}

/** Whether the reader's region writes decimals with a comma; its spreadsheets then part cells by semicolons. */
export const hasDecimalComma = ({ number }: Pick<Formats, "number">): boolean => number(1.5).includes(",");
