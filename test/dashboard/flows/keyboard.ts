/** A customer's page by the keyboard alone, and with the data that some customers have. */
import { beforeAll, describe, expect } from "vitest";
import type { Page } from "../../../dashboard/browser/launch.ts";
import { erasureTexts } from "../../../dashboard/src/messages/erasing.ts";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, pushPlans } from "../support.ts";

/** The option that Enter would choose. */
const CHOSEN_OPTION = `document.getElementById(document.activeElement.getAttribute("aria-activedescendant") ?? "")?.innerText ?? ""`;

describe.runIf(hasBrowser)("A customer's page", () => {
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
  });

  /** Presses Tab until what has this name has the focus. */
  async function tabTo(page: Page, name: string): Promise<void> {
    const isThere = `(() => {
      const { ariaLabel, textContent, id, labels } = document.activeElement;
      const texts = [ariaLabel, textContent, ...[...(labels ?? [])].map((label) => label.textContent)];
      return texts.some((text) => text?.trim() === ${JSON.stringify(name)});
    })()`;
    for (let presses = 0; presses < 150; presses++) {
      if (await page.evaluate(isThere)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`The keyboard does not come to ${name}`);
  }

  longOnly(
    "is used by the keyboard alone: create, edit, look at what was, restore, assign, cancel, archive",
    async () => {
      const { page, texts, close } = await dashboard.open({ client, expectedFailures: ["/api"] });
      const stored = async () => (await client.get("/api/customers/user_1")).body.data;
      const dialog = page.getByRole("dialog");
      const closed = () => dialog.waitFor({ state: "detached" });
      const open = async (name: string) => {
        await tabTo(page, name);
        await page.keyboard.press("Enter");
        await dialog.waitFor();
      };
      await page.getByRole("heading", { name: texts.customers.title }).waitFor();
      await page.keyboard.press("c");
      await dialog.waitFor();
      for (const text of ["billing@acme.com", "Acme", "user_1"]) {
        await page.keyboard.type(text);
        await page.keyboard.press("Tab");
      }
      await tabTo(page, texts.createCustomer.submit);
      await page.keyboard.press("Enter");
      await closed();
      await page.locator("h1:focus").getByText("Acme").waitFor();
      await page.locator(".timeline").getByText(texts.events["customer.created"], { exact: true }).waitFor();
      await open(texts.editCustomer.action);
      await page.keyboard.press("Tab");
      await page.keyboard.type(" Inc.");
      await page.keyboard.press("Enter");
      await closed();
      expect((await stored()).fullName).toMatch(/Inc\./);
      await untilPublished(dashboard.api.dataDir);
      await tabTo(page, texts.timeline.refresh);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: fill(texts.restore.label, { field: texts.fields.fullName }) }).waitFor();
      await tabTo(page, texts.asOf.before);
      await page.keyboard.press("Enter");
      await page.locator("h1:focus").waitFor();
      await tabTo(page, texts.asOf.compareWithNow);
      await page.keyboard.press("Enter");
      await page.getByRole("cell", { name: /Inc\./ }).waitFor();
      await page.goBack();
      await page.goBack();
      await page.getByRole("button", { name: fill(texts.restore.label, { field: texts.fields.fullName }) }).waitFor();
      await open(fill(texts.restore.label, { field: texts.fields.fullName }));
      // The dialog has no field: the focus is on what restores.
      await page.keyboard.press("Enter");
      await closed();
      expect((await stored()).fullName).toBe("Acme");
      await open(texts.assignPlan.action);
      await page.keyboard.press("Enter");
      await page.getByRole("option", { name: "Pro" }).waitFor();
      await expect
        .poll(async () => {
          const option = await page.evaluate(CHOSEN_OPTION);
          if (!String(option).startsWith("Pro")) await page.keyboard.press("ArrowDown");
          return option;
        })
        .toMatch(/^Pro/);
      await page.keyboard.press("Enter");
      await dialog.getByText(texts.assignPlan.interval).waitFor();
      await tabTo(page, texts.assignPlan.submit);
      await page.keyboard.press("Enter");
      await closed();
      await page.getByRole("progressbar").waitFor();
      await open(texts.cancelSubscription.action);
      await page.keyboard.press("ArrowDown");
      await tabTo(page, texts.cancelSubscription.submit);
      await page.keyboard.press("Enter");
      await closed();
      await page.getByText(texts.subscription.none).waitFor();
      await open(texts.archive.action);
      await page.keyboard.type("billing@acme.com");
      await page.keyboard.press("Enter");
      await closed();
      expect((await stored()).isActive).toBe(false);
      await close();
    },
  );

  const views = [
    [1440, "light"],
    [768, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const;
  for (const [width, theme] of views)
    longOnly(`keeps to WCAG 2.2 AA at ${width} pixels, ${theme}, with 50 keys and long and turned names`, async () => {
      const keys = Array.from({ length: 50 }, (_, i) => [
        `key ${i} ${"x".repeat(i % 30)}`,
        [`${"y".repeat(i * 5)}`, i, true, { i }][i % 4],
      ]);
      const name = `مصطفى \u202Egpj 👩‍👩‍👧 ${"W".repeat(230)}`;
      const customer = {
        email: `${"a".repeat(60)}@${"b".repeat(60)}.example`,
        fullName: name,
        metadata: Object.fromEntries(keys),
      };
      const { id } = (await client.post("/api/customers", customer)).body.data;
      await client.put(`/api/customers/${id}`, { fullName: "שלום", metadata: { note: "one\ntwo", "key 0 ": null } });
      await client.put(`/api/customers/${id}`, { fullName: name });
      for (const planCode of ["free", "pro"]) {
        const { data } = (await client.post("/api/subscriptions", { customerId: id, planCode })).body;
        if (planCode === "free") await client.post(`/api/subscriptions/${data.id}/cancel`, { reason: "z".repeat(300) });
      }
      await untilPublished(dashboard.api.dataDir);
      const { page, texts, problems, close } = await dashboard.open({ client, theme, path: `customers/${id}` });
      await page.setViewportSize({ width, height: 900 });
      await page.locator(".timeline").getByText(texts.events["customer.created"], { exact: true }).waitFor();
      await page.getByText(texts.subscription.past).waitFor();
      await page.getByText(texts.request.title).click();
      /** What is wider than the screen. */
      const tooWide = `[...document.querySelectorAll("body *")].filter((it) => it.checkVisibility() &&
      it.getBoundingClientRect().right > innerWidth + 1).slice(-3).map((it) => it.outerHTML.slice(0, 300))`;
      const fits = async () => expect(await page.evaluate(tooWide)).toEqual([]);
      expect(await problems()).toEqual([]);
      await fits();
      const actions = [
        texts.editCustomer.action,
        texts.archive.action,
        erasureTexts.en.action,
        texts.metadata.action,
        texts.cancelSubscription.action,
      ];
      for (const action of [...actions, fill(texts.restore.label, { field: texts.fields.fullName })]) {
        await page.getByRole("button", { name: action, exact: true }).first().click();
        await page.getByRole("dialog").waitFor();
        expect(await problems()).toEqual([]);
        await fits();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      await close();
    });
});
