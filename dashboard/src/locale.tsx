/** The page's language: its texts, and the formats of dates, numbers and amounts. */
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from "react";
import { type Formats, formatsOf, localesOf } from "./formats.ts";
import { en, type Messages } from "./messages/en.ts";
import { es } from "./messages/es.ts";
import { problemInSpanish } from "./messages/problems.ts";

export { fill } from "./fill.ts";

export const languages = { en, es } satisfies Record<string, Messages>;
export type Language = keyof typeof languages;

const STORED_AS = "clientela.language";

export interface Locale extends Formats {
  language: Language;
  setLanguage: (language: Language) => void;
  messages: Messages;
  /** Translates the API's message about a field. */
  problem: (message: string) => string;
}

export const LocaleContext = createContext<Locale | undefined>(undefined);

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const locale = useMemo(
    () => ({
      ...formatsOf(localesOf(language, navigator.languages)),
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

const isLanguage = (text: string | undefined | null): text is Language =>
  text !== undefined && text !== null && text in languages;

function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED_AS);
  if (isLanguage(stored)) return stored;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}
