/** Checks a page for accessibility problems by the rules of WCAG 2.2 AA. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** An open dialog hides the page below it from everybody, so only the dialog is looked at. */
const SUBJECT = "document.querySelector('dialog[open], [role=dialog]') ?? document";

/**
 * The problems in the current theme, and those of the other theme that depend on the theme; empty when there are none.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${source} })()`);
  const problems = await run(page, { type: "tag", values: TAGS });
  const toggle = () => page.evaluate("document.body.classList.toggle('awsui-dark-mode')");
  await toggle();
  const inOtherTheme = await run(page, { type: "rule", values: ["color-contrast"] });
  await toggle();
  return [...problems, ...inOtherTheme.map((problem) => `in the other theme: ${problem}`)];
}

/** Each as one line with rule and element. */
async function run(page: Page, runOnly: object): Promise<string[]> {
  const options = JSON.stringify({ resultTypes: ["violations"], runOnly });
  const problems = await page.evaluate(
    `axe.run(${SUBJECT}, ${options}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))`,
  );
  return problems as string[];
}
