/** The list as a place to work: columns, filters, pages that stay, phones. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "../../../dashboard/browser/launch.ts";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, hasBrowser, languages, pushPlans } from "../support.ts";

/** Names that tables suffer from: long, from right to left, beyond the basic plane, turning, without a blank. */
const NAMES = ["Sociedad ".repeat(28).trim(), "شركة المدينة", "😀 Acme 👩‍👩‍👧", "abc\u202Egpj.exe", "x".repeat(255)];
const COUNT = 12;

describe.runIf(hasBrowser)("The list of customers", () => {
  /** Customers user_0 (the oldest) to user_11. The newest is subscribed, those before it have hard names. */
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
    const address = { line1: "1 Main St", city: "Austin", postalCode: "78701", country: "US" };
    const nameOf = (i: number) => NAMES[COUNT - 2 - i] ?? `Customer ${i}`;
    for (let i = 0; i < COUNT; i++)
      await client.post("/api/customers", {
        ...{ id: `user_${i}`, email: `u${i}@acme.com`, fullName: nameOf(i), domain: `d${i}.example`, address },
      });
    await client.post("/api/subscriptions", { customerId: `user_${COUNT - 1}`, planCode: "pro", customTrialDays: 9 });
  });
  const newest = (page: Page) => page.getByRole("row").filter({ hasText: "u11@acme.com" });
  const box = (page: Page, label: string) => page.getByRole("textbox", { name: label, exact: true });
  const header = (page: Page, name: string) => page.getByRole("columnheader", { name, exact: true });
  /** The button that opens the dialog of columns, once its code is there. */
  const columnsButton = (page: Page, name: string) => page.getByRole("button", { name, exact: true, disabled: false });

  describe.each(languages)("in %s", (language) => {
    test("shows each customer's plan and the state of its subscription, for no more than the page's own request", async () => {
      const { page, texts, close } = await dashboard.open({ client, language });
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await newest(page).getByText("Pro", { exact: true }).waitFor();
      await newest(page).getByText(texts.subscription.trialing, { exact: true }).waitFor();
      const other = page.getByRole("row").filter({ hasText: "u0@acme.com" });
      expect(await other.getByText(texts.common.none, { exact: true }).count()).toBe(2);
      expect(asked.filter((path) => path.startsWith("/api/subscriptions"))).toEqual([]);
      await close();
    });

    longOnly("shows the columns that somebody has chosen, as wide as they were made, also the next time", async () => {
      const { page, texts, goto, close } = await dashboard.open({ client, language });
      const { fields, address } = texts;
      await columnsButton(page, texts.customers.columns).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("checkbox", { name: fields.email }).setChecked(false);
      await dialog.getByRole("checkbox", { name: address["address.country"] }).setChecked(true);
      await page.keyboard.press("Escape");
      await header(page, fields.email).waitFor();
      await columnsButton(page, texts.customers.columns).click();
      await dialog.getByRole("checkbox", { name: fields.email }).setChecked(false);
      await dialog.getByRole("checkbox", { name: address["address.country"] }).setChecked(true);
      await dialog.getByRole("button").last().click();
      await header(page, address["address.country"]).waitFor();
      expect(await header(page, fields.email).count()).toBe(0);
      const width = async () => (await header(page, fields.externalId).boundingBox())?.width ?? 0;
      const before = await width();
      await header(page, fields.externalId).getByRole("button").press("Enter");
      for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      const after = await width();
      expect(after).toBeGreaterThan(before);

      await goto("customers?search=user_11");
      await header(page, address["address.country"]).waitFor();
      expect(await header(page, fields.email).count()).toBe(0);
      expect(Math.abs((await width()) - after)).toBeLessThan(1);
      await columnsButton(page, texts.customers.columns).click();
      await dialog.getByRole("checkbox", { name: texts.customers.resetWidths }).check();
      await dialog.getByRole("button").last().click();
      await expect.poll(width).toBe(before);
      await page.locator("h1:focus").waitFor();
      await columnsButton(page, texts.customers.columns).click();
      await dialog.waitFor();
      expect(await dialog.getByRole("checkbox", { name: texts.customers.resetWidths }).count()).toBe(0);
      await page.keyboard.press("Escape");
      // Nothing about customers stays in the browser.
      const stored = (await page.evaluate("JSON.stringify({ ...localStorage })")) as string;
      expect(stored).toContain("clientela.columns");
      expect(stored).not.toMatch(/user_|acme|Customer/);
      await close();
    });

    longOnly("finds by an exact email and an exact id, together with the search, and the address says so", async () => {
      const { page, texts, close } = await dashboard.open({ client, language });
      const rows = () => page.getByRole("rowheader").count();
      const { exactEmail, exactId } = texts.customers;
      await expect.poll(rows).toBe(COUNT);
      await page.getByRole("button", { name: texts.customers.moreFilters }).click();
      await box(page, exactEmail).and(page.locator(":focus")).waitFor();
      await box(page, exactEmail).fill(" U3@acme.com ");
      await expect.poll(rows).toBe(1);
      expect(new URL(page.url()).search).toBe("?email=U3%40acme.com");
      // Left, and changed elsewhere in the same moment: neither is lost.
      await box(page, exactId).fill("user_3");
      await page.getByRole("tab", { name: texts.customers.active }).click();
      await expect.poll(() => new URL(page.url()).search).toBe("?status=active&email=U3%40acme.com&externalId=user_3");
      await page.getByRole("searchbox").fill("user_3");
      await expect.poll(() => new URL(page.url()).searchParams.get("search")).toBe("user_3");
      await expect.poll(rows).toBe(1);
      await close();
    });

    longOnly(
      "shows a colleague what the address says of exact filters, goes back to them, and keeps emptied boxes",
      async () => {
        const path = "customers?status=active&email=U3%40acme.com&externalId=user_3&search=user_3";
        const { page, texts, close } = await dashboard.open({ client, language, path });
        const { exactEmail, exactId } = texts.customers;
        await page.getByRole("link", { name: "Customer 3", exact: true }).waitFor();
        expect(await box(page, exactEmail).inputValue()).toBe("U3@acme.com");
        expect(await box(page, exactId).inputValue()).toBe("user_3");
        await box(page, exactId).fill("user_4");
        await page.getByText(texts.customers.noExactMatchHint).waitFor();
        await page.getByRole("button", { name: texts.customers.showAll }).click();
        await expect.poll(() => page.getByRole("rowheader").count()).toBe(COUNT);
        expect(new URL(page.url()).search).toBe("");
        await page.goBack();
        await page.getByText(texts.customers.noExactMatchHint).waitFor();
        expect(await box(page, exactId).inputValue()).toBe("user_4");
        // Emptied boxes stay where somebody types.
        for (const label of [exactId, exactEmail]) await box(page, label).fill("");
        await expect.poll(() => new URL(page.url()).search).toBe("?status=active&search=user_3");
        expect(await box(page, exactEmail).inputValue()).toBe("");
        await close();
      },
    );
  });

  test("keeps its rows until those of the next page are there, and says that it is busy", async () => {
    const { page, texts, close } = await dashboard.open({ client, path: "customers?limit=10" });
    const busy = page.locator("[aria-busy=true]");
    const next = page.getByRole("button", { name: texts.pager.next, exact: true });
    await newest(page).waitFor();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/api/customers?*cursor=*", async (route) => {
      await held;
      await route.fallback();
    });
    await next.click();
    await busy.waitFor();
    expect(await page.getByRole("rowheader").count()).toBe(10);
    // What follows the page to come is not known yet.
    expect(await next.isDisabled()).toBe(true);
    release();
    await page.getByRole("link", { name: "Customer 0", exact: true }).waitFor();
    await busy.waitFor({ state: "detached" });
    expect(await page.getByRole("rowheader").count()).toBe(2);
    await close();
  });

  longOnly(
    "shows the whole of a text that it cuts to who points at it, and to who goes there by keyboard",
    async () => {
      const { page, close } = await dashboard.open({ client });
      const name = NAMES[0] ?? "";
      const link = page.getByRole("link", { name, exact: true });
      const height = async () => (await link.boundingBox())?.height ?? 0;
      await link.waitFor();
      expect(await link.locator("[title]").getAttribute("title")).toBe(name);
      const cut = await height();
      await link.focus();
      await expect.poll(height).toBeGreaterThan(3 * cut);
      await page.keyboard.press("ArrowRight");
      await expect.poll(height).toBe(cut);
      await close();
    },
  );

  longOnly("keeps its head in sight", async () => {
    const { page, texts, close } = await dashboard.open({ client });
    await newest(page).waitFor();
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    expect(await page.getByRole("link", { name: "Customer 0", exact: true }).isVisible()).toBe(true);
    const top = async () => (await page.getByRole("searchbox").boundingBox())?.y ?? Number.NaN;
    await expect.poll(top).toBeGreaterThanOrEqual(0);
    await expect.poll(async () => (await newest(page).boundingBox())?.y ?? 0).toBeLessThan(0);
    const heads = await page.getByText(texts.fields.externalId, { exact: true }).all();
    const tops = await Promise.all(heads.map(async (head) => (await head.boundingBox())?.y ?? -1));
    expect(tops.some((y) => y > 0 && y < 200)).toBe(true);
    await close();
  });

  longOnly("is a card for each customer on a phone, which is never wider than the phone", async () => {
    const { page, texts, close } = await dashboard.open({ client, width: 390 });
    const card = page.getByRole("listitem").filter({ hasText: "u11@acme.com" });
    await card.getByText("Pro", { exact: true }).waitFor();
    expect(await page.getByRole("table").count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await page.getByText(texts.customers.moreFilters).click();
    await page.getByRole("textbox", { name: texts.customers.exactId }).fill("user_1");
    await page.getByRole("link", { name: "Customer 1", exact: true }).waitFor();
    await card.waitFor({ state: "detached" });
    await close();
  });

  for (const width of [1440, 768, 390])
    for (const theme of ["light", "dark"] as const)
      longOnly(`keeps to WCAG 2.2 AA and to the window, with its dialog too: ${width} px, ${theme}`, async () => {
        const { page, texts, goto, problems, close } = await dashboard.open({ client, theme, width });
        const isWithin = async () => expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
        await page.getByText("abc[U+202E]gpj.exe").waitFor();
        await isWithin();
        expect(await problems()).toEqual([]);
        await columnsButton(page, texts.customers.columns).click();
        await page.getByRole("dialog").waitFor();
        await isWithin();
        expect(await problems()).toEqual([]);
        await goto("customers?email=u1@acme.com&externalId=nobody");
        await page.getByText(texts.customers.noExactMatchHint).waitFor();
        await isWithin();
        expect(await problems()).toEqual([]);
        await close();
      });
});
