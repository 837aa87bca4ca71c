/** Holds what SDKs were answered against the types of the newest SDK. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { isObject } from "../contract/strict-parsers.ts";
import type { Client as Caller } from "../support/api.ts";
import type { Exchange } from "./proxy.ts";
import { type Release, releases } from "./releases.ts";
import { hasPython, newestFolder, type Stage } from "./stage.ts";

/**
 * Tests what each release was answered in a file. Put it behind the file's other tests.
 * @param lacks what its answers lack
 */
export function describeAnswers(stage: () => Stage, lacks: (release: Release) => readonly string[]): void {
  describe.runIf(hasPython)("the types of the newest SDK", () => {
    let lacking: Record<string, string[]>;
    beforeAll(async () => {
      const { received, callersOf } = stage();
      const answers = releases.map(
        async (release): Promise<[string, readonly Exchange[]]> => [
          release.name,
          // The guide's generation has types of its own.
          release.isGuides ? await readByNewest(callersOf(release)) : received(release),
        ],
      );
      lacking = lackingIn(Object.fromEntries(await Promise.all(answers)));
    });

    test.each(releases)("fit what $name was answered, but for what came later", (release) => {
      expect(lacking[release.name]).toEqual(lacks(release));
    });
  });
}

/** What organizations hold, as the newest generation shows it. */
async function readByNewest(callers: readonly Caller[]): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const caller of callers)
    for (const path of ["/api/v1/customers", "/api/v1/plans", "/api/v1/subscriptions"]) {
      const { status, body } = await caller.get(path);
      exchanges.push({ method: "GET", path, headers: {}, status, body });
    }
  return exchanges;
}

/** What successful answers lack, by the types of the newest SDK: fields that it requires, or values that it reads. */
function lackingIn(received: Record<string, readonly Exchange[]>): Record<string, string[]> {
  const answers = Object.entries(received).map(([name, exchanges]) => [name, answersIn(exchanges)]);
  const program = fileURLToPath(new URL("answers.py", import.meta.url));
  const input = JSON.stringify(Object.fromEntries(answers));
  const env = { PATH: process.env.PATH, PYTHONPATH: newestFolder };
  return JSON.parse(execFileSync("python3", [program], { input, env, encoding: "utf8" }));
}

const answersIn = (exchanges: readonly Exchange[]) =>
  exchanges
    .filter(({ status }) => status !== undefined && status < 300)
    .map(({ method, path, body }) => ({ method, path: path.replace(/^\/api(\/v1)?|\?.*$/g, ""), body: opened(body) }));

/** What an envelope holds; a page becomes one of the newest generation. */
function opened(body: unknown): unknown {
  if (!isObject(body) || typeof body.success !== "boolean") return body;
  return Array.isArray(body.data) ? { ...body, object: "list" } : body.data;
}
