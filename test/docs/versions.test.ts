import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { curlCommands, parseCurl } from "../../commands/curl.ts";
import { wrapped } from "../../core/http/generations/envelopes.ts";
import { sinceOf } from "../../core/http/generations/generation.ts";
import { current, generations } from "../../core/http/generations/generations.ts";
import { guide } from "../../core/http/generations/guide.ts";
import { type Answer, type Api, sharedApi } from "../support/api.ts";
import { dayBefore } from "../support/dates.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const documents = ["docs/versions.md", "docs/versions.es.md"];
const commandsOf = (name: string): string[] => curlCommands((read(name).match(/```sh\n[\s\S]*?```/g) ?? []).join("\n"));

let api: Api;
beforeAll(async () => {
  api = await sharedApi();
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

    const last = current.version;
    const lastWrapped = generations.find(({ envelope }) => envelope === wrapped)?.versions[0];
    expect(answers.map(({ status, headers }) => [status, headers.get("commet-version")])).toEqual([
      [201, last],
      [200, last],
      [200, lastWrapped],
      [200, guide.version],
    ]);
    const [, updated, enveloped, asInTheGuide] = answers.map(({ body }) => body);
    expect([enveloped.data, asInTheGuide.data.id]).toEqual([updated, updated.id]);
  });

  test("says of every generation from which version to which it is spoken", () => {
    const rows = read(name)
      .split("\n")
      .filter((line) => line.startsWith("| `/api/v1/…`"));
    const told = rows.map((row) => {
      const cells = row.split(" | ");
      return [cells[1], cells.at(-1)].map((cell) => cell?.match(/\d{4}-\d\d-\d\d/g));
    });

    const expected = generations.map((generation, i) => {
      const newer = generations[i - 1];
      const span = [sinceOf(generation), ...(newer ? [dayBefore(sinceOf(newer))] : [])];
      return [span, generation.versions.toReversed()];
    });
    expect(told).toEqual(expected.reverse());
    expect(read(name)).toContain(`| \`${guide.version}\` |`);
  });
});
