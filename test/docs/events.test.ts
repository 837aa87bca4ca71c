import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCurl } from "../../commands/curl.ts";
import type { ChangeEvent } from "../../core/events/event.ts";
import schema from "../../docs/events.schema.json" with { type: "json" };
import { until } from "../local/npmStart.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { onlyDataDir } from "../support/command.ts";
import { killTails, startTail } from "../support/tail.ts";
import { runWarmCommand } from "../support/warmCommand.ts";

const documents = ["docs/events.md", "docs/events.es.md"];
const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

/** The contents of a document's code blocks in a language. */
const blocksOf = (name: string, language: string): string[] =>
  Array.from(read(name).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm))
    .filter(([, of]) => of === language)
    .map(([, , content = ""]) => content);

const samplesOf = (name: string): ChangeEvent[] => blocksOf(name, "json").map((block) => JSON.parse(block));

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  killTails();
  await api.stop();
});

const { ChangeEvent: change, CustomerState, EventName } = schema.$defs;

describe.each(documents)("the samples in %s", (name) => {
  test("are one of each event, valid against the schema, with every field that it has and no other", () => {
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

    const samples = samplesOf(name);

    for (const sample of samples) {
      expect(validate(sample), JSON.stringify(validate.errors)).toBe(true);
      // A snapshot is no change, so nobody made it.
      const isMade = sample.event !== "customer.snapshot";
      expect(Object.keys(sample)).toEqual(Object.keys(change.properties).filter((it) => isMade || it !== "actor"));
      if ("erased" in sample.data) continue;
      const { properties, required } = CustomerState;
      const fields = Object.keys(properties).filter((name) => required.includes(name) || name in sample.data);
      expect(Object.keys(sample.data)).toEqual(fields);
    }
    const [snapshot, ...changes] = EventName.enum.toReversed();
    const names = [...changes.toReversed(), "customer.erased", snapshot];
    expect(samples.map(({ event }) => event)).toEqual(names);
  });

  test("come with a word on every field", () => {
    for (const field of Object.keys(change.properties)) expect(read(name)).toContain(`\n| \`${field}\` | `);
  });
});

describe("every command line of the documents runs as it is written:", () => {
  let client: Client;
  beforeAll(() => {
    // With the development key, as in the documents.
    client = api.client("ck_test00000000000000000000000000000", "org_local");
  });

  const lines = blocksOf("docs/events.md", "sh").map((block) => block.trim());
  const isTail = (line: string) => / events -- tail\b/.test(line);
  const kinds: [kind: string, isOfKind: (line: string) => boolean, run: (line: string) => Promise<void>][] = [
    ["export", (line) => line.startsWith("export "), async () => {}],
    ["curl", (line) => line.startsWith("curl "), runCurl],
    ["tail", isTail, runTail],
    ["npm run events", (line) => /^npm run (--silent )?events -- /.test(line) && !isTail(line), runEvents],
    ["npx node", (line) => line.startsWith("npx node "), runExample],
  ];

  async function runCurl(line: string): Promise<void> {
    const { method, url, headers, body } = parseCurl(line, { URL: "", COMMET_API_KEY: client.key });
    const answering = client.request(method, url, { headers, ...(body === undefined ? {} : { raw: body }) });
    // What it waits for.
    if (url.includes("wait=")) await client.post("/api/customers", { email: "billing@acme.com" });
    const answer = await answering;
    expect(answer.status).toBe(method === "POST" && !url.endsWith("/redrive") ? 201 : 200);
    if (method === "GET") expect(answer.body.success).toBe(true);
  }

  async function runTail(line: string): Promise<void> {
    const tail = await startTail(api.dataDir, client, ...argumentsOf(line).slice(1));
    expect(await tail.stop()).toBe("");
  }

  async function runEvents(line: string): Promise<void> {
    const { code, stdout, stderr } = await runWarmCommand("events", argumentsOf(line), onlyDataDir(api.dataDir));
    expect([code, stderr], stderr).toEqual([0, expect.not.stringContaining("clientela:")]);
    expect(stdout).not.toBe("");
  }

  async function runExample(line: string): Promise<void> {
    const child = spawn(process.execPath, line.split(" ").slice(2), { stdio: ["ignore", "pipe", "inherit"] });
    let stdout = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    await until(() => stdout.includes("customer.created org_local/") || child.exitCode !== null);
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  }

  const argumentsOf = (line: string): string[] => line.split(" -- ")[1]?.split(" ") ?? [];

  test("each is of a kind that this test knows, and npm's script is what it runs", () => {
    const { scripts } = JSON.parse(read("package.json"));

    expect(lines.map((line) => kinds.filter(([, isOfKind]) => isOfKind(line)).length)).toEqual(lines.map(() => 1));
    expect(scripts.events).toBe("node commands/events.ts");
  });

  test.each(lines)("%s", async (line) => {
    for (const [, isOfKind, run] of kinds) if (isOfKind(line)) await run(line);
  });
});
