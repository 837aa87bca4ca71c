/** Every flow once through, at the width of a phone, a tablet and a desk, light and dark. */
import { beforeAll, describe, expect } from "vitest";
import { budgetOf } from "../../../core/base/context.ts";
import { park } from "../../../core/events/parking/store.ts";
import type { Locator } from "../../../dashboard/browser/launch.ts";
import { erasureTexts } from "../../../dashboard/src/messages/erasing.ts";
import { importTexts } from "../../../dashboard/src/messages/importing.ts";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, pushPlans, type Tab } from "../support.ts";

const erasing = erasureTexts.en;

const VIEWS = [390, 768, 1440].flatMap((width) => (["dark", "light"] as const).map((theme) => ({ width, theme })));

/** Records all that live regions say, each text once after another. */
const LISTEN = `
  globalThis.said = [];
  const listen = () => {
    for (const { textContent } of document.querySelectorAll("[aria-live=polite], [aria-live=assertive], [role=alert], [role=status]"))
      if (!said.includes(textContent)) said.push(textContent);
  };
  new MutationObserver(listen).observe(document, { childList: true, subtree: true, characterData: true });
`;

describe.runIf(hasBrowser)("At any width and in any theme", () => {
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
  });

  for (const { width, theme } of VIEWS)
    longOnly(`every flow is accessible and announced, and fits: ${width} px, ${theme}`, async () => {
      const name = `${theme} ${width}`;
      const email = `${theme}-${width}@acme.com`;
      const tab = await dashboard.open({
        theme,
        width,
        expectedFailures: ["/api/me", "/api/customers", "/api/subscriptions"],
      });
      await tab.page.addInitScript(LISTEN);
      await tab.page.reload();
      await signIn(tab, client);
      await create(tab, email);
      await edit(tab, name);
      await subscribe(tab);
      await untilPublished(dashboard.api.dataDir);
      await compare(tab, name);
      await archive(tab, email);
      await sendParked(tab, client, dashboard.api.dataDir);
      await findAndExport(tab, name, email);
      await erase(tab, name);
      await importOne(tab, `${theme}-${width}`);
      await signOut(tab);
      await tab.close();
    });
});

/** Waits until a live region says a text. */
const said = ({ page }: Tab, text: string) =>
  expect.poll(async () => ((await page.evaluate("said")) as string[]).join("\n")).toContain(text);

const isWell = async ({ problems }: Tab): Promise<void> => expect(await problems()).toEqual([]);

const press = ({ page }: Tab, name: string) => page.getByRole("button", { name, exact: true }).click();

