/** The command palette and the keyboard shortcuts. */

import { beforeAll, describe, expect, test, vi } from "vitest";
import { issueKey } from "../../../core/organizations/administration.ts";
import { erasureTexts } from "../../../dashboard/src/messages/erasing.ts";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, languages, type Tab } from "../support.ts";

const LAST_KEY = `addEventListener("keydown", (event) => { globalThis.lastKey = event; })`;

describe.runIf(hasBrowser)("With the keyboard somebody", () => {
  let client: Client;
  let id: string;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    const northern = { id: "north_1", email: "billing@norte.example", fullName: "José Núñez" };
    id = (await client.post("/api/customers", northern)).body.data.id;
    await client.post("/api/customers", { id: "south_1", email: "billing@sur.example", fullName: "Sur" });
    const found = async () => (await client.get("/api/customers?search=nunez")).body.data;
    await vi.waitUntil(async () => (await found()).length === 1, { timeout: 150_000 });
  });
  const paletteOf = ({ page, texts }: Tab) => page.getByRole("combobox", { name: texts.palette.title });
  const heading = ({ page }: Tab, name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();
  const settled = async ({ page }: Tab) => {
    await page.getByRole("link", { name: "Sur" }).waitFor();
    await page.evaluate("document.activeElement.blur()");
  };

  describe.each(languages)("in %s", (language) => {
    test("finds customers, pages and actions from anywhere, hears how many, and goes there", async () => {
      const tab = await dashboard.open({ client, language });
      const { page, texts, problems, close } = tab;
      await page.getByRole("searchbox").press("Control+k");
      const box = paletteOf(tab);
      await box.and(page.locator(":focus")).waitFor();
      await box.fill("nunez");
      await page
        .getByRole("status")
        .getByText(fill(texts.palette.count, { count: 1 }))
        .waitFor();
      const option = page.getByRole("option", { name: "José Núñez billing@norte.example, north_1", selected: true });
      expect(await box.getAttribute("aria-activedescendant")).toBe(await option.getAttribute("id"));
      expect(await problems()).toEqual([]);
      await box.press("Enter");
      await heading(tab, "José Núñez");
      await page.keyboard.press("Meta+k");
      await box.fill(texts.plans.title.slice(0, 3));
      await box.press("Enter");
      await heading(tab, texts.plans.title);
      await page.keyboard.press("Control+k");
      await page.getByRole("option", { name: texts.importing.title }).waitFor();
      await box.press("ArrowUp");
      await page.getByRole("option", { name: texts.shell.signOut, selected: true }).waitFor();
      await box.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.evaluate(LAST_KEY);
      for (const key of ["Control+k", "Control+k"]) await page.keyboard.press(key);
      await page.getByRole("dialog").waitFor({ state: "detached" });
      // Else the browser would go to its own box.
      expect(await page.evaluate("globalThis.lastKey.defaultPrevented")).toBe(true);
      await close();
    });

    longOnly("reads all shortcuts in a dialog, uses them, and switches those of single keys off for good", async () => {
      const tab = await dashboard.open({ client, language, path: "plans" });
      const { page, texts, problems, close } = tab;
      const { keyboard } = page;
      await heading(tab, texts.plans.title);
      await keyboard.press("?");
      const help = page.getByRole("dialog", { name: texts.shortcuts.title });
      await help.waitFor();
      expect((await help.locator("dt").allTextContents()).slice(1)).toEqual([
        "/",
        "?",
        "c",
        "e",
        "g c",
        "g p",
        "g s",
        "g k",
      ]);
      expect(await problems()).toEqual([]);
      await keyboard.press("Escape");
      await keyboard.type("gc");
      await heading(tab, texts.customers.title);
      await keyboard.press("/");
      await page.getByRole("searchbox").and(page.locator(":focus")).waitFor();
      await settled(tab);
      await keyboard.press("c");
      await page.getByRole("dialog", { name: texts.createCustomer.title }).waitFor();
      await keyboard.press("Escape");
      await page.getByRole("link", { name: "José Núñez" }).press("Enter");
      await heading(tab, "José Núñez");
      await page.getByRole("button", { name: texts.editCustomer.action, exact: true }).waitFor();
      await keyboard.press("e");
      await page.getByRole("dialog", { name: texts.editCustomer.title }).waitFor();
      await keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await keyboard.press("?");
      await help.getByRole("checkbox", { name: texts.shortcuts.singleKeys }).uncheck();
      await help.getByRole("button", { name: texts.common.close }).click();
      await page.reload();
      await heading(tab, "José Núñez");
      await page.getByRole("button", { name: texts.editCustomer.action, exact: true }).waitFor();
      await keyboard.type("?ec/gp");
      await keyboard.press("Control+k");
      await paletteOf(tab).waitFor();
      expect(page.url()).toMatch(new RegExp(`/customers/${id}$`));
      await close();
    });
  });

  test("types in fields, with modifiers, in a composition and under a dialog without anything firing", async () => {
    const tab = await dashboard.open({ client });
    const { page, texts, close } = tab;
    const { keyboard } = page;
    await settled(tab);
    for (const keys of ["Alt+c", "Control+Shift+k", "Control+Alt+k", "Shift+g", "Control+/"])
      await keyboard.press(keys);
    await page.evaluate(
      "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', isComposing: true, bubbles: true }))",
    );
    const search = page.getByRole("searchbox");
    await search.pressSequentially("sur?c/gp");
    expect(await search.inputValue()).toBe("sur?c/gp");
    await page.getByRole("combobox", { name: texts.shell.language }).press("c");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: texts.createCustomer.action }).click();
    const dialog = page.getByRole("dialog", { name: texts.createCustomer.title });
    await dialog.getByRole("button", { name: texts.common.cancel, exact: true }).focus();
    await keyboard.type("?c/gp");
    await keyboard.press("Control+k");
    expect(await page.getByRole("dialog").count()).toBe(1);
    await dialog.getByRole("button", { name: texts.common.cancel, exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    expect(new URL(page.url()).pathname).toBe("/dashboard/customers");
    await close();
  });

  test("is offered no change of a customer that is archived", async () => {
    const { body } = await client.post("/api/customers", { email: "gone@acme.com" });
    await client.put(`/api/customers/${body.data.id}`, { isActive: false });
    const tab = await dashboard.open({ client, path: `customers/${body.data.id}` });
    const { page, texts, close } = tab;
    await page.getByText(texts.customer.isArchived).waitFor();
    await page.keyboard.press("e");
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: texts.createCustomer.action }).waitFor();
    expect(await page.getByRole("option", { name: texts.editCustomer.title }).count()).toBe(0);
    expect(await page.getByRole("dialog").count()).toBe(1);
    await close();
  });

  test("whose key may only read is offered no change, and told why when a key asks for one", async () => {
    const { organizationId } = client;
    const { secret } = await issueKey({ organizationId, name: "reader", scopes: ["read"] });
    const tab = await dashboard.open({ client: dashboard.api.client(secret, organizationId), path: `customers/${id}` });
    const { page, texts, close } = tab;
    await page.getByText(`${organizationId} (local)`).waitFor();
    await page.getByRole("button", { name: texts.editCustomer.action, exact: true }).waitFor();
    for (const key of ["c", "e"]) {
      await page.keyboard.press(key);
      const notice = page.getByRole("status").filter({ hasText: texts.errors.forbidden });
      await notice.waitFor();
      await notice.getByRole("button", { name: texts.common.dismiss }).click();
    }
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: texts.shortcuts.title }).waitFor();
    for (const name of [
      texts.createCustomer.action,
      texts.editCustomer.title,
      texts.archive.title,
      erasureTexts.en.title,
    ])
      expect(await page.getByRole("option", { name }).count()).toBe(0);
    expect(await page.getByRole("dialog").count()).toBe(1);
    await close();
  });
});
