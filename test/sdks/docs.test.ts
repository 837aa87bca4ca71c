/** The ways to use the SDKs with a stage, run as docs/sdks.md shows them. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { pythonProgram, pythonTimeout, typescriptProgram, typescriptRecipe } from "./docs.ts";
import { pythonVersions } from "./releases.ts";
import { hasPython, type Stage, startStage } from "./stage.ts";

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "clientela-docs-"));
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});

/** Writes a file below the folder. */
function write(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const environment = (url: string, key: string) => ({ PATH: process.env.PATH, CLIENTELA_URL: url, COMMET_API_KEY: key });

describe("the TypeScript of docs/sdks.md", () => {
  test.each([
    ["1.x", "commet-node-1", ""],
    ["1.x", "commet-node-1", "/"],
    ["7.x", "commet-node-7", ""],
  ])("for %s runs with %s, against a stage whose URL ends in %j", async (release, installed, slash) => {
    const caller = await stage.api.newOrganization();
    write(`${release}/package.json`, '{ "type": "module" }');
    write(`${release}/clientela.ts`, typescriptRecipe());
    mkdirSync(join(folder, release, "node_modules/@commet"), { recursive: true });
    const sdk = join(folder, release, "node_modules/@commet/node");
    rmSync(sdk, { force: true });
    symlinkSync(fileURLToPath(new URL(`../../node_modules/${installed}`, import.meta.url)), sdk, "junction");
    const main = write(`${release}/main.ts`, typescriptProgram(release));

    const env = environment(stage.api.url + slash, caller.key);
    const { stdout } = await execute(process.execPath, [main], { env });

    const { body } = await caller.get("/api/customers/user_123");
    expect(stdout.trim()).toBe(body.data.id);
  });
});

describe.concurrent("the Python of docs/sdks.md", { skip: !hasPython }, () => {
  const python = (version: string, code: string, url: string, key: string) => {
    const env = { ...environment(url, key), PYTHONPATH: inject("pythonSdks").folders[version] };
    return execute("python3", [write(`${version}/${key}.py`, pythonProgram() + code)], { env });
  };

  test.each(pythonVersions)(
    "runs with %s, points an AsyncCommet too, at a stage whose URL ends in a slash",
    async (version) => {
      const caller = await stage.api.newOrganization();
      const asynchronous = `
import asyncio
from commet import AsyncCommet


async def main():
    commet = AsyncCommet(api_key=os.environ["COMMET_API_KEY"])
    point_to(commet, os.environ["CLIENTELA_URL"])
    await commet.customers.create(email="async@acme.com", id="async")


asyncio.run(main())
`;
      const { stdout } = await python(version, asynchronous, `${stage.api.url}/`, caller.key);

      const { body } = await caller.get("/api/customers/user_123");
      expect(stdout).toContain(body.data.id);
      expect((await caller.get("/api/customers/async")).body.data.billingEmail).toBe("async@acme.com");
    },
  );

  test.each(pythonVersions)("ends what %s waits for, which its own timeout does not", async (version) => {
    const caller = await stage.api.newOrganization();
    const limited = `
${pythonTimeout().replace("Timeout(30)", "Timeout(0.2)")}
commet._http._max_retries = 0
input()
commet.customers.list()
`;
    const running = python(version, limited, stage.proxy.url, caller.key);
    // What the program prints when its own call is over.
    running.child.stdout?.once("data", () => {
      stage.proxy.failNext(caller.key, "silent");
      running.child.stdin?.end("\n");
    });

    await expect(running).rejects.toThrow("httpx.ReadTimeout");
  });
});
