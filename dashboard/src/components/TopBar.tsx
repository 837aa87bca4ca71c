import type { ReactNode } from "react";
import { languages, useLocale } from "../locale.tsx";
import { useTheme } from "../theme.ts";

export const BRAND = "Clientela";

/** The way home for a page that loads anew with it. */
const HOME = (
  <a className="brand" href={import.meta.env.BASE_URL}>
    {BRAND}
  </a>
);

/** The bar at the top of every page. index.html has an empty one, which is there from the first moment on. */
export const TopBar = ({ home = HOME, children }: { home?: ReactNode; children?: ReactNode }) => (
  <header className="top-bar">
    {home}
    {children}
  </header>
);

/** The language and the theme. Both are stored on this device. */
export function Preferences() {
  const { messages, language, setLanguage } = useLocale();
  const { theme, toggleTheme } = useTheme();
  return (
    <>
      <button type="button" onClick={toggleTheme}>
        {theme === "dark" ? messages.shell.light : messages.shell.dark}
      </button>
      <select
        aria-label={messages.shell.language}
        value={language}
        onChange={({ target }) => setLanguage(target.value === "es" ? "es" : "en")}
      >
        {Object.entries(languages).map(([id, { common }]) => (
          <option key={id} value={id} lang={id}>
            {common.languageName}
          </option>
        ))}
      </select>
    </>
  );
}
