/** Light or dark: the system's theme until somebody chooses. firstPaint.js sets it first. */
import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useSyncExternalStore } from "react";

const STORED_AS = "clientela.theme";

export type Theme = "light" | "dark";

const listeners = new Set<() => void>();

const isDark = (): boolean => document.body.classList.contains("awsui-dark-mode");

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The theme, and a function that switches to the other one. */
export function useTheme(): { theme: Theme; toggleTheme: () => void } {
  const theme = useSyncExternalStore(subscribe, isDark) ? "dark" : "light";
  const toggleTheme = () => {
    const next = theme === "dark" ? "light" : "dark";
    localStorage.setItem(STORED_AS, next);
    applyMode(next === "dark" ? Mode.Dark : Mode.Light);
    for (const listener of listeners) listener();
  };
  return { theme, toggleTheme };
}
