/** One customer's page: details, editing, subscription and history. */

import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, languages, pushPlans } from "../support.ts";

const address = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };

describe.runIf(hasBrowser)("A customer's page", () => {
  let client: Client;
  let id: string;
  let number = 0;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
  });
  beforeEach(async () => {
    const customer = { id: `user_${++number}`, email: "billing@acme.com", fullName: "Acme Inc.", address };
    id = (await client.post("/api/customers", { ...customer, metadata: { plan: "pro", seats: 5 } })).body.data.id;
  });

  describe.each(languages)("in %s", (language) => {
    const open = (expectedFailures: string[] = []) =>
      dashboard.open({ client, language, path: `customers/${id}`, expectedFailures });
    const stored = async () => (await client.get(`/api/customers/${id}`)).body.data;

    test("shows both ids to copy, the email, the address and the request behind it", async () => {
      const { page, texts, close } = await open();
      await page.getByRole("heading", { name: "Acme Inc.", level: 1 }).waitFor();
      const copied = async (button: string) => {
        await page.getByRole("button", { name: button }).click();
        return page.evaluate("navigator.clipboard.readText()");
      };
      expect(await copied(texts.customer.copyId)).toBe(id);
      expect(await copied(texts.customer.copyExternalId)).toBe(`user_${number}`);
      await page.getByText(texts.request.title).click();
      expect(await copied(texts.request.copy)).toContain(`/api/customers/${id}' -H "x-api-key: $COMMET_API_KEY"`);
      const country = language === "en" ? "United States" : "Estados Unidos";
      for (const text of ["billing@acme.com", "123 Main St", "Austin 78701", country])
        await page.getByText(text, { exact: true }).first().waitFor();
      await close();
    });

    test("is at an address that also works with the caller's own id", async () => {
      const { page, goto, close } = await open();
      await goto(`customers/user_${number}`);
      await page.getByText(id).waitFor();
      await close();
    });

    test("changes what was edited and nothing else", async () => {
      const { page, texts, problems, close } = await open();
      await page.getByRole("button", { name: texts.editCustomer.action, exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: texts.fields.email }).fill("new@acme.com");
      await dialog.getByRole("button", { name: texts.fields.timezone }).click();
      await dialog.getByRole("combobox").or(page.getByPlaceholder(texts.form.findTimeZone)).first().fill("Chicago");
      await page.getByRole("option", { name: "America/Chicago" }).click();
      const request = page.waitForRequest((it) => it.method() === "PUT");
      await dialog.getByRole("button", { name: texts.common.save }).click();
      expect((await request).postDataJSON()).toEqual({ email: "new@acme.com", timezone: "America/Chicago" });
      await page.getByText(texts.editCustomer.done).waitFor();
      await page.getByText("new@acme.com").first().waitFor();
      expect(await stored()).toMatchObject({ email: "new@acme.com", timezone: "America/Chicago", address });
      expect(await problems()).toEqual([]);
      await close();
    });

    longOnly("shows what somebody else changed meanwhile, and saves on top only when asked again", async () => {
      const { page, texts, close } = await open([`/api/customers/${id}`]);
      await page.getByRole("button", { name: texts.editCustomer.action, exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: texts.fields.fullName }).fill("Mine");
      await client.put(`/api/customers/${id}`, { email: "theirs@acme.com" });
      await dialog.getByRole("button", { name: texts.common.save }).click();
      await dialog.getByText(texts.conflict.title).waitFor();
      expect(await dialog.getByRole("listitem").allInnerTexts()).toEqual([
        expect.stringMatching(/billing@acme\.com[\s\S]*theirs@acme\.com/),
      ]);
      expect((await stored()).fullName).toBe("Acme Inc.");
      await dialog.getByRole("button", { name: texts.common.save }).click();
      await page.getByText(texts.editCustomer.done).waitFor();
      expect(await stored()).toMatchObject({ email: "theirs@acme.com", fullName: "Mine" });
      await close();
    });

    longOnly("edits metadata key by key, keeps the kinds of values, and takes a new one as text", async () => {
      const { page, texts, close } = await open();
      await page.getByRole("button", { name: texts.metadata.action }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: fill(texts.metadata.removeKey, { key: "plan" }) }).click();
      await dialog.getByRole("textbox", { name: texts.metadata.value }).first().fill("6");
      await dialog.getByRole("button", { name: texts.metadata.add }).click();
      await dialog.getByRole("textbox", { name: texts.metadata.key }).last().fill("note");
      await dialog.getByRole("textbox", { name: texts.metadata.value }).last().fill("1.10");
      await dialog.getByRole("button", { name: texts.common.save }).click();
      await page.getByText(texts.metadata.done).waitFor();
      expect((await stored()).metadata).toEqual({ seats: 6, note: "1.10" });
      await close();
    });

    test("archives only after the email was typed, says that there is no way back, and offers no more changes", async () => {
      const { page, texts, close } = await open();
      await page.getByRole("button", { name: texts.archive.action, exact: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(texts.archive.warning).waitFor();
      const submit = dialog.getByRole("button", { name: texts.archive.submit });
      await dialog.getByRole("textbox").fill("billing@acme.co");
      expect(await submit.isDisabled()).toBe(true);
      await page.keyboard.press("Enter");
      await dialog.getByRole("textbox").fill("billing@acme.com");
      await submit.click();
      await page.getByText(texts.customer.isArchived).waitFor();
      expect((await stored()).isActive).toBe(false);
      for (const name of [texts.editCustomer.action, texts.archive.action, texts.metadata.action])
        expect(await page.getByRole("button", { name, exact: true }).count()).toBe(0);
      await close();
    });

    test("assigns a plan, shows its price, period and next bill, and cancels it at the end and at once", async () => {
      const { page, texts, close } = await open([`/api/customers/${id}`]);
      await page.getByText(texts.subscription.none).waitFor();
      await page.getByRole("button", { name: texts.assignPlan.action }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: texts.assignPlan.plan }).click();
      await page.getByRole("option", { name: "Pro" }).click();
      await dialog.getByRole("button", { name: texts.assignPlan.interval }).click();
      await page.getByRole("option", { name: /139/ }).click();
      await dialog.getByRole("button", { name: texts.assignPlan.submit, exact: true }).click();
      await page.getByText(texts.assignPlan.done).waitFor();
      const { data } = (await client.get(`/api/subscriptions/active?customerId=${id}`)).body;
      expect(data.plan).toMatchObject({ name: "Pro", basePrice: 13_900, billingInterval: "quarterly" });
      const day = new Intl.DateTimeFormat(language === "en" ? "en-US" : "es-AR", {
        dateStyle: "medium",
        timeZone: "UTC",
      });
      await page.getByText(day.format(new Date(data.nextBillingDate)), { exact: true }).waitFor();
      await page.getByRole("progressbar").waitFor();
      for (const choice of [/^$/, texts.cancelSubscription.now]) {
        await page.getByRole("button", { name: texts.cancelSubscription.action }).click();
        if (choice === texts.cancelSubscription.now) await dialog.getByRole("radio", { name: choice }).check();
        await dialog.getByRole("textbox", { name: texts.cancelSubscription.reason }).fill("Too expensive");
        await dialog.getByRole("button", { name: texts.cancelSubscription.submit }).click();
        await dialog.waitFor({ state: "detached" });
        if (choice !== texts.cancelSubscription.now)
          await page.getByText(texts.subscription.endDate, { exact: true }).waitFor();
      }
      await page.getByText(texts.subscription.none).waitFor();
      await close();
    });

    longOnly("says why a customer with a subscription cannot be archived", async () => {
      await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
      const { page, texts, close } = await open([`/api/customers/${id}`]);
      await page.getByRole("button", { name: texts.archive.action, exact: true }).click();
      await page.getByRole("dialog").getByRole("textbox").fill("billing@acme.com");
      await page.keyboard.press("Enter");
      await page.getByText(texts.errors.customer_has_active_subscription).waitFor();
      await close();
    });

    test("tells the customer's history with the values before and after", async () => {
      await client.put(`/api/customers/${id}`, { email: "new@acme.com", metadata: { plan: null, tier: "gold" } });
      await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
      await untilPublished(dashboard.api.dataDir);
      const { page, texts, close } = await open();
      await page.getByText(texts.events["subscription.created"]).waitFor();
      const entries = await page.locator(".timeline > li").allInnerTexts();
      expect(entries.map((text) => text.split("\n")[0])).toEqual([
        expect.stringContaining(texts.events["subscription.created"]),
        expect.stringContaining(texts.events["customer.updated"]),
        expect.stringContaining(texts.events["customer.created"]),
      ]);
      expect(entries[0]).toMatch(/Pro/);
      expect(entries[1]).toMatch(/billing@acme\.com[\s\S]*new@acme\.com/);
      expect(entries[1]).toMatch(/: plan[\s\S]*pro[\s\S]*: tier[\s\S]*gold/);
      await close();
    });
  });

  longOnly("that does not exist is an error with a way back", async () => {
    const { page, texts, close } = await dashboard.open({
      client,
      path: "customers/nobody",
      expectedFailures: ["/api/customers/nobody", "/api/customers/nobody/events"],
    });
    await page.getByText(texts.errors.customer_not_found).first().waitFor();
    await page.getByRole("navigation", { name: texts.customers.title }).getByRole("link").first().click();
    await page.getByRole("heading", { name: texts.customers.title, level: 1 }).waitFor();
    await close();
  });
});
