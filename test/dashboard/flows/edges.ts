/** What people and their data bring: other regions and zones, long and turned texts, phones, lesser keys, failing pages. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { issueKey } from "../../../core/organizations/administration.ts";
import { erasureTexts } from "../../../dashboard/src/messages/erasing.ts";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { longOnly, scaled } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, pushPlans } from "../support.ts";

const LONG = "Sociedad ".repeat(28).trim();

describe.runIf(hasBrowser)("The dashboard", () => {
  let client: Client;
  let id: string;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
    const customer = { id: "o'brien", email: "billing@acme.com", fullName: LONG, industry: "Brewing" };
    id = (await client.post("/api/customers", customer)).body.data.id;
    await client.put(`/api/customers/${id}`, { domain: "acme.com" });
    await client.post("/api/customers", { id: "evil", email: "evil@acme.com", fullName: "abc\u202Egpj.exe" });
    await client.post("/api/subscriptions", { customerId: id, planCode: "pro", startDate: "2026-11-01" });
    await untilPublished(dashboard.api.dataDir);
  });

  longOnly("shows all columns however long a name is, and what turns a text around", async () => {
    const { page, texts, close } = await dashboard.open({ client });
    await page.getByRole("link", { name: "abc[U+202E]gpj.exe" }).waitFor();
    const created = await page.getByRole("columnheader", { name: texts.fields.createdAt }).boundingBox();
    expect((created?.x ?? Number.NaN) + (created?.width ?? 0)).toBeLessThanOrEqual(1280);
    await close();
  });

  longOnly("keeps to WCAG 2.2 AA on a phone, and shows there what the table shows", async () => {
    const { page, goto, problems, close } = await dashboard.open({ client });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByText("billing@acme.com").waitFor();
    await page.getByText("o'brien").waitFor();
    expect(await problems()).toEqual([]);
    await goto(`customers/${id}`);
    await page.getByRole("progressbar").waitFor();
    expect(await problems()).toEqual([]);
    await close();
  });

  longOnly("writes billing days in UTC and dates as the reader's region does", async () => {
    const region = { locale: "en-GB", timezoneId: "America/Los_Angeles" };
    const { page, texts, close } = await dashboard.open({ client, path: `customers/${id}`, region });
    const { nextBillingDate } = (await client.get(`/api/subscriptions/active?customerId=${id}`)).body.data;
    const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
    await page.getByText(texts.subscription.nextBillingDate, { exact: true }).waitFor();
    await page.getByText(day.format(new Date(nextBillingDate)), { exact: true }).waitFor();
    await page.locator("time[title$='(America/Los_Angeles)']").first().waitFor();
    await page.locator("time[title$='UTC']").first().waitFor();
    await close();
  });

  longOnly("shows every field, and the command line for an id with an apostrophe", async () => {
    const { page, texts, close } = await dashboard.open({ client, path: "customers/o'brien" });
    await page.getByText("Brewing").first().waitFor();
    await page.getByText(texts.request.title).click();
    await page.getByRole("button", { name: texts.request.copy }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain(`/api/customers/o'\\''brien' -H`);
    await close();
  });

  test("offers to a key that may only read nothing that changes, and says why", async () => {
    const { organizationId } = client;
    const { secret } = await issueKey({ organizationId, name: "reader", scopes: ["read"] });
    const reader = dashboard.api.client(secret, organizationId);
    const { page, texts, goto, close } = await dashboard.open({ client: reader, path: `customers/${id}` });
    await page.getByRole("progressbar").waitFor();
    const refused = async (name: string) => {
      const button = page.getByRole("button", { name, exact: true });
      await expect.poll(() => button.isDisabled()).toBe(true);
      await button.focus();
      await page.getByText(texts.errors.forbidden).filter({ visible: true }).first().waitFor();
    };
    const { editCustomer, archive, metadata, cancelSubscription } = texts;
    for (const { action } of [archive, metadata, cancelSubscription, editCustomer, erasureTexts.en])
      await refused(action);
    await refused(fill(texts.restore.label, { field: texts.fields.domain }));
    await goto("customers/evil");
    await refused(texts.assignPlan.action);
    await close();
  });

  longOnly("goes on exporting where a page failed", async () => {
    const owner = await dashboard.api.newOrganization();
    for (const from of [0, 100])
      await owner.post("/api/customers/batch", {
        customers: Array.from({ length: 100 }, (_, i) => ({ email: `u${from + i}@acme.com` })),
      });
    const { page, texts, close } = await dashboard.open({ client: owner, expectedFailures: ["/api/customers"] });
    let requests = 0;
    await page.route("**/api/customers?limit=100*", (route) =>
      ++requests === 2 ? route.fulfill({ status: 503, json: {} }) : route.fallback(),
    );
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: texts.exporting.action }).click();
    await page.getByRole("button", { name: texts.exporting.submit, exact: true }).click();
    const lines = readFileSync(await (await download).path(), "utf8")
      .trimEnd()
      .split("\r\n");
    expect([lines.length, new Set(lines).size]).toEqual([201, 201]);
    expect(requests).toBe(3);
    await close();
  });

  test.each(["customers/%E0%A4%A", "%"].slice(0, scaled(1, 2)))(
    "at the malformed address %s is a page that leads on",
    async (path) => {
      const { page, texts, close } = await dashboard.open({ client, path });
      await page.getByRole("link", { name: texts.notFound.toCustomers }).waitFor();
      await close();
    },
  );

  longOnly("opens other pages and dialogs without a network: their files have come after the first page", async () => {
    const { page, texts, close } = await dashboard.open({
      client,
      path: "plans",
      expectedFailures: ["/api", "/dashboard/assets"],
    });
    await page.getByRole("rowheader", { name: "Pro" }).waitFor();
    await page.waitForLoadState("networkidle");
    await page.context().setOffline(true);
    await page.keyboard.press("c");
    await page.getByRole("dialog", { name: texts.createCustomer.title }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: texts.palette.title }).waitFor();
    await page.context().setOffline(false);
    await close();
  });

  longOnly("loads the page anew, once, when a deployment has taken the files of a dialog away", async () => {
    const { page, texts, goto, close } = await dashboard.open({ client, expectedFailures: ["/dashboard/assets"] });
    let missed = 0;
    await page.route("**/assets/CreateCustomer-*.js", (route) => {
      missed++;
      return route.fulfill({ status: 404 });
    });
    await goto("customers");
    const create = page.getByRole("button", { name: texts.createCustomer.action });
    const reloaded = page.waitForEvent("load");
    await create.click();
    await reloaded;
    await create.click();
    await page.getByText(texts.failure.unexpected).waitFor();
    expect(missed).toBeGreaterThan(1);
    await page.unrouteAll();
    await goto("customers");
    await create.click();
    await page.getByRole("dialog", { name: texts.createCustomer.title }).waitFor();
    await close();
  });

  test("says that it is offline instead of waiting", async () => {
    const { page, texts, close } = await dashboard.open({ client, expectedFailures: ["/api"] });
    await page.getByRole("link", { name: "abc" }).waitFor();
    await page.context().setOffline(true);
    await page.getByText(texts.shell.offline).first().waitFor();
    await page.getByRole("tab", { name: texts.customers.archived }).click();
    await page.getByText(texts.errors.offline).first().waitFor();
    await page.context().setOffline(false);
    await page.getByText(texts.customers.noMatch, { exact: true }).waitFor();
    await page.getByText(texts.shell.offline).first().waitFor({ state: "detached" });
    await close();
  });
});
