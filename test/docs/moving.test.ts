import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fields } from "../../csv/fields.ts";
import { type Api, startApi } from "../support/api.ts";
import { onlyDataDir } from "../support/command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

const commandsOf = (text: string): string[] =>
  Array.from(text.matchAll(/^```sh\n([\s\S]*?)\n```$/gm), ([, command = ""]) => command);

let api: Api;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  folder = mkdtempSync(join(api.dataDir, "docs-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.stop();
});

/** Runs a block of the page as it is written, in a folder for its files; npm itself would take a second each time. */
async function runBlock(block: string): Promise<string> {
  const npm = `npm() { script=$2; shift 3; "${process.execPath}" "${root}commands/$script.ts" "$@"; }`;
  const env = { ...process.env, ...onlyDataDir(api.dataDir) };
  return (await promisify(execFile)("sh", ["-ec", `${npm}\n${block}`], { cwd: folder, env })).stdout;
}

test("the commands run as they are written, from the first to the last", async () => {
  const client = api.client("ck_test00000000000000000000000000000", "org_local");
  const outputs: string[] = [];
  for (const block of commandsOf(read("moving.md"))) outputs.push(await runBlock(block));

  expect(outputs).toEqual([
    "",
    expect.stringContaining("2 rows: 2 would be created, 0 existed already, 0 would be refused."),
    expect.stringMatching(
      /^Ignored.*Phone\.\n2 rows: 2 created, 0 existed already, 0 refused\. Each is in customers.csv/,
    ),
    expect.stringContaining("1 row: 1 created"),
    "3 customers in all.jsonl.\n",
    "1 customer in user_1.jsonl.\n",
  ]);
  const { data } = (await client.get("/api/customers")).body;
  expect(data).toMatchObject([
    {
      id: "cus_NffrFeUfNV2Hib",
      externalId: "user_17",
      createdAt: "2023-04-07T16:02:00.000Z",
      metadata: { tier: "gold" },
    },
    { externalId: "user_2", fullName: "Bob's", address: null, metadata: { tier: "silver" } },
    {
      externalId: "user_1",
      fullName: "Acme; Sons",
      address: { city: "Madrid" },
      createdAt: "2021-03-04T00:00:00.000Z",
    },
  ]);
  const lines = readFileSync(join(folder, "all.jsonl"), "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(data);
});

describe.each(["moving.md", "moving.es.md"])("docs/%s", (name) => {
  test("names every field that a row has beside those of a create", () => {
    const moved = ["id", "externalId", "createdAt", "updatedAt", "archivedAt", "isActive", "planCode", "startDate"];
    const others = ["trialEndsAt", "endDate", "subscription", "pastSubscriptions"];
    for (const field of [...moved, ...others]) {
      expect(fields).toContain(field);
      expect(read(name)).toContain(`\`${field}\``);
    }
  });

  test("names every option", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["commands/customers.ts", "import", "--help"], {
      cwd: root,
    });
    const options = Array.from(stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm), ([, option = ""]) => option);
    for (const option of options.filter((it) => it !== "--help" && it !== "--org"))
      expect(read(name)).toContain(option);
  });
});
