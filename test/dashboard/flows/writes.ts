/** Writes whose network fails: before the request is sent, while it is under way, after it was carried out. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Page } from "../../../dashboard/browser/launch.ts";
import type { Messages } from "../../../dashboard/src/messages/en.ts";
import type { Client } from "../../support/api.ts";
import { scaled } from "../../support/scale.ts";
import { type Dashboard, hasBrowser, pushPlans, type Tab, theDashboard } from "../support.ts";

interface Write {
  /** The customer's page, or the list. */
  isOfCustomer: boolean;
  isSubscribed?: boolean;
  request: { method: string; path: RegExp };
  /** Opens the dialog, and fills it. */
  open: (page: Page, texts: Messages) => Promise<unknown>;
  submit: (texts: Messages) => string;
  /** What Look says once it was done. */
  seen: RegExp;
  isDone: (client: Client, id: string) => Promise<boolean>;
}

const stored = async (client: Client, id: string) => (await client.get(`/api/customers/${id}`)).body.data;
const subscribed = async (client: Client, id: string) =>
  (await client.get(`/api/subscriptions/active?customerId=${id}`)).body.data;
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const put = { method: "PUT", path: /^\/api\/customers\/[^/]+$/ };

const writes: Record<string, Write> = {
  Archiving: {
    isOfCustomer: true,
    request: put,
    open: async (page, texts) => {
      await press(page, texts.archive.action);
      await page.getByRole("dialog").getByRole("textbox").fill("billing@acme.com");
    },
    submit: ({ archive }) => archive.submit,
    seen: /Active/,
    isDone: async (client, id) => !(await stored(client, id)).isActive,
  },
  Creating: {
    isOfCustomer: false,
    request: { method: "POST", path: /^\/api\/customers$/ },
    open: async (page, texts) => {
      await press(page, texts.createCustomer.action);
      await page.getByRole("dialog").getByRole("textbox", { name: texts.fields.email }).fill("only@acme.com");
    },
    submit: ({ createCustomer }) => createCustomer.submit,
    seen: /only@acme\.com/,
    isDone: async (client) => (await client.get("/api/customers")).body.data.length === 2,
  },
  Editing: {
    isOfCustomer: true,
    request: put,
    open: async (page, texts) => {
      await press(page, texts.editCustomer.action);
      await page.getByRole("dialog").getByRole("textbox", { name: texts.fields.fullName }).fill("New");
    },
    submit: ({ common }) => common.save,
    seen: /New/,
    isDone: async (client, id) => (await stored(client, id)).fullName === "New",
  },
  "Editing metadata": {
    isOfCustomer: true,
    request: put,
    open: async (page, texts) => {
      await press(page, texts.metadata.action);
      await page.getByRole("dialog").getByRole("textbox", { name: texts.metadata.value }).fill("gold");
    },
    submit: ({ common }) => common.save,
    seen: /gold/,
    isDone: async (client, id) => (await stored(client, id)).metadata.plan === "gold",
  },
  "Assigning a plan": {
    isOfCustomer: true,
    request: { method: "POST", path: /^\/api\/subscriptions$/ },
    open: async (page, texts) => {
      await press(page, texts.assignPlan.action);
      await page.getByRole("dialog").getByRole("button", { name: texts.assignPlan.plan }).click();
      await page.getByRole("option", { name: "Pro" }).click();
    },
    submit: ({ assignPlan }) => assignPlan.submit,
    seen: /Pro/,
    isDone: async (client, id) => (await subscribed(client, id)) !== null,
  },
  "Canceling a subscription": {
    isOfCustomer: true,
    isSubscribed: true,
    request: { method: "POST", path: /\/cancel$/ },
    open: async (page, texts) => {
      await press(page, texts.cancelSubscription.action);
      await page.getByRole("radio", { name: texts.cancelSubscription.now }).check();
    },
    submit: ({ cancelSubscription }) => cancelSubscription.submit,
    seen: /No active subscription/,
    isDone: async (client, id) => (await subscribed(client, id)) === null,
  },
};

