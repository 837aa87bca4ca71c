/** What is loaded and typed outlives failed requests, refused keys and lost connections. */
import { beforeEach, describe, expect, test } from "vitest";
import { issueKey } from "../../../core/organizations/administration.ts";
import type { Client } from "../../support/api.ts";
import { longOnly, scaled } from "../../support/scale.ts";
import { dashboard, hasBrowser } from "../support.ts";

describe.runIf(hasBrowser)("What is on screen", () => {
  let client: Client;
  let id: string;
  beforeEach(async () => {
    client = await dashboard.api.newOrganization();
    id = (await client.post("/api/customers", { email: "billing@acme.com", fullName: "Acme" })).body.data.id;
  });
  const open = async () => {
    const tab = await dashboard.open({ client, path: `customers/${id}`, expectedFailures: ["/api"] });
    await tab.page.getByRole("button", { name: tab.texts.editCustomer.action, exact: true }).click();
    const name = tab.page.getByRole("dialog").getByRole("textbox", { name: tab.texts.fields.fullName });
    await name.fill("Typed");
    return { ...tab, name };
  };

  longOnly("stays when it cannot be loaded again, with a notice, and can be saved", async () => {
    const { page, texts, name, close } = await open();
    await page.route("**/api/**", (route, request) =>
      request.method() === "GET" ? route.fulfill({ status: 403, json: {} }) : route.fallback(),
    );
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await page.getByText(texts.failure.stale.replace("{reason}", "").trim()).first().waitFor();
    expect(await name.inputValue()).toBe("Typed");
    await page.getByRole("button", { name: texts.common.save }).click();
    await page.getByRole("heading", { name: "Typed", level: 1 }).waitFor();
    await close();
  });

  test("stays when the key is refused: who signs in again goes on with what was typed", async () => {
    const { page, texts, name, close } = await open();
    await page.route(`**/api/customers/${id}`, (route) => route.fulfill({ status: 401, json: {} }));
    await page.getByRole("button", { name: texts.common.save }).click();
    await page.getByText(texts.signIn.refused).waitFor();
    await page.unrouteAll();
    const { organizationId } = client;
    const { secret } = await issueKey({ organizationId, name: "next", scopes: ["read", "write"] });
    await page.getByLabel(texts.signIn.key).fill(secret);
    await page.keyboard.press("Enter");
    await page.getByText(texts.signIn.refused).waitFor({ state: "detached" });
    expect(await name.inputValue()).toBe("Typed");
    await page.getByRole("button", { name: texts.common.save }).click();
    await page.getByRole("heading", { name: "Typed", level: 1 }).waitFor();
    await close();
  });

  longOnly("is gone when somebody of another organization signs in", async () => {
    const { page, texts, close } = await open();
    await page.route(`**/api/customers/${id}`, (route) => route.fulfill({ status: 401, json: {} }));
    await page.getByRole("button", { name: texts.common.save }).click();
    await page.getByText(texts.signIn.refused).waitFor();
    await page.unrouteAll();
    await page.getByLabel(texts.signIn.key).fill((await dashboard.api.newOrganization()).key);
    await page.keyboard.press("Enter");
    await page.getByText(texts.errors.customer_not_found).first().waitFor();
    expect(await page.getByText("billing@acme.com").count()).toBe(0);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await close();
  });

  longOnly("is served to another tab by one sign-in, and sign-out ends them all", async () => {
    const { page, texts, close } = await dashboard.open();
    await page.getByLabel(texts.signIn.key).fill(client.key);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Acme" }).waitFor();
    const other = await dashboard.open({ path: `customers/${id}` });
    await other.page.getByRole("heading", { name: "Acme", level: 1 }).waitFor();
    await other.page.getByRole("button", { name: texts.shell.signOut }).click();
    await page.getByRole("heading", { name: texts.signIn.title }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    await other.close();
    await close();
  });

  longOnly("in the search box is what was typed, also after a pause, and what the address says", async () => {
    const { page, texts, goto, close } = await dashboard.open({ client });
    const box = page.getByRole("searchbox", { name: texts.customers.search });
    await box.pressSequentially("acme ");
    await page.waitForURL(/search=acme$/);
    await box.pressSequentially("inc");
    await page.waitForURL(/search=acme\+inc$/);
    expect(await box.inputValue()).toBe("acme inc");
    await goto("customers?search=12345678901234567890");
    expect(await box.inputValue()).toBe("12345678901234567890");
    await close();
  });

  test("of metadata is what would be stored, or it is said what would, where the keyboard is", async () => {
    const metadata = Object.fromEntries(Array.from({ length: scaled(9, 49) }, (_, i) => [`key_${i}`, i]));
    await client.put(`/api/customers/${id}`, { metadata });
    const { page, texts, close } = await dashboard.open({ client, path: `customers/${id}` });
    await page.getByRole("button", { name: texts.metadata.action }).click();
    const dialog = page.getByRole("dialog");
    const value = dialog.getByRole("textbox", { name: texts.metadata.value }).nth(5);
    await value.fill("1.10");
    await dialog.getByRole("button", { name: texts.common.save }).click();
    await dialog.getByText("1.1.", { exact: false }).first().waitFor();
    await value.and(page.locator(":focus")).waitFor();
    await value.fill("1.5");
    await dialog.getByRole("button", { name: texts.common.save }).click();
    await dialog.waitFor({ state: "detached" });
    expect((await client.get(`/api/customers/${id}`)).body.data.metadata.key_5).toBe(1.5);
    await close();
  });
});
