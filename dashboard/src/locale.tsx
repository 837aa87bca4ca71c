/** The page's language: its texts, and the formats of dates, numbers and amounts. */
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from "react";
import { en, type Messages } from "./messages/en.ts";
import { es } from "./messages/es.ts";
import { problemInSpanish } from "./messages/problems.ts";

export const languages = { en, es } satisfies Record<string, Messages>;
export type Language = keyof typeof languages;

const STORED_AS = "clientela.language";

export interface Locale {
  language: Language;
  setLanguage: (language: Language) => void;
  messages: Messages;
  /** Translates the API's message about a field. */
  problem: (message: string) => string;
  /** In the reader's time zone. */
  date: (iso: string) => string;
  dateTime: (iso: string) => string;
  /** The day in UTC: billing days begin at midnight UTC, wherever somebody reads them. */
  billingDate: (iso: string) => string;
  /** A country's name by its code. */
  country: (code: string) => string;
  number: (value: number) => string;
  /** Formats an amount in US cents, the currency of plans. */
  price: (cents: number) => string;
}

const LocaleContext = createContext<Locale | undefined>(undefined);

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const locale = useMemo(
    () => ({
      ...formats(language),
      language,
      messages: languages[language],
      problem: language === "es" ? problemInSpanish : (message: string) => message,
      setLanguage: (next: Language) => {
        localStorage.setItem(STORED_AS, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LocaleContext value={locale}>{children}</LocaleContext>;
}

export function useLocale(): Locale {
  const locale = useContext(LocaleContext);
  if (!locale) throw new Error("useLocale needs a LocaleProvider");
  return locale;
}

/** A text with its `{names}` replaced by values. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_match, name: string) => String(values[name] ?? ""));

const isLanguage = (text: string | undefined | null): text is Language =>
  text !== undefined && text !== null && text in languages;

function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED_AS);
  if (isLanguage(stored)) return stored;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

/** The reader's own way to write dates and numbers: British English writes them otherwise than American. */
const regionOf = (language: Language): string =>
  navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;

function formats(language: Language) {
  const region = regionOf(language);
  const date = new Intl.DateTimeFormat(region, { dateStyle: "medium" });
  const billingDate = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeZone: "UTC" });
  const dateTime = new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short" });
  const number = new Intl.NumberFormat(region);
  const price = new Intl.NumberFormat(region, { style: "currency", currency: "USD" });
  const country = new Intl.DisplayNames(region, { type: "region", fallback: "code" });
  return {
    date: (iso: string) => date.format(new Date(iso)),
    billingDate: (iso: string) => billingDate.format(new Date(iso)),
    dateTime: (iso: string) => dateTime.format(new Date(iso)),
    number: (value: number) => number.format(value),
    price: (cents: number) => price.format(cents / 100),
    country: (code: string) => country.of(code) ?? code,
  };
}
