/** Signing in and out, and rules for every page: language, theme, addresses. */

import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, hasBrowser, languages } from "../support.ts";

describe.runIf(hasBrowser)("Somebody", () => {
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
  });

  describe.each(languages)("who reads %s", (language) => {
    test("signs in with an API key, sees whose it is, and signs out", async () => {
      const { page, texts, close } = await dashboard.open({ language, expectedFailures: ["/api/me"] });
      const key = page.getByLabel(texts.signIn.key);
      await key.fill("ck_nobody");
      await key.press("Enter");
      await page.getByText(texts.errors.unauthorized).waitFor();
      await key.fill(client.key);
      await page.getByRole("button", { name: texts.signIn.submit }).click();
      await page.getByRole("heading", { name: texts.customers.title, level: 1 }).waitFor();
      await page.getByText(`${client.organizationId} (local)`, { exact: true }).waitFor();
      await page.getByRole("button", { name: texts.shell.signOut }).click();
      await page.getByRole("heading", { name: texts.signIn.title }).waitFor();
      expect(await page.evaluate("JSON.stringify([sessionStorage, localStorage])")).not.toContain(client.key);
      await close();
    });

    test("is asked for a key again when the API refuses the one there is, and lands where they were", async () => {
      const stranger = dashboard.api.client("ck_revoked0000000000000000000000000");
      const { page, texts, close } = await dashboard.open({
        client: stranger,
        language,
        path: "plans",
        expectedFailures: ["/api/me", "/api/plans"],
      });
      await page.getByText(texts.signIn.refused).waitFor();
      await page.getByLabel(texts.signIn.key).fill(client.key);
      await page.getByLabel(texts.signIn.key).press("Enter");
      await page.getByRole("heading", { name: texts.plans.title, level: 1 }).waitFor();
      await close();
    });
  });

  test("opens a colleague's link, signs in there, and is at that very address", async () => {
    const { page, texts, close } = await dashboard.open({ path: "customers?status=archived&search=a+b#as-sent" });
    const address = page.url();
    await page.getByLabel(texts.signIn.key).fill(client.key);
    await page.getByLabel(texts.signIn.key).press("Enter");
    await page.getByText(texts.customers.noMatch, { exact: true }).waitFor();
    expect(page.url()).toBe(address);
    expect(await page.getByRole("searchbox").inputValue()).toBe("a b");
    await close();
  });

  test("keeps the key out of every storage but the tab's own", async () => {
    const { page, close } = await dashboard.open({ client });
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.evaluate("JSON.stringify(localStorage) + document.cookie + location.href")).not.toContain(
      client.key,
    );
    await close();
  });

  longOnly("chooses language and theme once: both are remembered, and follow the system until then", async () => {
    const { page, goto, close } = await dashboard.open({ client, language: "es", theme: "dark" });
    const state = () =>
      page.evaluate("[document.documentElement.lang, document.body.classList.contains('awsui-dark-mode')].join()");
    await page.getByRole("heading", { name: "Clientes" }).waitFor();
    expect(await state()).toBe("es,true");
    await page.getByRole("button", { name: "Tema claro" }).click();
    await page.getByRole("combobox", { name: "Idioma" }).selectOption("English");
    await page.getByRole("heading", { name: "Customers" }).waitFor();
    await goto("plans");
    await page.getByRole("heading", { name: "Plans" }).waitFor();
    expect(await state()).toBe("en,false");
    await close();
  });

  longOnly("who reads neither language gets English", async () => {
    const { page, close } = await dashboard.open({ client });
    await page.addInitScript("Object.defineProperty(navigator, 'languages', { get: () => ['ja-JP', 'fr'] })");
    await page.reload();
    await page.getByRole("heading", { name: "Customers" }).waitFor();
    await close();
  });

  test("a wrong address says so, and leads to the customers", async () => {
    const { page, texts, close } = await dashboard.open({ client, path: "nothing/here" });
    await page.getByRole("heading", { name: texts.notFound.title }).waitFor();
    await page.getByRole("link", { name: texts.notFound.toCustomers }).click();
    await page.getByRole("heading", { name: texts.customers.title }).waitFor();
    await close();
  });

  test("without a mouse reaches the main content and every page", async () => {
    const { page, texts, close } = await dashboard.open({ client });
    await page.getByRole("heading", { name: texts.customers.title }).waitFor();
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate("document.activeElement.textContent")) === texts.plans.title) break;
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: texts.plans.title }).waitFor();
    await close();
  });
});
