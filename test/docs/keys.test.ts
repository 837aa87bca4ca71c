import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseCurl } from "../../commands/curl.ts";
import { scopes } from "../../core/organizations/apiKey.ts";
import { type Answer, type Api, sharedApi } from "../support/api.ts";
import { onlyDataDir, runCommand } from "../support/command.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const commands = Array.from(read("docs/keys.md").matchAll(/^ *```sh\n([\s\S]*?)\n *```$/gm), ([, it = ""]) =>
  it.trim(),
);

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
});
afterAll(() => api.stop());

test("the commands run as they are written, from the first to the last", async () => {
  // With the development key, as in the document.
  const client = api.client("ck_test00000000000000000000000000000", "org_local");
  const answers: Answer[] = [];
  for (const command of commands) {
    if (command.startsWith("npm run keys -- ")) {
      const { code, stdout } = await runCommand("keys", command.split(" ").slice(4), onlyDataDir(api.dataDir));
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^ck_\w{32}\n/)]);
    } else if (command.startsWith("curl ")) {
      const variables = { URL: "", COMMET_API_KEY: client.key, KEY_ID: answers[0]?.body.data.id ?? "" };
      const { method, url, headers, body } = parseCurl(command, variables);
      answers.push(await client.request(method, url, { headers, ...(body === undefined ? {} : { raw: body }) }));
    } else expect(command).toMatch(/^export /);
  }
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
});

test.each(["docs/keys.md", "docs/keys.es.md"])("%s tells of every scope", (page) => {
  for (const scope of scopes) expect(read(page)).toContain(`| \`${scope}\` |`);
});
