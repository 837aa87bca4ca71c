import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { curlCommands, parseCurl } from "../contract/guide.ts";
import { type Answer, type Api, startApi } from "../support/api.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const documents = ["docs/versions.md", "docs/versions.es.md"];
const commandsOf = (name: string): string[] => curlCommands((read(name).match(/```sh\n[\s\S]*?```/g) ?? []).join("\n"));

let api: Api;
beforeAll(async () => {
  api = await startApi({ publishes: false });
});
afterAll(() => api.stop());

describe.each(documents)("%s", (name) => {
  test("shows commands that run as they are written, each with the version that the table says", async () => {
    const client = await api.newOrganization();
    const answers: Answer[] = [];
    for (const command of commandsOf(name)) {
      const { method, url, headers, body } = parseCurl(command, { URL: "", COMMET_API_KEY: client.key });
      answers.push(await client.request(method, url, { headers, ...(body === undefined ? {} : { raw: body }) }));
    }

    const versions = answers.map(({ status, headers }) => [status, headers.get("commet-version")]);
    expect(versions).toEqual([
      [201, "2026-07-31"],
      [200, "2026-07-31"],
      [200, "2026-07-11"],
      [200, "unversioned"],
    ]);
    for (const [, version] of versions) expect(read(name)).toContain(`| \`${version}\` |`);
    const [, updated, enveloped, guide] = answers.map(({ body }) => body);
    expect([enveloped.data, guide.data.id]).toEqual([updated, updated.id]);
  });

  test("shows the same commands as the other language, and links to files that are there", () => {
    expect(commandsOf(name)).toEqual(commandsOf("docs/versions.md"));
    for (const [, link] of read(name).matchAll(/\]\(([^)]+)\)/g)) expect(read(`docs/${link}`)).not.toBe("");
  });
});
