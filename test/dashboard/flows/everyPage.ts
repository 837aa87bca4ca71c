/** Every page and every dialog, in both themes: accessible, in the reader's language, without an error. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { longOnly, scaled } from "../../support/scale.ts";
import { dashboard, hasBrowser, languages, messages, pushPlans } from "../support.ts";

describe.runIf(hasBrowser)("Every page", () => {
  let client: Client;
  const ids: string[] = [];
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
    const address = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };
    for (const id of ["free", "paying", "archived"]) {
      const { body } = await client.post("/api/customers", {
        id,
        email: `${id}@acme.com`,
        address,
        metadata: { a: 1 },
      });
      ids.push(body.data.id);
    }
    await client.put("/api/customers/free", { fullName: "Acme Inc.", metadata: { a: 2 } });
    await client.post("/api/subscriptions", { customerId: "paying", planCode: "pro" });
    await client.put("/api/customers/archived", { isActive: false });
    await untilPublished(dashboard.api.dataDir);
  });

  describe.each(languages)("in %s", (language) => {
    test("for signing in keeps to WCAG 2.2 AA", async () => {
      const { page, texts, problems, close } = await dashboard.open({ language });
      await page.getByLabel(texts.signIn.key).waitFor();
      expect(await problems()).toEqual([]);
      await close();
    });

    test("of customers and plans, of a wrong address, and the dialog that creates keep to WCAG 2.2 AA", async () => {
      const { page, texts, goto, problems, close } = await dashboard.open({
        language,
        client,
        expectedFailures: ["/api/customers"],
      });
      await page.getByRole("link", { name: "Acme Inc." }).waitFor();
      await page.getByText(texts.request.title).click();
      expect(await problems()).toEqual([]);
      await page.getByRole("button", { name: texts.createCustomer.action }).click();
      await page.getByRole("dialog").getByText(texts.fields.address).click();
      await page.getByRole("dialog").getByRole("button", { name: texts.createCustomer.submit, exact: true }).click();
      await page.getByRole("dialog").locator("[aria-invalid=true]").first().waitFor();
      expect(await problems()).toEqual([]);
      await goto("customers?search=nobody");
      await page.getByText(texts.customers.noMatch, { exact: true }).waitFor();
      expect(await problems()).toEqual([]);
      await goto("plans");
      await page.getByText("Pro", { exact: true }).waitFor();
      expect(await problems()).toEqual([]);
      await goto("subscribers");
      await page.getByText(texts.subscribers.nothing).first().waitFor();
      expect(await problems()).toEqual([]);
      await goto("nothing");
      await page.getByText(texts.notFound.toCustomers).waitFor();
      expect(await problems()).toEqual([]);
      await close();
    });

    test("of a customer and its dialogs, which Escape closes, keep to WCAG 2.2 AA", async () => {
      const [free, paying, archived] = ids;
      const { page, texts, goto, problems, close } = await dashboard.open({
        language,
        client,
        path: `customers/${free}`,
      });
      const dialogs = async (actions: readonly string[]) => {
        for (const name of actions) {
          await page.getByRole("button", { name, exact: true }).click();
          await page.getByRole("dialog").waitFor();
          expect(await problems()).toEqual([]);
          await page.keyboard.press("Escape");
          await page.getByRole("dialog").waitFor({ state: "detached" });
        }
      };
      await page.getByText(texts.events["customer.updated"]).waitFor();
      await page.getByText(texts.subscription.none).waitFor();
      expect(await problems()).toEqual([]);
      // They are one component with other fields: a short run looks at two of them.
      const others = [texts.archive.action, texts.assignPlan.action, texts.editCustomer.action];
      await dialogs([texts.metadata.action, ...others].slice(0, scaled(1, 4)));
      await goto(`customers/${paying}`);
      await page.getByRole("progressbar").waitFor();
      expect(await problems()).toEqual([]);
      await dialogs([texts.cancelSubscription.action]);
      await goto(`customers/${archived}`);
      await page.getByText(texts.customer.isArchived).waitFor();
      expect(await problems()).toEqual([]);
      await close();
    });
  });

  test("speaks Spanish to who reads it, without a word of English", async () => {
    const { page, texts, goto, close } = await dashboard.open({ client, language: "es" });
    const wordsOf = (texts: object): string[] =>
      Object.values(texts).flatMap((text) => (typeof text === "string" ? text : wordsOf(text)));
    // A language is offered by its own name.
    const spanish = new Set([...wordsOf(messages.es), messages.en.common.languageName]);
    const english = wordsOf(messages.en).filter((text) => !spanish.has(text) && !text.includes("{"));
    const check = async () => {
      const lines = (await page.locator("body").innerText()).split("\n").map((line) => line.trim());
      expect(english.filter((text) => lines.includes(text))).toEqual([]);
    };
    await page.getByRole("link", { name: "Acme Inc." }).waitFor();
    await check();
    await page.getByRole("button", { name: texts.createCustomer.action }).click();
    await page.getByRole("dialog").waitFor();
    await check();
    await goto(`customers/${ids[1]}`);
    await page.getByRole("progressbar").waitFor();
    await page.getByText(texts.events["subscription.created"]).waitFor();
    await check();
    for (const name of [texts.editCustomer.action, texts.archive.action, texts.cancelSubscription.action]) {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await check();
      await page.keyboard.press("Escape");
    }
    await goto("plans");
    await page.getByText("Pro", { exact: true }).waitFor();
    await check();
    await goto("subscribers");
    await page.getByText(texts.subscribers.nothing).first().waitFor();
    await check();
    await close();
  });

  longOnly("is watched by what would find an error", async () => {
    const { page, texts, problems, close } = await dashboard.open({ client });
    await page.getByRole("heading", { name: texts.customers.title }).waitFor();
    await page.evaluate("document.body.append(Object.assign(document.createElement('img'), { src: 'data:,' }))");
    await page.evaluate("document.head.append(Object.assign(document.createElement('style'), { textContent: '*{}' }))");
    await page.evaluate("fetch('http://127.0.0.1:1/').catch(() => {})");
    const found = (await problems()).join("\n");
    for (const kind of [/^image-alt: /m, /^policy: style-src/m, /^console: Connecting to/m])
      expect(found).toMatch(kind);
    await expect(close()).rejects.toThrow("policy: ");
  });
});
