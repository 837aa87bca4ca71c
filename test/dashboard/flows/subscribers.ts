/** The page of subscribers: what waits for each, and sending it. */
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { budgetOf } from "../../../core/base/context.ts";
import { park } from "../../../core/events/parking/store.ts";
import type { Page } from "../../../dashboard/browser/launch.ts";
import { createQueues } from "../../../local/engine/queues.ts";
import type { Client } from "../../support/api.ts";
import { untilPublished } from "../../support/pump.ts";
import { sqsClient, urlOf } from "../../support/queue.ts";
import { longOnly } from "../../support/scale.ts";
import { dashboard, fill, hasBrowser, languages } from "../support.ts";

describe.runIf(hasBrowser)("The page of subscribers", () => {
  let client: Client;
  let ids: string[];
  // Two customers, whose events wait for a subscriber.
  beforeEach(async () => {
    client = await dashboard.api.newOrganization();
    const create = async () => (await client.post("/api/customers", { email: "a@acme.com" })).body.data.id as string;
    ids = [await create(), await create()].sort();
    await untilPublished(dashboard.api.dataDir);
    const from = new Map(ids.map((id) => [`${client.organizationId}#${id}`, 1]));
    await park(
      budgetOf(60_000),
      "billing",
      from,
      new Date(),
      new Map([...from.keys()].map((key) => [key, "AccessDenied"])),
    );
  });
  const isHeard = (page: Page, text: string) => page.locator("[aria-live]").getByText(text).first().waitFor();
  const parked = async () => (await client.get("/api/subscribers/billing/parked")).body.data.length;

  describe.each(languages)("in %s", (language) => {
    test("shows what waits, sends one customer's and then all by keyboard, accessibly and on a phone", async () => {
      const { page, texts, problems, close } = await dashboard.open({
        language,
        client,
        width: 390,
        path: "subscribers",
      });
      const { subscribers } = texts;
      await page.getByRole("link", { name: ids[0] ?? "" }).waitFor();
      await page.getByText(subscribers.reasons.access_denied).first().waitFor();
      await page.getByText(subscribers.nothing).waitFor();
      expect(await problems()).toEqual([]);

      await page.getByRole("button", { name: fill(subscribers.redrive.oneLabel, { id: ids[0] ?? "" }) }).press("Enter");
      await page.getByRole("link", { name: ids[0] ?? "" }).waitFor({ state: "detached" });
      expect(await parked()).toBe(1);
      await page.getByText(fill(subscribers.redrive.done, { sent: 1 })).waitFor();
      await page.getByRole("button", { name: fill(subscribers.redrive.allLabel, { name: "billing" }) }).press("Enter");
      await page.getByRole("link", { name: ids[1] ?? "" }).waitFor({ state: "detached" });
      expect(await parked()).toBe(0);
      expect(await problems()).toEqual([]);
      await close();
    });

    test("says why what waits could not be sent, and a customer's history for whom its changes wait", async () => {
      const sqs = sqsClient(process.env.AWS_ENDPOINT_URL_SQS ?? "");
      const { page, texts, goto, problems, close } = await dashboard.open({ language, client, path: "subscribers" });
      const { subscribers, timeline } = texts;
      await sqs.send(new DeleteQueueCommand({ QueueUrl: urlOf("billing") }));
      await page.getByRole("button", { name: fill(subscribers.redrive.allLabel, { name: "billing" }) }).click();
      await page
        .getByRole("status")
        .or(page.locator("[aria-live]"))
        .getByText(subscribers.reasons.queue_missing)
        .first()
        .waitFor();
      expect(await problems()).toEqual([]);
      await createQueues(sqs);
      sqs.destroy();

      await goto(`customers/${ids[0]}`);
      await page.getByText(fill(timeline.wantedBy, { names: "audit, billing" })).waitFor();
      await page.getByText(fill(timeline.waitsFor, { names: "billing" })).waitFor();
      expect(await problems()).toEqual([]);
      await close();
    });

    longOnly(
      "sends nothing without a network or with a refused key, and says what is left after a lost answer",
      async () => {
        const { page, texts, close } = await dashboard.open({
          language,
          client,
          path: "subscribers",
          expectedFailures: ["/api"],
        });
        const { redrive, nothing } = texts.subscribers;
        const send = page.getByRole("button", { name: fill(redrive.allLabel, { name: "billing" }) });
        await send.waitFor();
        await page.context().setOffline(true);
        await send.click();
        await isHeard(page, texts.errors.offline);
        await page.context().setOffline(false);
        expect(await parked()).toBe(2);

        await page.route("**/redrive", (route) => route.fulfill({ status: 401, json: {} }));
        await send.click();
        await page.getByText(texts.signIn.refused).waitFor();
        await page.unrouteAll();
        expect(await parked()).toBe(2);
        const { secret } = (await client.post("/api/api-keys", { name: "next", scopes: ["read", "write"] })).body.data;
        await page.getByRole("textbox", { name: texts.signIn.key, exact: true }).fill(secret);
        await page.keyboard.press("Enter");
        await page.getByText(texts.signIn.refused).waitFor({ state: "detached" });

        // Carried out, but its answer is lost with the network.
        await page.route("**/redrive", async (route) => {
          await route.fetch();
          await page.context().setOffline(true);
          await route.abort("internetdisconnected");
        });
        await send.click();
        await isHeard(page, texts.errors.network);
        expect(await parked()).toBe(0);
        await page.context().setOffline(false);
        await expect.poll(() => page.getByText(nothing).count()).toBe(2);
        await close();
      },
    );

    test("offers nothing to send to a key that only reads, and says why", async () => {
      const { secret } = (await client.post("/api/api-keys", { name: "reader", scopes: ["read"] })).body.data;
      const as = dashboard.api.client(secret, client.organizationId);
      const { page, texts, close } = await dashboard.open({ language, client: as, path: "subscribers" });
      const { redrive } = texts.subscribers;
      for (const name of [fill(redrive.allLabel, { name: "billing" }), fill(redrive.oneLabel, { id: ids[0] ?? "" })]) {
        const button = page.getByRole("button", { name });
        await button.waitFor();
        expect(await button.getAttribute("aria-disabled")).toBe("true");
      }
      expect(await parked()).toBe(2);
      await close();
    });
  });
});
