/** Erasing a customer from its page, and what is left to see of it. */
import { beforeEach, describe, expect, test } from "vitest";
import { erasureTexts } from "../../../dashboard/src/messages/erasing.ts";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, languages, pushPlans } from "../support.ts";

describe.runIf(hasBrowser)("Erasing a customer", () => {
  let client: Client;
  let id: string;
  beforeEach(async () => {
    client = await dashboard.api.newOrganization();
    id = (await client.post("/api/customers", { id: "user_1", email: "billing@acme.com", fullName: "Acme" })).body.data
      .id;
  });
  const status = async () => (await client.get(`/api/customers/${id}`)).status;

  describe.each(languages)("in %s", (language) => {
    const texts = erasureTexts[language];
    const open = (path: string) =>
      dashboard.open({ client, language, path, expectedFailures: ["/api/customers", "/api/subscriptions"] });

    test("takes its id typed exactly, or pasted, shows the receipt until all is removed, and leaves nothing in lists", async () => {
      await client.put(`/api/customers/${id}`, { isActive: false });
      const { page, texts: shared, problems, close } = await open("customers");
      await page.getByRole("link", { name: "Acme" }).click();
      await page.getByText(shared.customer.isArchived).waitFor();
      await page.getByRole("button", { name: texts.action, exact: true }).click();
      const dialog = page.getByRole("dialog");
      for (const text of [texts.warning, texts.goes, texts.stays, texts.told, texts.reuse])
        await dialog.getByText(text).waitFor();
      const box = dialog.getByRole("textbox", { name: fill(texts.confirm, { id }) });
      const submit = dialog.getByRole("button", { name: texts.submit, exact: true });
      for (const wrong of ["", id.slice(0, -1), `${id} `, id.toUpperCase(), "user_1"]) {
        await box.fill(wrong);
        await page.keyboard.press("Enter");
        expect([wrong, await submit.isDisabled()]).toEqual([wrong, true]);
      }
      expect(await problems()).toEqual([]);
      await box.fill("");
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(id)})`);
      await box.press("Control+v");
      const request = page.waitForRequest((it) => it.method() === "POST");
      await submit.click();
      expect((await request).postDataJSON()).toEqual({ confirm: id });
      expect((await request).headers()["x-reason"]).toBeUndefined();

      await dialog.waitFor({ state: "detached" });
      await page.getByText(shared.errors.customer_erased).first().waitFor();
      await page.getByText(texts.done).first().waitFor();
      const [receipt] = (await client.get("/api/erasures")).body.data;
      expect(receipt).toMatchObject({ customerId: id, status: "done" });
      for (const text of [receipt.id, receipt.erasedBy.requestId]) await page.getByText(text).first().waitFor();
      expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
      expect(await page.locator("body").innerText()).not.toMatch(/Acme|acme\.com|user_1/);
      expect(await problems()).toEqual([]);

      await page.getByRole("link", { name: shared.customers.title, exact: true }).first().click();
      await page.getByText(shared.customers.noneHint).waitFor();
      expect(await page.locator("body").innerText()).not.toContain("Acme");
      await close();
    });

    longOnly(
      "that a colleague has erased takes what was shown of it from the page, and from the one as it was",
      async () => {
        const { page, texts: shared, goto, problems, close } = await open(`customers/${id}`);
        await page.getByRole("heading", { name: "Acme", level: 1 }).waitFor();
        await client.post(`/api/customers/${id}/erase`, { confirm: id });
        // The history hears it first.
        await page.getByRole("button", { name: shared.timeline.refresh }).click();
        await page.getByText(shared.errors.customer_erased).first().waitFor();
        await page.getByText(texts.receipt).waitFor();
        expect(await page.locator("body").innerText()).not.toMatch(/Acme|acme\.com|user_1/);
        expect(await page.title()).toContain(id);
        for (const path of [`customers/${id}/as-of`, "customers/user_1", "customers/user_1/as-of"]) {
          await goto(path);
          await page.getByText(texts.erased).waitFor();
          expect(await problems()).toEqual([]);
        }
        await close();
      },
    );

    longOnly("that a colleague erases under a dialog is said in it and on the page", async () => {
      const { page, texts: shared, close } = await open(`customers/${id}`);
      await page.getByRole("button", { name: shared.editCustomer.action, exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: shared.fields.fullName }).fill("New");
      await client.post(`/api/customers/${id}/erase`, { confirm: id });
      await dialog.getByRole("button", { name: shared.common.save }).click();
      await dialog.getByText(shared.errors.customer_erased).waitFor();
      await dialog.getByRole("button", { name: shared.common.cancel, exact: true }).click();
      await dialog.getByRole("button", { name: shared.leaving.discard }).click();
      await page.getByText(texts.erased).waitFor();
      expect(await page.locator("body").innerText()).not.toMatch(/Acme|acme\.com/);
      await close();
    });

    longOnly(
      "from the page at an external id leaves that id in no address, and no command that holds what it was",
      async () => {
        const { page, texts: shared, close } = await open("customers/user_1");
        const dialog = page.getByRole("dialog");
        await page.getByRole("button", { name: shared.editCustomer.action, exact: true }).click();
        await dialog.getByRole("textbox", { name: shared.fields.fullName }).fill("Planted");
        await page.keyboard.press("Enter");
        await page.getByText(shared.editCustomer.done).waitFor();
        await page.getByRole("button", { name: texts.action, exact: true }).click();
        await dialog.getByRole("textbox").fill(id);
        await page.keyboard.press("Enter");
        await page.getByText(texts.receipt).waitFor();
        await page.getByText(shared.request.title).click();
        await page.getByText(`/api/customers/${id}/erase`).waitFor();
        expect(await page.content()).not.toContain("Planted");
        expect(new URL(page.url()).pathname).toBe(`/dashboard/customers/${id}`);
        expect(await page.locator("body").innerText()).not.toMatch(/Acme|acme\.com|user_1/);
        await close();
      },
    );

    longOnly("with an active subscription is refused in plain words, and nothing goes", async () => {
      await pushPlans(client);
      await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
      const { page, problems, close } = await open(`customers/${id}`);
      await page.getByRole("button", { name: texts.action, exact: true }).click();
      await page.getByRole("dialog").getByRole("textbox").fill(id);
      await page.keyboard.press("Enter");
      await page.getByText(texts.isSubscribed).waitFor();
      expect(await problems()).toEqual([]);
      expect(await status()).toBe(200);
      await close();
    });

    longOnly("shows how far it has come while it goes on, and says when it is done", async () => {
      const { page, close } = await open(`customers/${id}`);
      const answers: string[] = [];
      await page.route("**/api/erasures?*", async (route) => {
        const response = await route.fetch();
        const body = await response.json();
        const status = answers.length < 2 ? "running" : "done";
        answers.push(status);
        await route.fulfill({ response, json: { ...body, data: [{ ...body.data[0], status }] } });
      });
      await page.route("**/erase", async (route) => {
        const response = await route.fetch();
        const { data, ...rest } = await response.json();
        await route.fulfill({ response, status: 202, json: { ...rest, data: { ...data, status: "running" } } });
      });
      await page.getByRole("button", { name: texts.action, exact: true }).click();
      await page.getByRole("dialog").getByRole("textbox").fill(id);
      await page.keyboard.press("Enter");
      await page.getByText(texts.running).first().waitFor();
      await page.locator("[aria-live]").getByText(texts.done).first().waitFor();
      expect(answers).toEqual(["running", "running", "done"]);
      await close();
    });

    longOnly("is offered to no key without the scope erase, and it is said why", async () => {
      const { secret } = (await client.post("/api/api-keys", { name: "desk", scopes: ["read", "write"] })).body.data;
      const desk = dashboard.api.client(secret, client.organizationId);
      const { page, close } = await dashboard.open({ client: desk, language, path: `customers/${id}` });
      const button = page.getByRole("button", { name: texts.action, exact: true });
      await expect.poll(() => button.isDisabled()).toBe(true);
      await button.focus();
      await page.getByText(texts.lacksScope).filter({ visible: true }).first().waitFor();
      await close();
    });
  });
});
