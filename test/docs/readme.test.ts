import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { curlCommands, parseCurl } from "../../commands/curl.ts";
import { type Answer, type Api, sharedApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";

const readme = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

/** The shell blocks, byte for byte. */
const blocksOf = (text: string): string[] => text.match(/```sh\n[\s\S]*?```/g) ?? [];

let api: Api;
beforeAll(async () => {
  api = await sharedApi({ publishes: true });
});
afterAll(() => api.stop());

/** Runs the whole tour, in its own organization. */
async function runTour(text: string): Promise<Answer[]> {
  const client = await api.newOrganization();
  await pushPlans(client.organizationId);
  const answers: Answer[] = [];
  for (const command of curlCommands(blocksOf(text).join("\n"))) {
    const { method, url, headers, body } = parseCurl(command, { URL: "", COMMET_API_KEY: client.key });
    answers.push(await client.request(method, url, { headers, ...(body === undefined ? {} : { raw: body }) }));
  }
  return answers;
}

describe.each(["README.md", "README.es.md"])("the tour in %s", (name) => {
  test("runs as it is written, with the answers that it tells of", async () => {
    const answers = await runTour(readme(name));

    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 412, 200, 200, 200, 201, 200, 200, 200]);
    const [created, got, updated, refused, batch, list, found, subscribed, active, events, archived] = answers.map(
      ({ body }) => body,
    );
    expect(got.data).toEqual(created.data);
    expect(updated.data).toMatchObject({ metadata: { plan: "pro" }, address: { city: "Austin" } });
    expect(refused.code).toBe("version_mismatch");
    expect([batch.data.successful.length, batch.data.failed.length]).toEqual([1, 1]);
    expect(list.data.map(({ externalId }: { externalId: string }) => externalId)).toEqual(["user_124", "user_123"]);
    // The index may lag by a moment.
    expect(found.success).toBe(true);
    expect(active.data).toMatchObject({ id: subscribed.data.id, plan: { name: "Pro" } });
    expect(events.success).toBe(true);
    expect(archived.data.isActive).toBe(false);
  });
});
