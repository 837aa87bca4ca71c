import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCurl } from "../../commands/curl.ts";
import { statuses } from "../../core/customers/subscription/subscription.ts";
import { planJson } from "../../core/plans/plan.ts";
import { type Answer, type Api, startApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const documents = ["docs/subscriptions.md", "docs/subscriptions.es.md"] as const;

const commandsOf = (name: string): string[] =>
  Array.from(read(name).matchAll(/^```sh\n([\s\S]*?)\n```$/gm), ([, command = ""]) => command);

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

test("the commands run as they are written, from the first to the last", async () => {
  // With the development key, as in the document.
  const client = api.client("ck_test00000000000000000000000000000", "org_local");
  const answers: Answer[] = [];
  for (const command of commandsOf("docs/subscriptions.md")) {
    if (command === "npm run events -- keep-subscriptions") {
      const { code, stdout } = await runCommand("events", ["keep-subscriptions"], onlyDataDir(api.dataDir));
      expect([code, stdout]).toEqual([0, "1 customers, 0 past subscriptions written.\n"]);
    } else if (command.startsWith("npm run plans -- ")) {
      const { code, stdout } = await runCommand("plans", command.split(" ").slice(4), onlyDataDir(api.dataDir));
      expect([command, code, stdout]).toEqual([command, 0, expect.stringContaining("pro")]);
    } else if (command.startsWith("curl ")) {
      const SUBSCRIPTION_ID = answers.at(-1)?.body.data.id ?? "";
      const { method, url, headers, body } = parseCurl(command, {
        URL: "",
        COMMET_API_KEY: client.key,
        SUBSCRIPTION_ID,
      });
      answers.push(await client.request(method, url, { headers, ...(body === undefined ? {} : { raw: body }) }));
    } else expect(command).toMatch(/^export /);
  }

  expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 200, 200, 200, 200, 200]);
  const [canceled, got, ofCustomer, trialing, customers] = answers.slice(3).map(({ body }) => body.data);
  expect([got, ofCustomer, trialing]).toEqual([canceled, [canceled], [canceled]]);
  expect(customers).toMatchObject([{ externalId: "user_200", subscription: canceled }]);
  expect(canceled).toMatchObject({ status: "trialing", cancelReason: "too dear", endDate: canceled.trialEndsAt });
});

describe.each(documents)("%s", (name) => {
  test("names every field of a plans file, and every state", async () => {
    const ours = ["id", "object", "isFree", "livemode", "createdAt", "updatedAt"];

    for (const field of [...Object.keys(planJson.shape).filter((it) => !ours.includes(it)), ...statuses])
      expect(read(name)).toContain(`\`${field}\``);
  });
});
