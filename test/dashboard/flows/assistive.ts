/** What screen readers are told, and where the keyboard goes on (WCAG 2.2, success criterion 4.1.3). */

import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "../../../dashboard/browser/launch.ts";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser } from "../support.ts";

describe.runIf(hasBrowser)("Without eyes or a mouse, somebody", () => {
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    const customers = Array.from({ length: 12 }, (_, i) => ({ id: `user_${i}`, email: `u${i}@acme.com` }));
    await client.post("/api/customers/batch", { customers });
  });
  /** Waits until a live region says a text. */
  const said = (page: Page, text: string) =>
    page.locator("[aria-live=polite], [aria-live=assertive]").filter({ hasText: text }).first().waitFor({
      state: "attached",
    });
  const focused = (page: Page) => page.locator(":focus");

  longOnly("hears of each page and each search, and keeps the focus on a button that has come to its end", async () => {
    const { page, texts, close } = await dashboard.open({ client, path: "customers?limit=10" });
    await said(page, fill(texts.pager.shown, { page: 1, count: 10 }));
    const next = page.getByRole("button", { name: texts.pager.next, exact: true });
    await next.focus();
    await page.keyboard.press("Enter");
    await said(page, fill(texts.pager.shown, { page: 2, count: 2 }));
    expect(await focused(page).getAttribute("aria-label")).toBe(texts.pager.next);
    await page.getByRole("searchbox").fill("user_7");
    await said(page, fill(texts.pager.found, { page: 1, count: 1, search: "user_7" }));
    await close();
  });

  test("goes on at the heading of a page, at the first field of a dialog, and where it was opened", async () => {
    const { page, texts, close } = await dashboard.open({ client, expectedFailures: ["/api"] });
    await page.getByRole("link", { name: "u3@acme.com" }).press("Enter");
    await page.locator("h1:focus").waitFor();
    const edit = page.getByRole("button", { name: texts.editCustomer.action, exact: true });
    await edit.press("Enter");
    const email = page.getByRole("dialog").getByRole("textbox", { name: texts.fields.email });
    await email.and(focused(page)).waitFor();
    await email.fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").locator("[aria-invalid=true]").waitFor();
    await expect.poll(() => focused(page).getAttribute("aria-invalid")).toBe("true");
    await email.fill(" u3@acme.example ");
    await page.keyboard.press("Enter");
    await said(page, texts.editCustomer.done);
    await edit.and(focused(page)).waitFor();
    await page.getByRole("button", { name: texts.archive.action, exact: true }).press("Enter");
    await page.getByRole("dialog").getByRole("textbox").fill("u3@acme.example");
    await page.route("**/api/customers/*", (route) => route.fulfill({ status: 403, json: {} }));
    await page.keyboard.press("Enter");
    await said(page, fill(texts.failure.status, { status: 403 }));
    await expect.poll(() => focused(page).textContent()).toContain(texts.failure.title);
    await page.unrouteAll();
    await page.getByRole("button", { name: texts.archive.submit }).press("Enter");
    await said(page, texts.archive.done);
    await page.locator("h1:focus").waitFor();
    await page.getByRole("link", { name: texts.plans.title }).click();
    await page.getByRole("heading", { name: texts.plans.title }).waitFor();
    await page.getByText(texts.archive.done).first().waitFor({ state: "detached" });
    await close();
  });
});
