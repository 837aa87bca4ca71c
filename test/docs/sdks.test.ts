/** The ways to use Commet's SDKs with a stage, as shown in docs/sdks.md. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, startApi } from "../support/api.ts";

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

/** The code blocks of a document, each starting with its language. */
const blocksOf = (name: string): string[] =>
  Array.from(read(name).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm), ([, language, code]) => `${language}\n${code}`);

const typescript = blocksOf("sdks.md")
  .filter((block) => block.startsWith("ts\n"))
  .map((block) => block.slice(3));

/** The installed package for each block that uses an SDK, by the version in the block's first line. */
const installed = { "1.x": "commet-node-1", "7.x": "commet-node-7" } as const;

describe("the TypeScript of docs/sdks.md", () => {
  const folder = mkdtempSync(join(tmpdir(), "clientela-sdks-"));
  let api: Api;
  beforeAll(async () => {
    api = await startApi({ publishes: false });
  });
  afterAll(async () => {
    await api.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(Object.entries(installed))("for %s runs as it is written, against a stage", async (release, name) => {
    const client = await api.newOrganization();
    const [pointing = ""] = typescript;
    const use = typescript.find((code) => code.startsWith(`// ${release}\n`)) ?? "";
    writeFileSync(join(folder, "clientela.ts"), pointing);
    const main = join(folder, `${name}.ts`);
    writeFileSync(main, use.replace('"@commet/node"', JSON.stringify(import.meta.resolve(name))));
    const env = { ...process.env, CLIENTELA_URL: api.url, COMMET_API_KEY: client.key };

    const { stdout } = await promisify(execFile)(process.execPath, [main], { env });

    const { body } = await client.get("/api/customers/user_123");
    expect(stdout.trim()).toBe(body.data.id);
  });
});
