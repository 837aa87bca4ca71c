/** Every write of the dashboard, as somebody makes it. */
import type { Page } from "../../dashboard/browser/launch.ts";
import type { Messages } from "../../dashboard/src/messages/en.ts";
import { erasureTexts } from "../../dashboard/src/messages/erasing.ts";
import type { Client } from "../support/api.ts";
import { untilPublished } from "../support/pump.ts";
import { dashboard, fill, type OpenOptions, pushPlans, type Tab } from "./support.ts";

export interface Write {
  place: "customer" | "customers" | "keys";
  isSubscribed?: boolean;
  /** Whether the customer was called Former before. */
  isChanged?: boolean;
  request: { method: string; path: RegExp };
  /** Opens the dialog, and fills it. */
  open: (page: Page, texts: Messages) => Promise<unknown>;
  /** Why it is made, if that is typed. */
  reason?: string;
  /** Whether it has no Idempotency-Key, because a repeat is one by itself. */
  hasNoKey?: boolean;
  submit: (texts: Messages) => string;
  /** What is said once it was done. */
  done: (texts: Messages) => string;
  /** What Look says once it was done. */
  seen: RegExp;
  /** Whether its page says otherwise than Look what was done. */
  isShownOtherwise?: boolean;
  /** Whether a repeat gets none of what the first answer had, and says so. */
  isAnsweredOnce?: boolean;
  /** Leaves what comes after the dialog. */
  leave?: (page: Page, texts: Messages) => Promise<unknown>;
  isDone: (client: Client, id: string) => Promise<boolean>;
}

const stored = async (client: Client, id: string) => (await client.get(`/api/customers/${id}`)).body.data;
const subscribed = async (client: Client, id: string) =>
  (await client.get(`/api/subscriptions/active?customerId=${id}`)).body.data;
const keys = async (client: Client): Promise<{ name: string; expiresAt: string | null }[]> =>
  (await client.get("/api/api-keys")).body.data;
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const put = { method: "PUT", path: /^\/api\/customers\/[^/]+$/ };

const REASON = "Llamó";

