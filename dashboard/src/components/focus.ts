/** Where the keyboard goes on. */

/** Moves the focus to the page's heading: from there the keyboard goes on into the page, and screen readers read it. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("main h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

/** The same, a moment later, if what had the focus is gone. */
export const focusHeadingIfLost = (): void =>
  void setTimeout(() => document.activeElement === document.body && focusHeading());

const FIELDS = ":is(input, textarea, button):not(:disabled)";

export const hasField = (form: HTMLFormElement | null): boolean => Boolean(form?.querySelector(FIELDS));

/** Moves the focus to the first field of a form. */
export const focusFirstField = (form: HTMLFormElement | null): void =>
  form?.querySelector<HTMLElement>(FIELDS)?.focus();
