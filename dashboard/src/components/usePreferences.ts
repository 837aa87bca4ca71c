import type { TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { type Language, languages, useLocale } from "../locale.tsx";
import { useTheme } from "../theme.ts";

/** The top bar's menus for language and theme. Both are stored on this device. */
export function usePreferences(): TopNavigationProps.Utility[] {
  const { messages, language, setLanguage } = useLocale();
  const { theme, toggleTheme } = useTheme();
  const items = Object.entries(languages).map(([id, { common }]) => ({
    id,
    text: common.languageName,
    lang: id,
    disabled: id === language,
  }));
  return [
    {
      type: "button",
      text: theme === "dark" ? messages.shell.light : messages.shell.dark,
      onClick: toggleTheme,
    },
    {
      type: "menu-dropdown",
      text: messages.common.languageName,
      ariaLabel: `${messages.shell.language}: ${messages.common.languageName}`,
      items,
      onItemClick: ({ detail }) => setLanguage(detail.id as Language),
    },
  ];
}