export const writes: Record<string, Write> = {
  Archiving: {
    place: "customer",
    request: put,
    open: async (page, texts) => {
      await press(page, texts.archive.action);
      await page.getByRole("dialog").getByRole("textbox").fill("billing@acme.com");
    },
    submit: ({ archive }) => archive.submit,
    done: ({ archive }) => archive.done,
    seen: /Active/,
    isShownOtherwise: true,
    isDone: async (client, id) => !(await stored(client, id)).isActive,
  },
  Creating: {
    place: "customers",
    request: { method: "POST", path: /^\/api\/customers$/ },
    open: async (page, texts) => {
      await press(page, texts.createCustomer.action);
      await page.getByRole("dialog").getByRole("textbox", { name: texts.fields.email }).fill("only@acme.com");
    },
    submit: ({ createCustomer }) => createCustomer.submit,
    done: ({ createCustomer }) => createCustomer.done,
    seen: /only@acme\.com/,
    isDone: async (client) => (await client.get("/api/customers")).body.data.length === 2,
  },
  Editing: {
    place: "customer",
    request: put,
    open: async (page, texts) => {
      await press(page, texts.editCustomer.action);
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: texts.fields.fullName }).fill("New");
      await dialog.getByRole("button", { name: texts.reason.action }).click();
      await dialog.getByRole("textbox", { name: texts.reason.label }).fill(REASON);
    },
    reason: REASON,
    submit: ({ common }) => common.save,
    done: ({ editCustomer }) => editCustomer.done,
    seen: /New/,
    isDone: async (client, id) => (await stored(client, id)).fullName === "New",
  },
  "Editing metadata": {
    place: "customer",
    request: put,
    open: async (page, texts) => {
      await press(page, texts.metadata.action);
      await page.getByRole("dialog").getByRole("textbox", { name: texts.metadata.value }).fill("gold");
    },
    submit: ({ common }) => common.save,
    done: ({ metadata }) => metadata.done,
    seen: /gold/,
    isDone: async (client, id) => (await stored(client, id)).metadata.plan === "gold",
  },
  "Assigning a plan": {
    place: "customer",
    request: { method: "POST", path: /^\/api\/subscriptions$/ },
    open: async (page, texts) => {
      await press(page, texts.assignPlan.action);
      await page.getByRole("dialog").getByRole("button", { name: texts.assignPlan.plan }).click();
      await page.getByRole("option", { name: "Pro" }).click();
    },
    submit: ({ assignPlan }) => assignPlan.submit,
    done: ({ assignPlan }) => assignPlan.done,
    seen: /Pro/,
    isDone: async (client, id) => (await subscribed(client, id)) !== null,
  },
  "Canceling a subscription": {
    place: "customer",
    isSubscribed: true,
    request: { method: "POST", path: /\/cancel$/ },
    open: async (page, texts) => {
      await press(page, texts.cancelSubscription.action);
      await page.getByRole("radio", { name: texts.cancelSubscription.now }).check();
    },
    submit: ({ cancelSubscription }) => cancelSubscription.submit,
    done: ({ cancelSubscription }) => cancelSubscription.done,
    seen: /No active subscription/,
    isDone: async (client, id) => (await subscribed(client, id)) === null,
  },
  Erasing: {
    place: "customer",
    request: { method: "POST", path: /\/erase$/ },
    hasNoKey: true,
    open: async (page) => {
      await press(page, erasureTexts.en.action);
      const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
      await page.getByRole("dialog").getByRole("textbox").fill(id);
    },
    submit: () => erasureTexts.en.submit,
    done: ({ errors }) => errors.customer_erased,
    seen: /The customer was erased for good/,
    isDone: async (client, id) => (await client.get(`/api/customers/${id}`)).status === 410,
  },
  "Restoring a former value": {
    place: "customer",
    isChanged: true,
    request: put,
    open: (page, texts) => press(page, fill(texts.restore.label, { field: texts.fields.fullName })),
    submit: ({ restore }) => restore.submit,
    done: ({ restore }) => restore.done,
    seen: /Former/,
    isDone: async (client, id) => (await stored(client, id)).fullName === "Former",
  },
  "Creating an API key": {
    place: "keys",
    request: { method: "POST", path: /^\/api\/api-keys$/ },
    isAnsweredOnce: true,
    open: async (page, texts) => {
      await press(page, texts.apiKeys.create.action);
      await page.getByRole("dialog").getByRole("textbox").fill("new");
    },
    submit: ({ apiKeys }) => apiKeys.create.submit,
    done: ({ apiKeys }) => apiKeys.secret.once,
    seen: /new \(/,
    isShownOtherwise: true,
    leave: (page, texts) => press(page, texts.apiKeys.secret.close),
    isDone: async (client) => (await keys(client)).some(({ name }) => name === "new"),
  },
  "Setting when an API key expires": {
    place: "keys",
    request: { method: "PATCH", path: /^\/api\/api-keys\/[^/]+$/ },
    hasNoKey: true,
    open: (page, texts) => press(page, fill(texts.apiKeys.expiry.label, { name: "server" })),
    submit: ({ apiKeys }) => apiKeys.expiry.submit,
    done: ({ apiKeys }) => apiKeys.expiry.done,
    seen: /server \(.*Until/,
    isShownOtherwise: true,
    isDone: async (client) => (await keys(client)).some(({ name, expiresAt }) => name === "server" && expiresAt),
  },
  "Deleting an API key": {
    place: "keys",
    request: { method: "DELETE", path: /^\/api\/api-keys\/[^/]+$/ },
    hasNoKey: true,
    open: async (page, texts) => {
      await press(page, fill(texts.apiKeys.remove.label, { name: "server" }));
      await page.getByRole("dialog").getByRole("textbox").fill("server");
    },
    submit: ({ apiKeys }) => apiKeys.remove.submit,
    done: ({ apiKeys }) => apiKeys.remove.done,
    seen: /There is no such key/,
    isShownOtherwise: true,
    isDone: async (client) => (await keys(client)).every(({ name }) => name !== "server"),
  },
};

export interface Begun extends Tab {
  client: Client;
  id: string;
  /** Whether the API has it. */
  isDone: () => Promise<boolean>;
}

/** A tab with the dialog open and filled; from the list, if that is the path. */
export async function begin(write: Write, options: OpenOptions = {}): Promise<Begun> {
  const client = await dashboard.api.newOrganization();
  await pushPlans(client);
  const customer = { id: "user_1", email: "billing@acme.com", fullName: "Former", metadata: { plan: "pro" } };
  const { id } = (await client.post("/api/customers", customer)).body.data;
  if (write.isSubscribed) await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
  if (write.isChanged) {
    await client.put(`/api/customers/${id}`, { fullName: "Acme" });
    await untilPublished(dashboard.api.dataDir);
  }
  if (write.place === "keys") await client.post("/api/api-keys", { name: "server", scopes: ["read"], expiresAt: null });
  const path = write.place === "customer" ? `customers/${id}` : write.place;
  // The files of pages to come are under way when the network goes.
  const tab = await dashboard.open({ client, path, expectedFailures: ["/api", "/dashboard/assets"], ...options });
  if (options.path === "customers") await tab.page.getByRole("link", { name: "Former" }).click();
  await write.open(tab.page, tab.texts);
  return { ...tab, client, id, isDone: () => write.isDone(client, id) };
}

/** Meets the write's next request. */
export const meet = (page: Page, { request }: Write, handle: Parameters<Page["route"]>[1]) =>
  page.route(
    ({ pathname }) => request.path.test(pathname),
    (route, it) => (it.method() === request.method ? handle(route, it) : route.fallback()),
  );
