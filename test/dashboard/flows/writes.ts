/** Writes whose network fails: before the request is sent, while it is under way, after it was carried out. */
import { describe, expect, test } from "vitest";
import { untilIndexed } from "../../support/pump.ts";
import { longOnly, scaled } from "../../support/scale.ts";
import { dashboard, hasBrowser } from "../support.ts";
import { begin, meet, type Write, writes } from "../writes.ts";

describe.runIf(hasBrowser)("A write", () => {
  describe.each(Object.entries(writes).slice(0, scaled(1, Object.keys(writes).length)))("%s", (_name, write) => {
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
      const reasons = new Set<string | undefined>();
      await meet(page, write, async (route, request) => {
        keys.push(request.headers()["idempotency-key"]);
        reasons.add(request.headers()["x-reason"]);
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
      // A new customer is looked for by its email.
      await untilIndexed(dashboard.api.dataDir);
      await dialog.getByRole("button", { name: texts.doubt.look }).click();
      await dialog.getByText(write.seen).first().waitFor();
      await dialog.getByRole("button", { name: texts.doubt.repeat }).click();
      if (write.isAnsweredOnce) await dialog.getByText(texts.errors.api_key_already_created).waitFor();
      else await dialog.waitFor({ state: "detached" });
      expect([keys.length, new Set(keys).size, keys[0] === undefined]).toEqual([3, 1, write.hasNoKey ?? false]);
      expect([...reasons]).toEqual([write.reason && encodeURIComponent(write.reason)]);
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
      await write.leave?.(page, texts);
      await dialog.waitFor({ state: "detached" });
      expect(await isDone()).toBe(true);
      await close();
    });

    longOnly("under which the network goes is in doubt, not unsent, and its repeat is no second one", async () => {
      const { page, texts, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      await meet(page, write, async (route) => {
        await route.fetch();
        await page.context().setOffline(true);
        await route.abort("internetdisconnected");
      });
      await dialog.getByRole("button", { name: write.submit(texts), exact: true }).click();
      await dialog.getByText(texts.doubt.title).waitFor();
      expect(await dialog.getByText(texts.errors.offline).count()).toBe(0);
      expect(await isDone()).toBe(true);
      await page.unrouteAll();
      // A repeat that was never sent settles nothing.
      await dialog.getByRole("button", { name: texts.doubt.repeat }).click();
      await dialog.getByText(texts.errors.offline, { exact: false }).waitFor();
      await dialog.getByText(texts.doubt.title).waitFor();
      await page.context().setOffline(false);
      await dialog.getByRole("button", { name: texts.doubt.repeat }).click();
      if (write.isAnsweredOnce) await dialog.getByText(texts.errors.api_key_already_created).waitFor();
      else await dialog.waitFor({ state: "detached" });
      expect(await isDone()).toBe(true);
      await close();
    });

    longOnly("after which the network goes is done, says so, and is shown when it is back", async () => {
      const { page, texts, isDone, close } = await begin(write);
      const dialog = page.getByRole("dialog");
      await meet(page, write, async (route) => {
        const response = await route.fetch();
        await page.context().setOffline(true);
        await route.fulfill({ response });
      });
      await dialog.getByRole("button", { name: write.submit(texts), exact: true }).click();
      await page.getByText(write.done(texts)).first().waitFor();
      await write.leave?.(page, texts);
      await dialog.waitFor({ state: "detached" });
      await page.getByText(texts.shell.offline).first().waitFor();
      await page.context().setOffline(false);
      if (!write.isShownOtherwise) await page.getByText(write.seen).first().waitFor();
      expect(await isDone()).toBe(true);
      await close();
    });
  });

  longOnly("is waited for 15 seconds, and then it is not known whether it was done", async () => {
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
    const { page, texts, close } = await begin(writes.Editing as Write, { path: "customers" });
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
