/** The pages about errors, which the API itself serves, in a browser. */
import { describe, expect, test } from "vitest";
import { dashboard, hasBrowser, languages } from "../support.ts";

describe.runIf(hasBrowser)("A page about an error", () => {
  test.each(languages)("in %s is styled under its own policy, leads on, and keeps to WCAG 2.2 AA", async (language) => {
    const { api, open } = dashboard;
    const { page, problems, close } = await open({ language });
    await page.goto(`${api.url}/docs/errors/validation_error`);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    expect(await page.evaluate("getComputedStyle(document.body).maxWidth")).toBe("704px");
    expect(await problems()).toEqual([]);
    await page.getByRole("link", { name: language === "en" ? "All errors" : "Todos los errores" }).click();
    await page.getByRole("link", { name: "forbidden" }).click();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("forbidden");
    await close();
  });
});
