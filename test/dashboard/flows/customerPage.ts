/** A customer's page beyond its fields: every subscription, what comes of changes, former values, commands, paper. */

import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { formatsOf, localesOf } from "../../../dashboard/src/formats.ts";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { longOnly } from "../../support/scale.ts";
import { argumentsOf } from "../shell.ts";
import { dashboard, fill, hasBrowser, languages, pushPlans, type Tab } from "../support.ts";

const NAME = `O'Brien "& Sons" \u202Egpj ${"née ".repeat(50)}`.trim();

describe.runIf(hasBrowser)("A customer's page", () => {
  let client: Client;
  let id: string;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
  });
  beforeEach(async () => {
    const address = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };
    const customer = { email: "billing@acme.com", fullName: NAME, address, metadata: { plan: "pro", constructor: 1 } };
    id = (await client.post("/api/customers", customer)).body.data.id;
  });
  const stored = async () => (await client.get(`/api/customers/${id}`)).body.data;
  const button = ({ page }: Tab, name: string) => page.getByRole("button", { name, exact: true });

  /** Sends what a shell would make of a command. */
  const runCurl = (command: string) => {
    const [, method = "", url = "", , , ...options] = argumentsOf([command])[0] ?? [];
    const body = options.pop() ?? "";
    const headers = options.filter((option) => /^[a-z-]+: /.test(option)).map((header) => header.split(": "));
    return client.request(method, new URL(url).pathname, { raw: body, headers: Object.fromEntries(headers) });
  };

  describe.each(languages)("in %s", (language) => {
    const { billingDate } = formatsOf(localesOf(language, [language === "en" ? "en-US" : "es-AR"]));
    const open = () =>
      dashboard.open({ client, language, path: `customers/${id}`, expectedFailures: [`/api/customers/${id}`] });

    longOnly(
      "shows every subscription there was with its dates, and says what assigning and canceling do",
      async () => {
        const first = (await client.post("/api/subscriptions", { customerId: id, planCode: "free" })).body.data;
        await client.post(`/api/subscriptions/${first.id}/cancel`, { immediate: true, reason: "Too small" });
        const tab = await open();
        const { page, texts } = tab;
        const { consequences } = texts;
        const dialog = page.getByRole("dialog");
        const day = billingDate(first.startDate);
        const past = page
          .getByRole("listitem")
          .filter({ hasText: fill(texts.subscription.periodDates, { start: day, end: day }) });
        await past.getByText("Too small").waitFor();
        await button(tab, texts.assignPlan.action).click();
        await dialog.getByRole("button", { name: texts.assignPlan.plan }).click();
        await page.getByRole("option", { name: "Free" }).click();
        await dialog.getByText(fill(consequences.beginsFree, { plan: "Free" })).waitFor();
        await dialog.getByRole("button", { name: texts.assignPlan.plan }).click();
        await page.getByRole("option", { name: "Pro" }).click();
        const price = await dialog.getByRole("button", { name: texts.assignPlan.interval }).innerText();
        await dialog.getByText(fill(consequences.begins, { plan: "Pro", price })).waitFor();
        await dialog.getByRole("button", { name: texts.assignPlan.submit, exact: true }).click();
        await button(tab, texts.cancelSubscription.action).click();
        const { currentPeriodEnd } = (await client.get(`/api/subscriptions/active?customerId=${id}`)).body.data;
        const keeps = fill(consequences.keeps, { plan: "Pro", date: billingDate(currentPeriodEnd) });
        await dialog.getByText(keeps).waitFor();
        await dialog.getByText(fill(consequences.loses, { plan: "Pro" })).waitFor();
        await dialog.getByRole("button", { name: texts.cancelSubscription.submit }).click();
        await dialog.waitFor({ state: "detached" });
        await page.getByText(`${texts.cancelSubscription.done} ${keeps}`).first().waitFor();
        await page.getByText(keeps, { exact: true }).waitFor();
        await past.waitFor();
        await tab.close();
      },
    );

    longOnly(
      "gives back a former value, only on top of what is there, and shows the command that does it",
      async () => {
        const reason = { "x-reason": encodeURIComponent("Pidió el cambio") };
        await client.put(`/api/customers/${id}`, { fullName: "Acme", metadata: { constructor: null } }, reason);
        await untilPublished(dashboard.api.dataDir);
        const tab = await open();
        const { page, texts } = tab;
        const [{ actor }] = (await client.get(`/api/customers/${id}/events`)).body.data;
        const entry = page.locator(".timeline > li").filter({ hasText: "Pidió el cambio" });
        await entry.filter({ hasText: actor.name }).filter({ hasText: actor.requestId }).waitFor();
        const restore = (field: string) => button(tab, fill(texts.restore.label, { field })).click();
        const dialog = page.getByRole("dialog");
        const submit = dialog.getByRole("button", { name: texts.restore.submit, exact: true });
        await restore(texts.fields.fullName);
        await client.put(`/api/customers/${id}`, { email: "theirs@acme.com" });
        await submit.click();
        await dialog.getByText(texts.conflict.title).waitFor();
        await dialog.getByText("theirs@acme.com").waitFor();
        expect((await stored()).fullName).toBe("Acme");
        await submit.click();
        await page.getByText(texts.restore.done).first().waitFor();
        const after = await stored();
        expect(after).toMatchObject({ email: "theirs@acme.com", fullName: NAME, metadata: { plan: "pro" } });
        await page.getByText(texts.request.title).click();
        await page.getByText(fill(texts.request.answer, { status: 412 })).waitFor();
        const command = await page.getByText("curl -X PUT").first().innerText();
        expect(command).toContain(`-H "x-api-key: $COMMET_API_KEY"`);
        expect(command).not.toContain(client.key);
        // It is the very request that was made: sent again, it is a repeat and does nothing.
        const answer = await runCurl(command);
        expect([answer.status, answer.body.data]).toEqual([200, after]);
        await restore(`${texts.fields.metadata}: constructor`);
        await submit.click();
        await expect.poll(async () => (await stored()).metadata).toEqual({ plan: "pro", constructor: 1 });
        await tab.close();
      },
    );
  });

  test("is a clean sheet on paper: the customer, and nothing of the page around it", async () => {
    await untilPublished(dashboard.api.dataDir);
    const tab = await dashboard.open({ client, path: `customers/${id}`, theme: "dark" });
    const { page, texts } = tab;
    await page.locator(".timeline").getByText(texts.events["customer.created"]).waitFor();
    await button(tab, texts.print.action).waitFor();
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 700, height: 1000 });
    await page.getByText(fill(texts.print.zone, { zone: "UTC" })).waitFor();
    const seen = await page.locator("body").innerText();
    expect(seen.trimStart()).toMatch(/^O'Brien/);
    expect(seen).toContain("123 Main St");
    const onScreen = [texts.print.action, texts.restore.action, texts.asOf.action, texts.asOf.after];
    for (const text of [texts.shell.signOut, texts.plans.title, "curl", ...onScreen]) expect(seen).not.toContain(text);
    expect(await page.getByRole("button").count()).toBe(0);
    // Paper is white in the dark theme too.
    expect(await tab.problems()).toEqual([]);
    const pages = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g);
    expect(pages?.length).toBeGreaterThanOrEqual(1);
    expect(pages?.length).toBeLessThanOrEqual(3);
    await page.emulateMedia({ media: null });
    await tab.close();
  });
});
