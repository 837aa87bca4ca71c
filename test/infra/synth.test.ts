import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../synth/platform.ts";
import { synthesize } from "../../synth/synthesize.ts";
import { treeOf } from "../../synth/tree.ts";
import { runCommand } from "../support/command.ts";
import { longOnly } from "../support/scale.ts";
import { stage } from "./stages.ts";

longOnly(
  "synth prints one JSON array of resources on stdout, without credentials, and leaves nothing behind",
  async () => {
    const credentials = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_PROFILE: "nobody" };
    const { code, stdout } = await runCommand("synth", ["--stage", "json", "--json"], credentials);
    expect(code).toBe(0);
    const resources: Record<string, unknown>[] = JSON.parse(stdout);
    expect(resources.length).toBeGreaterThan(100);
    for (const resource of resources) expect(Object.keys(resource)).toEqual(["type", "name", "inputs"]);
    expect(resources.map(({ name }) => name)).toContain("CreateCustomerFunction");
    const folder = join(root, ".sst", "synth");
    expect(existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("json-")) : []).toEqual([]);
  },
);

test("synth says what is wrong with a stage's name, and which option it needs", async () => {
  const unnamed = await runCommand("synth", [], {});
  expect([unnamed.code, unnamed.stderr]).toEqual([1, expect.stringContaining("--stage <name>")]);
  const named = await runCommand("synth", ["--stage", "my_stage"], {});
  expect([named.code, named.stdout]).toEqual([1, ""]);
  expect(named.stderr).toContain('The stage "my_stage" needs another name');
});

test("A stage as people see it has each table, function, role and route", () => {
  const lines = treeOf(stage("jay").synthesis)
    .split("\n")
    .map((line) => line.trim().replaceAll(/ +/g, " "));
  expect(lines).toContain("Route POST /api/customers");
  expect(lines).toContain("index byExternalId externalKey KEYS_ONLY");
  expect(lines).toContain("Queue clientela-jay-audit.fifo visible again after 300 s");
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^Function clientela-jay-createCustomer-[0-9a-f]{6} nodejs24\.x arm64 1024 MB, 15 s, \d+ KB$/,
    ),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^dynamodb:PutItem, dynamodb:GetItem on arn:aws:dynamodb:/));
});

test("What cannot be synthesized is an error that says why, never a stage with less in it", async () => {
  const throwing = "export const createQueues = () => { throw new Error('no queues today') };";
  await expect(synthesize("wrong", { "infra/stack/queues.ts": throwing })).rejects.toThrow("no queues today");
});
