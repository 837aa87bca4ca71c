import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../local/npmStart.ts";
import { type Api, type Client, startApi } from "../support/api.ts";
import { untilPublished } from "../support/pump.ts";

let api: Api;
let folder: string;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  api = await startApi();
  folder = mkdtempSync(join(tmpdir(), "clientela-test-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
  await api.stop();
});

/** Runs the example as a person does; `actions` has its lines so far. */
function follow({ key }: Client) {
  const child = spawn(process.execPath, ["examples/feed/feed.ts"], {
    env: { ...process.env, CLIENTELA_URL: api.url, COMMET_API_KEY: key, CURSOR_FILE: join(folder, `${key}.cursor`) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  let stdout = "";
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  return {
    actions: () => stdout.split("\n").slice(0, -1),
    end: async (signal: NodeJS.Signals) => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill(signal);
      await ended;
      children.delete(child);
      return child.exitCode;
    },
  };
}

test("the example misses nothing and changes no order, although it is killed at any moment", async () => {
  const client = await api.newOrganization();
  const expected: string[] = [];
  const change = async (id: string, version: number) => {
    const email = `${version}.${id}@acme.com`;
    const { body } = await (version === 1
      ? client.post("/api/customers", { id, email })
      : client.put(`/api/customers/${id}`, { email }));
    expected.push(`customer.${version === 1 ? "created" : "updated"} ${body.data.id} #${version} ${email}`);
  };
  const seen: string[] = [];
  for (let version = 1; version <= 4; version++) {
    const reader = follow(client);
    await Promise.all(["a", "b", "c", "d", "e", "f"].map((id) => change(id, version)));
    // Killed while it reads, and once after it has read all.
    await until(() => reader.actions().length > 0);
    if (version === 4) {
      await untilPublished(api.dataDir);
      await until(() => new Set([...seen, ...reader.actions()]).size === expected.length);
      expect(await reader.end("SIGINT")).toBe(0);
    } else await reader.end("SIGKILL");
    seen.push(...reader.actions());
  }
  const once = [...new Set(seen)];
  expect(once.toSorted()).toEqual(expected.toSorted());
  for (const id of ["a", "b", "c", "d", "e", "f"]) {
    const sequences = once.filter((line) => line.endsWith(`.${id}@acme.com`)).map((line) => / #(\d+) /.exec(line)?.[1]);
    expect(sequences).toEqual(["1", "2", "3", "4"]);
  }
  const again = follow(client);
  await change("a", 5);
  await until(() => again.actions().length > 0);
  await again.end("SIGINT");
  expect(again.actions()).toEqual([expect.stringMatching(/^customer\.updated cus_\w+ #5 5\.a@acme\.com$/)]);
});
