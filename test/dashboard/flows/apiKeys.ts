/** The page of API keys: see, create, let expire, delete. */

import { beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../../support/api.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, languages } from "../support.ts";

describe.runIf(hasBrowser)("The page of API keys", () => {
  let client: Client;
  beforeAll(async () => {
    client = await dashboard.api.newOrganization();
  });
  const listed = async () => (await client.get("/api/api-keys")).body.data;

  describe.each(languages)("in %s", (language) => {
    test("makes a key, shows its secret once, lets it expire and deletes it, accessibly and on a phone", async () => {
      const { page, texts, goto, problems, close } = await dashboard.open({
        language,
        client,
        width: 390,
        expectedFailures: ["/api/api-keys"],
      });
      const { apiKeys } = texts;
      const dialog = page.getByRole("dialog");
      const name = `server ${language}`;
      await goto("keys");
      await page.getByText(apiKeys.own, { exact: true }).waitFor();
      expect(await problems()).toEqual([]);

      await page.getByRole("button", { name: apiKeys.create.action }).click();
      const submit = dialog.getByRole("button", { name: apiKeys.create.submit, exact: true });
      await submit.click();
      await dialog.locator("[aria-invalid=true]").first().waitFor();
      expect(await problems()).toEqual([]);
      await dialog.getByRole("textbox").fill(name);
      await dialog.getByRole("checkbox", { name: apiKeys.scopeNames.write }).check();
      await submit.click();

      await dialog.getByText(apiKeys.secret.once).waitFor();
      expect(await problems()).toEqual([]);
      await dialog.getByRole("button", { name: apiKeys.secret.copy }).click();
      const secret = String(await page.evaluate("navigator.clipboard.readText()"));
      const { body } = await dashboard.api.client(secret).get("/api/me");
      expect(body.data).toMatchObject({ organizationId: client.organizationId, scopes: ["read", "write"] });
      await page.keyboard.press("Escape");
      expect(await page.content()).toContain(secret);
      await dialog.getByRole("button", { name: apiKeys.secret.close }).click();
      await dialog.waitFor({ state: "detached" });
      expect(await page.content()).not.toContain(secret);

      const [made] = await listed();
      expect(made).toMatchObject({ name, id: body.data.keyId });
      await page.getByRole("button", { name: fill(apiKeys.expiry.label, { name }) }).click();
      await dialog.getByRole("button", { name: apiKeys.expiry.submit, exact: true }).click();
      await dialog.waitFor({ state: "detached" });
      expect((await listed())[0].expiresAt < made.expiresAt).toBe(true);

      await page.getByRole("button", { name: fill(apiKeys.remove.label, { name }) }).click();
      const confirmed = dialog.getByRole("button", { name: apiKeys.remove.submit });
      expect(await confirmed.isDisabled()).toBe(true);
      await dialog.getByRole("textbox").fill(name);
      expect(await problems()).toEqual([]);
      await confirmed.click();
      await dialog.waitFor({ state: "detached" });
      await page.getByText(made.id, { exact: true }).waitFor({ state: "detached" });
      expect((await listed()).map(({ id }: { id: string }) => id)).not.toContain(made.id);
      await close();
    });

    longOnly(
      "offers no end of the key that is signed in with, and nothing to a key that may not see keys, and says why",
      async () => {
        const { page, texts, close } = await dashboard.open({ language, client, path: "keys" });
        const { apiKeys } = texts;
        const own = page.getByRole("button", { name: fill(apiKeys.remove.label, { name: "test" }) });
        await own.waitFor();
        expect(await own.getAttribute("aria-disabled")).toBe("true");
        await close();

        const reader = await client.post("/api/api-keys", { name: "reader", scopes: ["read"] });
        const as = dashboard.api.client(reader.body.data.secret, client.organizationId);
        const other = await dashboard.open({ language, client: as, path: "keys" });
        await other.page.getByText(apiKeys.lacksScope).waitFor();
        expect(await other.problems()).toEqual([]);
        await other.close();
      },
    );
  });
});
