/** Every address of the dashboard at each width, with texts that are hard to place. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { budgetOf } from "../../../core/base/context.ts";
import { park } from "../../../core/events/parking/store.ts";
import type { Page } from "../../../dashboard/browser/launch.ts";
import { erasureTexts } from "../../../dashboard/src/messages/erasing.ts";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { scaled } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, messages, pushPlans, sidewaysOn } from "../support.ts";

const texts = messages.en;
const LONG = "Sociedad ".repeat(28).trim();
const UNBROKEN = "x".repeat(255);

interface Address {
  path: string;
  /** What is there once all is. */
  shows: string;
  /** Makes the page show more. */
  more?: (page: Page) => Promise<unknown>;
}

const choose = (page: Page) =>
  page.locator("input[type=file]").setInputFiles({
    name: `${"long-".repeat(30)}.csv`,
    mimeType: "text/csv",
    buffer: Buffer.from(`email,${UNBROKEN}\na@b.co,${UNBROKEN}\nwrong,\n`),
  });

describe.runIf(hasBrowser)("At every address", () => {
  let client: Client;
  /** By the router's own paths. */
  const addresses: Record<string, Address[]> = {};
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
    await pushPlans(client);
    const address = { line1: LONG.slice(0, 200), city: UNBROKEN.slice(0, 100), postalCode: "78701", country: "US" };
    const metadata = { [UNBROKEN.slice(0, 40)]: UNBROKEN, list: [UNBROKEN] };
    const hard = { email: `${"e".repeat(60)}@${"long.".repeat(30)}example`, fullName: UNBROKEN, address, metadata };
    const create = async (customer: object) => (await client.post("/api/customers", customer)).body.data;
    const { id, createdAt } = await create(hard);
    const { updatedAt } = (await client.put(`/api/customers/${id}`, { fullName: LONG })).body.data;
    await client.post("/api/subscriptions", { customerId: id, planCode: "pro" });
    const { id: archived } = await create({ email: "archived@acme.com", fullName: UNBROKEN });
    await client.put(`/api/customers/${archived}`, { isActive: false });
    const { id: erased } = await create({ email: "erased@acme.com" });
    await client.post(`/api/customers/${erased}/erase`, { confirm: erased });
    const key = { name: UNBROKEN.slice(0, 100), scopes: ["read", "write", "keys", "erase"], expiresAt: null };
    await client.post("/api/api-keys", key);
    await untilPublished(dashboard.api.dataDir);
    const from = new Map([[`${client.organizationId}#${id}`, 1]]);
    const reasons = new Map([...from.keys()].map((customer) => [customer, "AccessDenied"]));
    await park(budgetOf(60_000), "billing", from, new Date(), reasons);
    const refused = fill(texts.pager.found, { page: 1, count: 0, search: "nobody" });
    Object.assign(addresses, {
      "/": [{ path: "", shows: UNBROKEN }],
      "/customers": [
        { path: "customers", shows: UNBROKEN },
        { path: "customers?email=a@b.co&externalId=nobody", shows: texts.customers.noExactMatchHint },
        { path: "customers?search=nobody", shows: refused },
      ],
      "/customers/$id": [
        { path: `customers/${id}`, shows: texts.events["subscription.created"] },
        { path: `customers/${archived}`, shows: texts.customer.isArchived },
        { path: `customers/${erased}`, shows: erasureTexts.en.receipt },
      ],
      "/customers/$id/as-of": [
        { path: `customers/${id}/as-of`, shows: texts.asOf.choose },
        { path: `customers/${id}/as-of?asOf=${createdAt}&comparedWith=${updatedAt}`, shows: texts.asOf.compared },
      ],
      "/import": [{ path: "import", shows: texts.importing.title, more: choose }],
      "/plans": [{ path: "plans", shows: "Single sign-on" }],
      "/subscribers": [{ path: "subscribers", shows: texts.subscribers.reasons.access_denied }],
      "/keys": [{ path: "keys", shows: texts.apiKeys.own }],
    } satisfies Record<string, Address[]>);
  });

  test("of the router something is looked at here", () => {
    const router = readFileSync(new URL("../../../dashboard/src/router.tsx", import.meta.url), "utf8");
    const paths = Array.from(router.matchAll(/^ {2}path: "(.+)",$/gm), ([, path]) => path);
    expect(Object.keys(addresses)).toEqual(paths);
  });

  test.each([390, 768, 1440].slice(0, scaled(1, 3)))(
    "nothing is wider than the window, on a phone nothing in a box of its own either: %i px",
    async (width) => {
      const { page, goto, problems, close } = await dashboard.open({
        client,
        width,
        path: "plans",
        expectedFailures: ["/api/customers", "/api/subscriptions"],
      });
      const look = scaled(() => sidewaysOn(page), problems);
      const visited = Object.values(addresses).flatMap((those) => those.slice(0, scaled(1, those.length)));
      for (const { path, shows, more } of visited) {
        await goto(path);
        await page.getByText(shows).first().waitFor({ state: "attached" });
        await more?.(page);
        expect([path, await look()]).toEqual([path, []]);
      }
      await close();
    },
  );
});
