/** Light or dark: the system's theme until somebody chooses. */
import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useLayoutEffect, useState } from "react";

const STORED_AS = "clientela.theme";

export type Theme = "light" | "dark";

/** The theme, and a function that switches to the other one. */
export function useTheme(): { theme: Theme; toggleTheme: () => void } {
  const [theme, setTheme] = useState(initialTheme);
  useLayoutEffect(() => applyMode(theme === "dark" ? Mode.Dark : Mode.Light), [theme]);
  const toggleTheme = () => {
    const next = theme === "dark" ? "light" : "dark";
    localStorage.setItem(STORED_AS, next);
    setTheme(next);
  };
  return { theme, toggleTheme };
}

function initialTheme(): Theme {
  const stored = localStorage.getItem(STORED_AS);
  if (stored === "light" || stored === "dark") return stored;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