describe.runIf(hasBrowser)("A write", () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await theDashboard();
  });

  /** A tab with the dialog open and filled; from the list, if that is the path. */
  async function begin(write: Write, path?: string): Promise<Tab & { client: Client; isDone: () => Promise<boolean> }> {
    const client = await dashboard.api.newOrganization();
    await pushPlans(client);
    const customer = { id: "user_1", email: "billing@acme.com", metadata: { plan: "pro" } };
    const { id } = (await client.post("/api/customers", customer)).body.data;
    if (write.isSubscribed) await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
    const tab = await dashboard.open({
      client,
      path: path ?? (write.isOfCustomer ? `customers/${id}` : "customers"),
      expectedFailures: ["/api"],
    });
    if (path === "customers") await tab.page.getByRole("link", { name: "billing@acme.com" }).click();
    await write.open(tab.page, tab.texts);
    return { ...tab, client, isDone: () => write.isDone(client, id) };
  }

  /** Meets the write's next request. */
  const meet = (page: Page, { request }: Write, handle: Parameters<Page["route"]>[1]) =>
    page.route(
      ({ pathname }) => request.path.test(pathname),
      (route, it) => (it.method() === request.method ? handle(route, it) : route.fallback()),
    );

  describe.each(Object.entries(writes).slice(0, scaled(1, 6)))("%s", (_name, write) => {
    test("fails at once when there is no network, and once given up is never sent", async () => {
      const { page, texts, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      await page.context().setOffline(true);
      await dialog.getByRole("button", { name: write.submit(texts) }).click();
      await dialog.getByText(texts.errors.offline).waitFor();
      await dialog.getByRole("button", { name: texts.common.cancel, exact: true }).click();
      const question = dialog.getByRole("button", { name: texts.leaving.discard });
      if (await question.isVisible()) await question.click();
      await dialog.waitFor({ state: "detached" });
      await page.context().setOffline(false);
      // Whatever had waited for the network would be sent before this.
      await page.evaluate("fetch('/health')");
      expect(await isDone()).toBe(false);
      await close();
    });

    test("whose answer is lost leaves a doubt, which a look and a repeat of the very same request settle", async () => {
      const { page, texts, client, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      const keys: (string | undefined)[] = [];
      await meet(page, write, async (route, request) => {
        keys.push(request.headers()["idempotency-key"]);
        if (keys.length > 2) return route.fallback();
        // The first is lost on its way, the second one's answer on the way back.
        if (keys.length === 2) await route.fetch();
        return route.abort();
      });
      await dialog.getByRole("button", { name: write.submit(texts) }).click();
      await dialog.getByText(texts.doubt.title).waitFor();
      expect(await isDone()).toBe(false);
      await dialog.getByRole("button", { name: texts.doubt.repeat }).click();
      await expect.poll(isDone).toBe(true);
      await dialog.getByText(texts.doubt.title).waitFor();
      await dialog.getByRole("button", { name: texts.doubt.look }).click();
      await dialog.getByText(write.seen).first().waitFor();
      await dialog.getByRole("button", { name: texts.doubt.repeat }).click();
      await dialog.waitFor({ state: "detached" });
      expect([keys.length, new Set(keys).size, keys[0] === undefined]).toEqual([3, 1, false]);
      expect(await isDone()).toBe(true);
      expect((await client.get("/api/customers")).body.data.length).toBeLessThanOrEqual(2);
      await close();
    });

    test("cannot be left while it is under way", async () => {
      const { page, texts, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      const held = Promise.withResolvers<void>();
      await meet(page, write, async (route) => {
        await held.promise;
        await route.fallback();
      });
      await dialog.getByRole("button", { name: write.submit(texts) }).click();
      await page.keyboard.press("Escape");
      expect(await dialog.getByRole("button", { name: texts.common.cancel, exact: true }).isDisabled()).toBe(true);
      await dialog.getByRole("button", { name: /close/i }).click();
      expect(await dialog.isVisible()).toBe(true);
      held.resolve();
      await dialog.waitFor({ state: "detached" });
      expect(await isDone()).toBe(true);
      await close();
    });
  });

  test.runIf(scaled(0, 1))("is waited for 15 seconds, and then it is not known whether it was done", async () => {
    const write = writes.Archiving as Write;
    const { page, texts, isDone, close } = await begin(write);
    await meet(page, write, () => {});
    await page.getByRole("button", { name: texts.archive.submit }).click();
    await page.getByText(texts.doubt.title).waitFor();
    await page.getByText(texts.errors.timeout).waitFor();
    expect(await isDone()).toBe(false);
    await close();
  });

  test("asks before what was typed is lost: on Escape, and on the way back", async () => {
    const { page, texts, close } = await begin(writes.Editing as Write, "customers");
    const dialog = page.getByRole("dialog");
    const name = dialog.getByRole("textbox", { name: texts.fields.fullName });
    for (const leave of [() => page.keyboard.press("Escape"), () => page.evaluate("history.back()")]) {
      await leave();
      await dialog.getByText(texts.leaving.question).first().waitFor();
      await dialog.getByRole("button", { name: texts.leaving.stay }).click();
      expect(await name.inputValue()).toBe("New");
    }
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: texts.leaving.discard }).click();
    await dialog.waitFor({ state: "detached" });
    await close();
  });
});
