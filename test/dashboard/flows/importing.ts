/** Importing customers from a file: columns, every problem, progress, the report, and each row once. */
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { ARCHIVED } from "../../../dashboard/src/importing/rules.ts";
import { importTexts } from "../../../dashboard/src/messages/importing.ts";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, languages, type Tab } from "../support.ts";

const choose = ({ page }: Tab, text: string) =>
  page.locator("input[type=file]").setInputFiles({ name: "c.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
const button = ({ page }: Tab, name: string) => page.getByRole("button", { name, exact: true });

describe.runIf(hasBrowser)("An import in the browser", () => {
  let client: Client;
  beforeEach(async () => {
    client = await dashboard.api.newOrganization();
  });
  const stored = async () => (await client.get("/api/customers?limit=100")).body.data;
  const field = ({ page }: Tab, column: string) =>
    page
      .getByRole("row")
      .filter({ has: page.getByRole("rowheader", { name: column, exact: true }) })
      .getByRole("combobox");
  const open = (language: (typeof languages)[number]) =>
    dashboard.open({ client, language, path: "import", expectedFailures: ["/api"] });

  describe.each(languages)("in %s", (language) => {
    test("takes columns as corrected, tells every problem beforehand, and gives a report of each row", async () => {
      await client.post("/api/customers", { id: "user_0", email: "old@acme.com", fullName: "Old" });
      await client.put("/api/customers/user_0", { fullName: "Older" });
      const tab = await open(language);
      const { page, texts } = tab;
      const importing = importTexts[language];
      await choose(
        tab,
        "User ID;E-mail;Firma;Tier;Status\nuser_0;new@acme.com;New;;\nuser_1;one@acme.com;Uno, S. L.;gold;active\n" +
          "user_2;wrong;;;\nuser_3;three@acme.com;;;archived\n",
      );
      await page.getByText(fill(importing.found, { good: 2, refused: 2 })).waitFor();
      await page.getByText(fill(importing.archived, { count: 1 })).waitFor();
      expect(await field(tab, "Status").inputValue()).toBe("status");
      expect(await field(tab, "User ID").inputValue()).toBe("externalId");
      await field(tab, "Firma").selectOption("fullName");
      await field(tab, "Tier").selectOption("metadata.Tier");
      await page.getByRole("row").filter({ hasText: "4" }).filter({ hasText: texts.fields.email }).waitFor();
      expect(await tab.problems()).toEqual([]);
      expect(await stored()).toHaveLength(1);
      await button(tab, fill(importing.start, { count: 2 })).click();
      await page.getByText(importing.done, { exact: true }).waitFor();
      const seen = (await stored()).map((it: Record<string, unknown>) => [it.externalId, it.fullName, it.metadata]);
      expect(seen).toEqual([
        ["user_1", "Uno, S. L.", { Tier: "gold" }],
        ["user_0", "Older", null],
      ]);
      expect(await tab.problems()).toEqual([]);
      const [download] = await Promise.all([page.waitForEvent("download"), button(tab, importing.report).click()]);
      const report = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\r\n");
      expect(report[2]).toMatch(/^3,created,cus_\w+,,$/);
      expect(report[3]).toMatch(/^4,refused,,email,"must be an email address/);
      expect(report[4]).toBe(`5,refused,,status,"${ARCHIVED}"`);
      await tab.close();
    });

    longOnly("that was stopped by a lost connection goes on where it was, and again makes nothing twice", async () => {
      const tab = await open(language);
      const { page, texts } = tab;
      const importing = importTexts[language];
      const rows = Array.from({ length: 250 }, (_, at) => `u${at}@acme.com`);
      const file = ["email", ...rows].join("\n");
      let batches = 0;
      await page.route("**/api/customers/batch", async (route) => {
        batches++;
        if (batches === 1) return route.fulfill({ status: 503, json: { code: "service_unavailable", message: "" } });
        // Carried out, but its answer is lost.
        if (batches === 3) await route.fetch();
        return batches === 3 ? route.abort() : route.fallback();
      });
      await choose(tab, file);
      await page.locator("[aria-live]").getByText(importing.noId).first().waitFor();
      await button(tab, fill(importing.start, { count: 250 })).click();
      await page.getByText(texts.errors.network).waitFor();
      await page.getByText(fill(importing.counts, { created: 100, existed: 0, refused: 0 })).waitFor();
      expect(await tab.problems()).toEqual([]);
      await page.getByRole("link", { name: texts.plans.title }).click();
      await page.getByText(importing.leaving).waitFor();
      await button(tab, texts.leaving.stay).click();
      expect(await page.locator("input[type=file]").isDisabled()).toBe(true);
      await button(tab, importing.goOn).click();
      await page.getByText(importing.done, { exact: true }).waitFor();
      await page.getByText(fill(importing.counts, { created: 250, existed: 0, refused: 0 }), { exact: true }).waitFor();
      const count = async () => {
        let cursor: string | null = "";
        const emails: string[] = [];
        while (cursor !== null) {
          const { body } = await client.get(`/api/customers?limit=100${cursor && `&cursor=${cursor}`}`);
          emails.push(...body.data.map(({ email }: { email: string }) => email));
          cursor = body.nextCursor;
        }
        return emails.length;
      };
      expect(await count()).toBe(250);
      await choose(tab, file);
      await button(tab, fill(importing.start, { count: 250 })).click();
      await page.getByText(importing.done, { exact: true }).waitFor();
      expect(await count()).toBe(250);
      await tab.close();
    });

    longOnly("sends nothing without a network or with a refused key, and goes on after each", async () => {
      const tab = await open(language);
      const { page, texts } = tab;
      const importing = importTexts[language];
      const isHeard = (text: string) => page.locator("[aria-live]").getByText(text).first().waitFor();
      const rows = Array.from({ length: 150 }, (_, at) => `u${at}@acme.com`);
      await choose(tab, ["email", ...rows].join("\n"));
      const start = button(tab, fill(importing.start, { count: 150 }));
      await start.waitFor();
      await page.context().setOffline(true);
      await start.click();
      await isHeard(texts.errors.offline);
      expect(await stored()).toEqual([]);
      await page.context().setOffline(false);

      const goOn = button(tab, importing.goOn);
      await page.route("**/api/customers/batch", (route) => route.fulfill({ status: 401, json: {} }));
      await goOn.click();
      await page.getByText(texts.signIn.refused).waitFor();
      await page.unrouteAll();
      expect(await stored()).toEqual([]);
      const { secret } = (await client.post("/api/api-keys", { name: "next", scopes: ["read", "write"] })).body.data;
      await page.getByRole("textbox", { name: texts.signIn.key, exact: true }).fill(secret);
      await page.keyboard.press("Enter");
      await page.getByText(texts.signIn.refused).waitFor({ state: "detached" });

      // Carried out, but its answer is lost with the network.
      await page.route("**/api/customers/batch", async (route) => {
        await route.fetch();
        await page.context().setOffline(true);
        await route.abort("internetdisconnected");
      });
      await goOn.click();
      await isHeard(texts.errors.network);
      await page.unrouteAll();
      await page.context().setOffline(false);
      expect(await stored()).toHaveLength(100);
      await goOn.click();
      await isHeard(fill(importing.counts, { created: 150, existed: 0, refused: 0 }));
      const { nextCursor } = (await client.get("/api/customers?limit=100")).body;
      expect((await client.get(`/api/customers?limit=100&cursor=${nextCursor}`)).body.data).toHaveLength(50);
      await tab.close();
    });

    longOnly("ends when somebody of another organization signs in, who gets no row of it", async () => {
      const tab = await open(language);
      const { page, texts } = tab;
      const importing = importTexts[language];
      const other = await dashboard.api.newOrganization();
      await page.route("**/api/customers/batch", (route) =>
        route.fulfill({ status: 503, json: { code: "service_unavailable", message: "" } }),
      );
      await choose(tab, "email\na@acme.com\n");
      const refused = page.waitForResponse((response) => response.url().endsWith("/api/customers/batch"));
      await button(tab, fill(importing.start, { count: 1 })).click();
      await refused;
      await button(tab, texts.shell.signOut).click();
      await page.getByLabel(texts.signIn.key).fill(other.key);
      await page.unrouteAll();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: texts.shell.signOut }).waitFor();
      // By then it would have been sent again.
      await page.waitForTimeout(3_000);
      expect((await other.get("/api/customers")).body.data).toEqual([]);
      expect(await stored()).toEqual([]);
      await tab.close();
    });

    longOnly("asks before it is left, and says why a file cannot be read", async () => {
      const tab = await open(language);
      const { page, texts } = tab;
      const importing = importTexts[language];
      await choose(tab, '{"email":"a@b.co"}');
      await page.locator("[aria-live]").getByText(importing.unreadable.isNoCsv).waitFor();
      expect(await tab.problems()).toEqual([]);
      const held = Promise.withResolvers<void>();
      await page.route("**/api/customers/batch", async (route) => {
        await held.promise;
        await route.fallback();
      });
      await choose(tab, "email,Mail\na@acme.com,b@acme.com\n");
      await field(tab, "Mail").selectOption("email");
      await page
        .locator("[aria-live]")
        .getByText(fill(importing.twice, { fields: texts.fields.email }))
        .first()
        .waitFor();
      expect(await button(tab, fill(importing.start, { count: 1 })).isDisabled()).toBe(true);
      await field(tab, "Mail").selectOption("");
      await button(tab, fill(importing.start, { count: 1 })).click();
      await page.getByRole("link", { name: texts.plans.title }).click();
      await page.getByText(importing.leaving).waitFor();
      await button(tab, texts.leaving.stay).click();
      held.resolve();
      await page.getByText(importing.done, { exact: true }).waitFor();
      await page.getByRole("link", { name: texts.plans.title }).click();
      await page.getByRole("heading", { name: texts.plans.title }).waitFor();
      await tab.close();
    });
  });
});
