/** Under each write's dialog: failing and slow reloads, a refused key, what a screen reader hears, what the page's data bring. */
import { describe, expect } from "vitest";
import { issueKey } from "../../../core/organizations/administration.ts";
import { scopes } from "../../../core/organizations/apiKey.ts";
import type { Page } from "../../../dashboard/browser/launch.ts";
import { longOnly } from "../../support/scale.ts";
import { hasBrowser } from "../support.ts";
import { begin, meet, writes } from "../writes.ts";

/** Notes every text that a live region says from now on, and gives them. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(`(() => {
    window.heard = [];
    const note = () => {
      for (const region of document.querySelectorAll("[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]"))
        if (region.textContent.trim() && !window.heard.includes(region.textContent.trim())) window.heard.push(region.textContent.trim());
    };
    new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
  })()`);
  return async () => (await page.evaluate("window.heard")) as string[];
}

/** Has what is on screen loaded again, as a browser does that was offline for a moment. */
async function reload(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.context().setOffline(false);
}

describe.runIf(hasBrowser)("Under the dialog of", () => {
  describe.each(Object.entries(writes))("%s", (_name, write) => {
    longOnly("reloads that fail change nothing of it, and it can be carried out", async () => {
      const { page, texts, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      const before = await dialog.innerText();
      await page.route("**/api/**", (route, request) =>
        request.method() === "GET" ? route.fulfill({ status: 403, json: {} }) : route.fallback(),
      );
      await reload(page);
      await page.getByText(texts.failure.stale.replace("{reason}", "").trim()).first().waitFor();
      expect((await dialog.innerText()).split("\n")).toEqual(expect.arrayContaining(before.split("\n")));
      await dialog.getByRole("button", { name: write.submit(texts), exact: true }).click();
      await write.leave?.(page, texts);
      await dialog.waitFor({ state: "detached" });
      expect(await isDone()).toBe(true);
      await close();
    });

    longOnly("a reload that is slow brings nothing back that the write has changed", async () => {
      const { page, texts, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      const held = Promise.withResolvers<void>();
      let isHeld = true;
      await page.route("**/api/**", async (route, request) => {
        if (request.method() !== "GET" || !isHeld) return route.fallback();
        const response = await route.fetch();
        await held.promise;
        // Its page may no longer wait for it.
        await route.fulfill({ response }).catch(() => {});
      });
      const reloaded = page.waitForRequest((request) => request.method() === "GET");
      await reload(page);
      await reloaded;
      isHeld = false;
      await dialog.getByRole("button", { name: write.submit(texts), exact: true }).click();
      await write.leave?.(page, texts);
      await dialog.waitFor({ state: "detached" });
      held.resolve();
      await page.evaluate("fetch('/health')");
      expect(await isDone()).toBe(true);
      if (!write.isShownOtherwise) await page.getByText(write.seen).first().waitFor();
      await close();
    });

    longOnly("a refused key asks for another, and the write goes on with what was typed", async () => {
      const { page, texts, client, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      await meet(page, write, (route) => route.fulfill({ status: 401, json: {} }));
      await dialog.getByRole("button", { name: write.submit(texts), exact: true }).click();
      await page.getByText(texts.signIn.refused).waitFor();
      expect(await isDone()).toBe(false);
      await page.unrouteAll();
      const { organizationId } = client;
      const { secret } = await issueKey({ organizationId, name: "next", scopes });
      await page.getByRole("textbox", { name: texts.signIn.key, exact: true }).fill(secret);
      await page.keyboard.press("Enter");
      await page.getByText(texts.signIn.refused).waitFor({ state: "detached" });
      await dialog.getByRole("button", { name: write.submit(texts), exact: true }).click();
      await write.leave?.(page, texts);
      await dialog.waitFor({ state: "detached" });
      expect(await isDone()).toBe(true);
      await close();
    });

    longOnly("each message is heard: a failure, a doubt, a success", async () => {
      const { page, texts, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      const heard = await listen(page);
      const hears = (text: string) =>
        expect.poll(async () => (await heard()).some((said) => said.includes(text)), { message: text }).toBe(true);
      const submit = (name: string) => dialog.getByRole("button", { name, exact: true }).click();
      await meet(page, write, (route) => route.fulfill({ status: 403, json: { code: "forbidden", message: "" } }));
      await submit(write.submit(texts));
      await hears(texts.errors.forbidden);
      await page.unrouteAll();
      await meet(page, write, (route) => route.abort());
      await submit(write.submit(texts));
      await hears(texts.doubt.title);
      await page.unrouteAll();
      await submit(texts.doubt.repeat);
      await hears(write.done(texts));
      await close();
    });
  });
});
