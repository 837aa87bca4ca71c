/** Cloudscape's own texts, by language. Those of the other language are loaded when somebody chooses it. */
import type { I18nProviderProps } from "@cloudscape-design/components/i18n";
import type { Language } from "./locale.tsx";

type KitMessages = I18nProviderProps.Messages;

const load: Readonly<Record<Language, () => Promise<{ default: KitMessages }>>> = {
  en: () => import("@cloudscape-design/components/i18n/messages/all.en"),
  es: () => import("@cloudscape-design/components/i18n/messages/all.es"),
};

const loaded = new Map<Language, Promise<KitMessages>>();

/** The same promise each time, as React's `use` needs it. */
export function kitMessagesOf(language: Language): Promise<KitMessages> {
  const before = loaded.get(language);
  if (before) return before;
  const messages = load[language]().then((module) => module.default);
  loaded.set(language, messages);
  return messages;
}
