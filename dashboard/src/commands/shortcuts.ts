/** Which keys mean something, and when. */
import { useEffect, useRef } from "react";

/** ⌘K or Ctrl-K. */
export const PALETTE_KEY = "mod+k";

/** Begins a sequence of two keys. */
const GO = "g";
const SEQUENCE_WITHIN_MS = 1_500;

const STORED_AS = "clientela.singleKeys";

/** Whether shortcuts of single keys are on (WCAG 2.1, success criterion 2.1.4). Stored on this device. */
export const hasSingleKeys = (): boolean => localStorage.getItem(STORED_AS) !== "off";

export const setSingleKeys = (isOn: boolean): void => localStorage.setItem(STORED_AS, isOn ? "on" : "off");

/** What takes keys for itself: fields, and lists that find an entry by its first letters. */
const TAKES_KEYS = [
  "input, textarea, select, [contenteditable]:not([contenteditable=false]), [aria-haspopup=listbox]",
  ...["textbox", "searchbox", "combobox", "listbox", "option", "menu", "menuitem"].map((role) => `[role=${role}]`),
].join();

const DIALOG = "dialog[open], [role=dialog], [role=alertdialog]";

type Keys = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export const isPaletteKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: Keys): boolean =>
  key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey && !shiftKey;

/** The shortcut that a key means, if any: nothing fires under a dialog, in a composition, or while somebody types. */
function shortcutOf(event: KeyboardEvent): string | undefined {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (event.defaultPrevented || event.isComposing || event.repeat || document.querySelector(DIALOG)) return undefined;
  if (ctrlKey || metaKey) return isPaletteKey(event) ? PALETTE_KEY : undefined;
  const isTyping = target instanceof Element && target.closest(TAKES_KEYS) !== null;
  return altKey || isTyping || !hasSingleKeys() ? undefined : key;
}

/** Runs commands by their keys; those of two keys are named like `g c`. */
export function useShortcuts(commands: { get: (shortcut: string) => (() => void) | undefined }): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    let goAt = Number.NEGATIVE_INFINITY;
    const onKeyDown = (event: KeyboardEvent) => {
      const key = shortcutOf(event);
      if (key === undefined) return;
      const isSecond = event.timeStamp - goAt < SEQUENCE_WITHIN_MS;
      goAt = key === GO ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const command = latest.current.get(isSecond ? `${GO} ${key}` : key);
      if (!command) return;
      event.preventDefault();
      command();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** A shortcut's keys as they are written on a keyboard. */
export const keysOf = (shortcut: string): readonly string[] =>
  shortcut === PALETTE_KEY ? [IS_APPLE ? "⌘" : "Ctrl", "K"] : shortcut.split(" ");
