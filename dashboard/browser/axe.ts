/** Looks for what keeps people from using a page, by the rules of WCAG 2.2 AA. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What is wrong in the theme that is on, and in the other one what depends on it; none when all is well. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe || (() => { ${source} })()`);
  const problems = await run(page, { type: "tag", values: TAGS });
  const toggle = () => page.evaluate("document.body.classList.toggle('awsui-dark-mode')");
  await toggle();
  const inOtherTheme = await run(page, { type: "rule", values: ["color-contrast"] });
  await toggle();
  return [...problems, ...inOtherTheme.map((problem) => `in the other theme: ${problem}`)];
}

/** Each as a line of rule and element. */
async function run(page: Page, runOnly: object): Promise<string[]> {
  const options = JSON.stringify({ resultTypes: ["violations"], runOnly });
  const problems = await page.evaluate(
    `axe.run(document, ${options}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))`,
  );
  return problems as string[];
}
