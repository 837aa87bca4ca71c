/** A customer as it was, what differs between two moments, and the reasons of changes. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { longOnly } from "../../support/scale.ts";
import { argumentsOf } from "../shell.ts";
import { dashboard, fill, hasBrowser, languages, pushPlans, type Tab } from "../support.ts";

/** The texts of the comparison's cells, row by row. */
const ROWS = `[...document.querySelectorAll(".comparison tbody tr")].map((row) =>
  [...row.children].map((cell) => cell.textContent.trim()))`;

describe.runIf(hasBrowser)("The history of a customer", () => {
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
  });
  const address = { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US" };
  const created = async (): Promise<{ id: string; createdAt: string }> => {
    const metadata = { plan: "trial", seats: "12", gone: true };
    const customer = { email: "billing@acme.com", fullName: "Acme", address, metadata };
    return (await client.post("/api/customers", customer)).body.data;
  };
  const button = ({ page }: Tab, name: string) => page.getByRole("button", { name, exact: true });
  const isOfApi = (search: string) => (url: URL) => url.pathname.startsWith("/api/") && url.search.includes(search);
  const rows = ({ page }: Tab) => page.evaluate(ROWS);

  describe.each(languages)("in %s", (language) => {
    test("says why a change was made, shows the customer before it, and compares that with now for whoever has the link", async () => {
      const { id, createdAt } = await created();
      const region = { locale: language === "en" ? "en-US" : "es-AR", timezoneId: "America/New_York" };
      const tab = await dashboard.open({ client, language, region, path: `customers/${id}` });
      const { page, texts } = tab;
      const dialog = page.getByRole("dialog");
      await button(tab, texts.editCustomer.action).click();
      await dialog.getByText(texts.fields.address, { exact: true }).waitFor();
      await dialog.getByRole("textbox", { name: texts.address["address.city"] }).fill("Dallas");
      await dialog.getByRole("button", { name: texts.reason.action }).click();
      await dialog.getByRole("textbox", { name: texts.reason.label }).fill("Llamó 📞, 100% seguro");
      await dialog.getByRole("button", { name: texts.common.save, exact: true }).click();
      await dialog.waitFor({ state: "detached" });
      await client.put(`/api/customers/${id}`, { metadata: { plan: "pro", seats: 12, gone: null } });
      await untilPublished(dashboard.api.dataDir);

      await button(tab, texts.timeline.refresh).click();
      const entry = page.locator(".timeline > li").filter({ hasText: "Llamó 📞, 100% seguro" });
      await entry.getByRole("link", { name: texts.asOf.before }).click();
      await page.locator("h1:focus").waitFor();
      await page.getByText("Austin 78701").waitFor();
      expect(await tab.problems()).toEqual([]);
      await button(tab, texts.asOf.compareWithNow).click();
      const { metadata, address: name } = texts.fields;
      const expected = [
        [`${name}: ${texts.address["address.city"]}`, "Austin", "Dallas"],
        [`${metadata}: plan`, "trial", "pro"],
        [`${metadata}: seats`, "12", `12 ${texts.metadata.kinds.number}`],
        [`${metadata}: gone`, `${texts.common.yes} ${texts.metadata.kinds.boolean}`, texts.common.none],
      ];
      await expect.poll(() => rows(tab)).toEqual(expected);
      await page.getByRole("columnheader").getByText(texts.asOf.isNow).waitFor();
      expect(await tab.problems()).toEqual([]);

      const colleague = await dashboard.open({ client, language, path: `customers/${id}` });
      await colleague.page.goto(page.url());
      await expect.poll(() => rows(colleague)).toEqual(expected);
      await colleague.page.getByText(texts.request.title).click();
      const command = await colleague.page.getByText("curl ").first().innerText();
      const [url = ""] = argumentsOf([command])[0] ?? [];
      const { body } = await client.get(url.slice(dashboard.api.url.length));
      expect(body.data).toMatchObject({ createdAt, address, metadata: { plan: "trial" } });
      await colleague.close();
      await tab.close();
    });

    longOnly("says once why a subscription was canceled, however long the reason is", async () => {
      const { id } = await created();
      await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
      const tab = await dashboard.open({ client, language, path: `customers/${id}` });
      const { page, texts } = tab;
      const reasons = ["Too small, 50 % off elsewhere", "x".repeat(201)];
      for (const [count, reason] of reasons.entries()) {
        if (count > 0) await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
        await page.reload();
        await button(tab, texts.cancelSubscription.action).click();
        await page.getByRole("radio", { name: texts.cancelSubscription.now }).check();
        await page.getByRole("dialog").getByRole("textbox").fill(reason);
        await page.getByRole("dialog").getByRole("button", { name: texts.cancelSubscription.submit }).click();
        await page.getByRole("dialog").waitFor({ state: "detached" });
        await untilPublished(dashboard.api.dataDir);
        const [event] = (await client.get(`/api/customers/${id}/events`)).body.data;
        expect(event.data.subscription.cancelReason).toBe(reason);
        expect(event.actor.reason).toBe(count === 0 ? reason : undefined);
        await button(tab, texts.timeline.refresh).click();
        await page.locator(".timeline").last().locator("> li").first().getByText(reason).waitFor();
        const shown = await page.locator(".timeline").last().locator("> li").first().innerText();
        expect(shown.split(reason)).toHaveLength(2);
      }
      await tab.close();
    });

    longOnly("is shown as of a moment that somebody types in the zone of the browser, and says it in UTC", async () => {
      const { id } = await created();
      await untilPublished(dashboard.api.dataDir);
      const region = { locale: language === "en" ? "en-GB" : "es-ES", timezoneId: "Asia/Kolkata" };
      const path = `customers/${id}/as-of`;
      const tab = await dashboard.open({ client, language, region, path, expectedFailures: ["/api/customers"] });
      const { page, texts } = tab;
      const [moment, second] = [texts.asOf.moment, texts.asOf.second].map((label) => page.getByLabel(label));
      await page.getByText(texts.asOf.choose).waitFor();
      await moment?.fill("2026-01-01T01:30:05");
      await page.getByText(/31.*2025.*20:00:05 UTC/).waitFor();
      await button(tab, texts.asOf.show).click();
      await page
        .getByRole("alert")
        .or(page.locator("[aria-live=assertive]"))
        .getByText(/31.*2025.*20:00:05 UTC/)
        .waitFor();
      expect(new URL(page.url()).searchParams.get("asOf")).toBe("2025-12-31T20:00:05.000Z");
      await moment?.fill("");
      await button(tab, texts.asOf.show).click();
      await page.locator("[aria-invalid=true]:focus").waitFor();
      await page.getByText(texts.asOf.missing).waitFor();
      expect(await tab.problems()).toEqual([]);
      await moment?.fill("2026-01-01T01:30");
      await second?.press("1");
      await button(tab, texts.asOf.show).click();
      await page.locator("[aria-invalid=true]:focus").waitFor();
      expect(await second?.getAttribute("aria-invalid")).toBe("true");
      await tab.close();
    });

    longOnly(
      "says in plain words why a moment cannot be shown, what can be instead, and asks again while it is not there yet",
      async () => {
        const { id, createdAt } = await created();
        await untilPublished(dashboard.api.dataDir);
        const at = `customers/${id}/as-of?asOf=`;
        const tab = await dashboard.open({
          client,
          language,
          path: `${at}2020-01-01T00:00:00Z&comparedWith=2090-01-01T00:00:00Z`,
          expectedFailures: ["/api/customers"],
        });
        const { page, texts, goto } = tab;
        const said = (text: string) =>
          page.locator("[aria-live]").getByText(text).first().waitFor({ state: "attached" });
        const [notYet = ""] = texts.asOf.notYet.split("{");
        await said(notYet.trim());
        await said(texts.asOf.toCome);
        expect(await tab.problems()).toEqual([]);
        await goto(`${at}2020-01-01T00:00:00Z`);
        await button(tab, texts.asOf.showThat).click();
        await page.getByText("billing@acme.com").first().waitFor();
        expect(new URL(page.url()).searchParams.get("asOf")).toBe(createdAt);

        const details = [{ field: "asOf", message: `is before the oldest change that is kept, of ${createdAt}` }];
        const expired = { success: false, code: "history_expired", message: "", details };
        await page.route(isOfApi("asOf=2021"), (route) => route.fulfill({ status: 422, json: expired }));
        await goto(`${at}2021-01-01T00:00:00Z`);
        const [noLonger = ""] = texts.asOf.expired.split("{");
        await said(noLonger.trim());
        await button(tab, texts.asOf.showThat).click();
        await page.getByText("billing@acme.com").first().waitFor();

        const answers = [503, 503];
        await page.route(isOfApi("asOf="), (route) => {
          const status = answers.shift();
          const json = { success: false, code: "service_unavailable", message: "" };
          return status ? route.fulfill({ status, json }) : route.fallback();
        });
        await goto(`${at}${createdAt}`);
        await said(fill(texts.asOf.asking, { reason: texts.asOf.behind }));
        expect(await page.getByText("billing@acme.com").count()).toBe(0);
        await page.getByText("billing@acme.com").first().waitFor();
        expect(answers).toEqual([]);
        await tab.close();
      },
    );

    longOnly(
      "keeps a reason that is too long in its dialog, asks before it is lost, and has it in the command",
      async () => {
        const { id } = await created();
        const tab = await dashboard.open({
          client,
          language,
          path: `customers/${id}`,
          expectedFailures: [`/api/customers/${id}`],
        });
        const { page, texts } = tab;
        const dialog = page.getByRole("dialog");
        await button(tab, texts.archive.action).click();
        await dialog.getByRole("textbox").fill("billing@acme.com");
        await dialog.getByRole("button", { name: texts.reason.action }).click();
        const reason = dialog.getByRole("textbox", { name: texts.reason.label });
        await reason.fill("é".repeat(201));
        await page.keyboard.press("Escape");
        await dialog.getByText(texts.leaving.question).waitFor();
        await dialog.getByRole("button", { name: texts.leaving.stay }).click();
        const submit = dialog.getByRole("button", { name: texts.archive.submit, exact: true });
        await submit.click();
        await reason.and(page.locator("[aria-invalid=true]")).waitFor();
        await expect.poll(() => page.locator("[aria-invalid=true]:focus").count()).toBe(1);
        expect(await tab.problems()).toEqual([]);
        await reason.fill("é".repeat(200));
        await submit.click();
        await dialog.waitFor({ state: "detached" });
        await page.getByText(texts.request.title).click();
        const command = await page.getByText("curl -X PUT").first().innerText();
        expect(argumentsOf([command])[0]).toContain(`x-reason: ${encodeURIComponent("é".repeat(200))}`);
        await untilPublished(dashboard.api.dataDir);
        const [{ actor }] = (await client.get(`/api/customers/${id}/events`)).body.data;
        expect(actor.reason).toBe("é".repeat(200));
        await tab.close();
      },
    );
  });
});
