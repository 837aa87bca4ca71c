/** The list of customers: find, filter, page, export, create. */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { problemInSpanish } from "../../../dashboard/src/messages/problems.ts";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, languages, pushPlans } from "../support.ts";

const COUNT = 23;

describe.runIf(hasBrowser)("The customers page", () => {
  /** Customers user_0 (the oldest) to user_22, of which user_5 is archived. */
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    for (let i = 0; i < COUNT; i++)
      await client.post("/api/customers", { id: `user_${i}`, email: `u${i}@acme.com`, fullName: `Customer ${i}` });
    await client.put("/api/customers/user_5", { isActive: false });
  });

  describe.each(languages)("in %s", (language) => {
    const open = (path: string, as = client) => dashboard.open({ client: as, language, path });

    test("pages to the end and back, also by the browser's own buttons, and a page's address shows it to others", async () => {
      const { page, texts, close } = await open("customers?limit=10");
      const names = async () => page.getByRole("rowheader").allTextContents();
      const at = (number: number) =>
        page.getByText(fill(texts.pager.page, { page: number }), { exact: true }).waitFor();
      const row = (number: number) => page.getByRole("link", { name: `Customer ${number}`, exact: true }).waitFor();
      const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
      await row(22);
      const first = await names();
      await press(texts.pager.next);
      await at(2);
      await row(12);
      const second = await names();
      const address = page.url();
      await press(texts.pager.next);
      await at(3);
      await row(2);
      const third = await names();
      expect([...first, ...second, ...third]).toEqual(Array.from({ length: COUNT }, (_, i) => `Customer ${22 - i}`));
      expect(await page.getByRole("button", { name: texts.pager.next }).isDisabled()).toBe(true);
      await page.goBack();
      await row(12);
      expect(await names()).toEqual(second);
      await press(texts.pager.previous);
      await row(22);
      expect(await names()).toEqual(first);
      await close();

      const colleague = await open(address.split("/dashboard/")[1] ?? "");
      await colleague.page.getByRole("link", { name: "Customer 12", exact: true }).waitFor();
      expect(await colleague.page.getByRole("rowheader").allTextContents()).toEqual(second);
      await colleague.close();
    });

    longOnly("shows active, archived or all customers, and says when there are none", async () => {
      const { page, texts, goto, close } = await open("customers");
      await page.getByRole("tab", { name: texts.customers.archived }).click();
      await page.getByRole("link", { name: "Customer 5", exact: true }).waitFor();
      await expect.poll(() => page.getByRole("rowheader").count()).toBe(1);
      await page.getByRole("tab", { name: texts.customers.active }).click();
      await page.getByRole("link", { name: "Customer 22", exact: true }).waitFor();
      await expect.poll(() => page.getByRole("rowheader").count()).toBe(COUNT - 1);
      expect(new URL(page.url()).search).toBe("?status=active");
      await goto("customers?status=archived&search=user_6");
      await page.getByText(texts.customers.noMatch, { exact: true }).waitFor();
      await close();
    });

    test("finds customers by the beginnings of their words and by either id, page by page", async () => {
      const owner = await dashboard.api.newOrganization();
      const branches = Array.from({ length: 12 }, (_, i) => ({ email: `b${i}@acme.com`, fullName: `Branch ${i}` }));
      await owner.post("/api/customers/batch", { customers: branches });
      const jose = { id: "north_1", email: "billing@norte.example", fullName: "José Núñez" };
      const { id } = (await owner.post("/api/customers", jose)).body.data;
      const found = async (text: string) => (await owner.get(`/api/customers?search=${text}`)).body.data.length;
      await expect.poll(async () => [await found("branch"), await found("nunez")]).toEqual([12, 1]);
      const { page, texts, close } = await dashboard.open({
        client: owner,
        language,
        path: "customers?limit=10",
      });
      const names = () => page.getByRole("rowheader").allTextContents();
      const search = page.getByRole("searchbox", { name: texts.customers.search });
      for (const text of ["jose nun", "NORTE.ex", "billing@nor", "north_1", id]) {
        await search.fill(text);
        await expect.poll(() => new URL(page.url()).searchParams.get("search")).toBe(text);
        await expect.poll(names).toEqual([jose.fullName]);
      }
      await search.fill("bran");
      await expect.poll(async () => (await names()).length).toBe(10);
      const first = await names();
      await page.getByRole("button", { name: texts.pager.next, exact: true }).click();
      await expect.poll(async () => (await names()).length).toBe(2);
      expect([...first, ...(await names())].toSorted()).toEqual(branches.map(({ fullName }) => fullName).toSorted());
      // However much is searched for, it is no error.
      await search.fill("a b c d e f g h i j k l m n o p q r s t u v w x y z".repeat(5));
      await page.getByText(texts.customers.noMatchHint).waitFor();
      await search.fill("nobody");
      await page.getByText(texts.customers.noMatchHint).waitFor();
      await search.fill("");
      await expect.poll(async () => (await names()).length).toBe(10);
      await close();
    });

    longOnly("shows another number of customers a page", async () => {
      const { page, texts, close } = await open("customers");
      await page.getByRole("button", { name: texts.customers.pageSize }).click();
      await page.getByRole("option", { name: fill(texts.customers.perPage, { size: 10 }), exact: true }).click();
      await page.waitForURL(/limit=10/);
      await page.getByRole("link", { name: "Customer 13", exact: true }).waitFor();
      await expect.poll(() => page.getByRole("rowheader").count()).toBe(10);
      await close();
    });

    test("creates a customer from any page, shows what the API says of each field, and then the customer", async () => {
      const owner = await dashboard.api.newOrganization();
      const { page, texts, close } = await dashboard.open({
        client: owner,
        language,
        path: "plans",
        expectedFailures: ["/api/customers"],
      });
      await page.getByRole("heading", { name: texts.plans.title, level: 1 }).waitFor();
      await page.keyboard.press("c");
      const dialog = page.getByRole("dialog");
      const field = (label: string) => dialog.getByRole("textbox", { name: label });
      const submit = dialog.getByRole("button", { name: texts.createCustomer.submit, exact: true });
      await field(texts.fields.email).fill("nobody");
      await field(texts.fields.externalId).fill("a/b");
      await dialog.getByText(texts.fields.address, { exact: true }).click();
      await field(texts.address["address.city"]).fill("Austin");
      await submit.click();
      const address = { line1: "", city: "Austin", postalCode: "", country: "" };
      const answer = await owner.post("/api/customers", { email: "nobody", id: "a/b", address });
      const shown = (message: string) => (language === "es" ? problemInSpanish(message) : message);
      for (const { message } of answer.body.details) await dialog.getByText(shown(message)).first().waitFor();
      await field(texts.fields.email).fill("new@acme.com");
      await field(texts.fields.externalId).fill("new");
      await field(texts.address["address.line1"]).fill("123 Main St");
      await field(texts.address["address.postalCode"]).fill("78701");
      await field(texts.address["address.country"]).fill("US");
      await submit.click();
      await page.getByText(texts.createCustomer.done).waitFor();
      await page.getByRole("heading", { name: "new@acme.com", level: 1 }).and(page.locator(":focus")).waitFor();
      expect(await dialog.count()).toBe(0);
      const { data } = (await owner.get("/api/customers/new")).body;
      expect(page.url()).toBe(`${dashboard.api.url}/dashboard/customers/${data.id}`);
      expect(data).toMatchObject({ email: "new@acme.com", address: { city: "Austin", country: "US" } });
      await close();
    });

    longOnly("says so when the customer was there already, and changes nothing", async () => {
      const { page, texts, close } = await open("customers");
      await page.getByRole("button", { name: texts.createCustomer.action }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: texts.fields.email }).fill("other@acme.com");
      await dialog.getByRole("textbox", { name: texts.fields.externalId }).fill("user_0");
      await page.keyboard.press("Enter");
      await page.getByText(texts.createCustomer.existed).waitFor();
      await page.getByRole("heading", { name: "Customer 0", exact: true }).waitFor();
      expect((await client.get("/api/customers/user_0")).body.data.email).toBe("u0@acme.com");
      await close();
    });

    longOnly("exports the filter's customers, all pages of them, with cells that no spreadsheet runs", async () => {
      const owner = await dashboard.api.newOrganization();
      const customers = Array.from({ length: 100 }, (_, i) => ({ email: `u${i}@acme.com`, id: `user_${i}` }));
      await owner.post("/api/customers/batch", { customers });
      await owner.post("/api/customers", { email: "evil@acme.com", id: "evil", fullName: '=1+1, "x"' });
      await pushPlans(owner);
      await owner.post("/api/subscriptions", { customerId: "evil", planCode: "pro" });
      await owner.put("/api/customers/user_3", { isActive: false });
      const { page, texts, close } = await open("customers?status=active", owner);
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: texts.exporting.action }).click();
      await page.getByRole("radio", { name: texts.exporting.separators.comma, exact: true }).check();
      await page.getByRole("button", { name: texts.exporting.submit, exact: true }).click();
      const lines = readFileSync(await (await download).path(), "utf8").split("\r\n");
      await page.getByText(fill(texts.exporting.done, { count: 100 })).waitFor();
      expect(lines.length).toBe(102);
      expect(lines[0]).toMatch(/^\uFEFFid,externalId,email,fullName,/);
      expect(lines[1]).toContain(`,evil,evil@acme.com,"'=1+1, ""x""",active,`);
      expect(lines[1]).toContain(",Pro,active,");
      expect(lines.some((line) => line.includes(",user_3,"))).toBe(false);
      await close();
    });
  });

  test("shows the request that gives what is on screen, without the key", async () => {
    const { page, texts, close } = await dashboard.open({ client, path: "customers?status=archived" });
    await page.getByText(texts.request.title).click();
    await page.getByRole("button", { name: texts.request.copy }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      `curl '${dashboard.api.url}/api/customers?limit=25&isActive=false&expand=subscription' -H "x-api-key: $COMMET_API_KEY"`,
    );
    await close();
  });

  longOnly("says what is wrong when the API fails, and tries again", async () => {
    const { page, texts, goto, close } = await dashboard.open({
      client,
      path: "customers?cursor=broken",
      expectedFailures: ["/api/customers"],
    });
    await page.getByText(texts.errors.validation_error).waitFor();
    await page.route("**/api/customers?*", (route) => route.fulfill({ status: 403, json: { message: "Forbidden" } }));
    await goto("customers?status=active");
    await page.getByText(fill(texts.failure.status, { status: 403 })).waitFor();
    await page.unrouteAll();
    await page.getByRole("button", { name: texts.failure.retry }).click();
    await page.getByRole("link", { name: "Customer 22", exact: true }).waitFor();
    await close();
  });

  test("tells a new organization how to begin", async () => {
    const newcomer = await dashboard.api.newOrganization();
    const { page, texts, close } = await dashboard.open({ client: newcomer });
    await page.getByText(texts.customers.noneHint).waitFor();
    await close();
  });
});