/** Opens a dialog, fills it, looks at it, and submits it. */
async function through(tab: Tab, action: string, submit: string, fillIn: (dialog: Locator) => Promise<unknown>) {
  const dialog = tab.page.getByRole("dialog");
  await press(tab, action);
  await fillIn(dialog);
  await isWell(tab);
  await dialog.getByRole("button", { name: submit, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

async function signIn(tab: Tab, client: Client): Promise<void> {
  const { page, texts } = tab;
  const key = page.getByLabel(texts.signIn.key);
  await key.fill("ck_nobody");
  await key.press("Enter");
  await said(tab, texts.errors.unauthorized);
  await isWell(tab);
  await key.fill(client.key);
  await key.press("Enter");
  await page.getByRole("heading", { name: texts.customers.title, level: 1 }).waitFor();
}

async function create(tab: Tab, email: string): Promise<void> {
  const { page, texts } = tab;
  await through(tab, texts.createCustomer.action, texts.createCustomer.submit, async (dialog) => {
    await dialog.getByText(texts.fields.address, { exact: true }).click();
    await dialog.getByRole("textbox", { name: texts.fields.email }).fill(email);
  });
  await said(tab, texts.createCustomer.done);
  await page.getByText(texts.subscription.none).waitFor();
  await isWell(tab);
}

async function edit(tab: Tab, name: string): Promise<void> {
  const { page, texts } = tab;
  await through(tab, texts.editCustomer.action, texts.common.save, (dialog) =>
    dialog.getByRole("textbox", { name: texts.fields.fullName }).fill(name),
  );
  await said(tab, texts.editCustomer.done);
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  await through(tab, texts.metadata.action, texts.common.save, async (dialog) => {
    await dialog.getByRole("button", { name: texts.metadata.add }).click();
    await dialog.getByRole("textbox", { name: texts.metadata.key }).last().fill("note");
    await dialog.getByRole("textbox", { name: texts.metadata.value }).last().fill("1.10");
  });
  await said(tab, texts.metadata.done);
}

async function subscribe(tab: Tab): Promise<void> {
  const { page, texts } = tab;
  await through(tab, texts.assignPlan.action, texts.assignPlan.submit, async (dialog) => {
    await dialog.getByRole("button", { name: texts.assignPlan.plan }).click();
    await page.getByRole("option", { name: "Pro" }).click();
  });
  await said(tab, texts.assignPlan.done);
  await page.getByRole("progressbar").waitFor();
  await isWell(tab);
  await through(tab, texts.cancelSubscription.action, texts.cancelSubscription.submit, (dialog) =>
    dialog.getByRole("radio", { name: texts.cancelSubscription.now }).check(),
  );
  await said(tab, texts.cancelSubscription.done);
}

async function compare(tab: Tab, name: string): Promise<void> {
  const { page, texts } = tab;
  await press(tab, texts.timeline.refresh);
  await page.getByRole("link", { name: texts.asOf.after }).last().click();
  const [asOf = ""] = texts.asOf.at.split("{");
  await said(tab, asOf);
  await isWell(tab);
  await press(tab, texts.asOf.compareWithNow);
  await page.getByRole("columnheader", { name: texts.asOf.isNow }).waitFor();
  await page.getByRole("cell", { name, exact: true }).waitFor();
  await said(tab, fill(texts.asOf.differences, { count: 2 }));
  await isWell(tab);
  await page.goBack();
  await page.goBack();
}

async function archive(tab: Tab, email: string): Promise<void> {
  const { page, texts } = tab;
  await through(tab, texts.archive.action, texts.archive.submit, (dialog) => dialog.getByRole("textbox").fill(email));
  await said(tab, texts.archive.done);
  await page.getByText(texts.customer.isArchived).waitFor();
  await isWell(tab);
}

/** Sends the events of a customer that wait for a subscriber. */
async function sendParked(tab: Tab, { organizationId }: Client, dataDir: string): Promise<void> {
  const { page, texts } = tab;
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await untilPublished(dataDir);
  await park(budgetOf(60_000), "billing", new Map([[`${organizationId}#${id}`, 1]]), new Date());
  await page.getByRole("link", { name: texts.subscribers.title, exact: true }).click();
  const send = page.getByRole("button", { name: fill(texts.subscribers.redrive.allLabel, { name: "billing" }) });
  await send.waitFor();
  await isWell(tab);
  await send.click();
  await said(tab, texts.subscribers.redrive.done.split("{")[0] ?? "");
  await isWell(tab);
}

async function findAndExport(tab: Tab, name: string, email: string): Promise<void> {
  const { page, texts } = tab;
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: texts.palette.title }).fill(texts.plans.title);
  await said(tab, fill(texts.palette.count, { count: 1 }));
  await isWell(tab);
  await page.keyboard.press("Enter");
  await page.getByText("Pro", { exact: true }).waitFor();
  await isWell(tab);
  await page.getByRole("link", { name: texts.apiKeys.title, exact: true }).click();
  await page.getByText(texts.apiKeys.own, { exact: true }).waitFor();
  await isWell(tab);
  await page.getByRole("link", { name: texts.customers.title, exact: true }).click();
  await page.getByRole("searchbox").fill(email);
  await page.getByRole("link", { name, exact: true }).waitFor();
  await said(tab, fill(texts.pager.found, { page: 1, count: 1, search: email }));
  await isWell(tab);
  await through(tab, texts.exporting.action, texts.exporting.submit, async () => {});
  await said(tab, fill(texts.exporting.done, { count: 1 }));
}

async function erase(tab: Tab, name: string): Promise<void> {
  const { page, texts } = tab;
  await page.getByRole("link", { name, exact: true }).click();
  const id = await page
    .getByText(/^cus_\w+$/)
    .first()
    .innerText();
  await through(tab, erasing.action, erasing.submit, (dialog) => dialog.getByRole("textbox").fill(id));
  await said(tab, texts.errors.customer_erased);
  await said(tab, erasing.done);
  await isWell(tab);
  await page.getByRole("link", { name: texts.customers.title, exact: true }).first().click();
}

async function importOne(tab: Tab, name: string): Promise<void> {
  const { page } = tab;
  const { found, start, done } = importTexts.en;
  await page.getByRole("link", { name: tab.texts.importing.action, exact: true }).click();
  const buffer = Buffer.from(
    `email,name,${"a long name of a column ".repeat(4)}\n${name}@b.co,${name},${"x".repeat(90)}\nwrong,,\n`,
  );
  await page.locator("input[type=file]").setInputFiles({ name: "c.csv", mimeType: "text/csv", buffer });
  await said(tab, fill(found, { good: 1, refused: 1 }));
  await isWell(tab);
  await press(tab, fill(start, { count: 1 }));
  await said(tab, done);
  await isWell(tab);
}

async function signOut(tab: Tab): Promise<void> {
  await press(tab, tab.texts.shell.signOut);
  await tab.page.getByRole("heading", { name: tab.texts.signIn.title }).waitFor();
}
