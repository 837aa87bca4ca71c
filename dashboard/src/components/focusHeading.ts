/** Moves the focus to the page's heading: from there the keyboard goes on into the page, and screen readers read it. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("main h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}
