/** What Commet has published that is newer than what is tested here. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { newest } from "../../core/http/generations/generations.ts";
import manifest from "../../package.json" with { type: "json" };
import { newestForPython } from "./releases.ts";

const execute = promisify(execFile);

interface Published {
  version: string;
  /** The version of the API that it speaks: a date. */
  apiVersion: string;
}

export interface WatchedSdk {
  name: string;
  /** The newest release that is tested here. */
  tested: string;
  /** Fetches the newest release into an empty folder, from the registry that its client is configured for. */
  fetch: (folder: string) => Promise<Published>;
}

const byVersion = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
const isNewer = (a: string, b: string): boolean => byVersion(a, b) > 0;

/** The version of the API in an SDK's code. */
function apiVersionIn(...path: string[]): string {
  const [, version] = /\bAPI_VERSION = "(\d{4}-\d\d-\d\d)"/.exec(readFileSync(join(...path), "utf8")) ?? [];
  if (version === undefined) throw new Error(`${path.at(-1)} names no version of the API`);
  return version;
}

const typescript: WatchedSdk = {
  name: "@commet/node",
  tested:
    Object.values(manifest.devDependencies)
      .flatMap((dependency) => /^npm:@commet\/node@(.+)$/.exec(dependency)?.[1] ?? [])
      .sort(byVersion)
      .at(-1) ?? "",
  fetch: async (folder) => {
    await execute("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "@commet/node"]);
    const sdk = join(folder, "node_modules/@commet/node");
    const { version } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8"));
    return { version, apiVersion: apiVersionIn(sdk, "dist/index.mjs") };
  },
};

const python: WatchedSdk = {
  name: "commet-sdk",
  tested: newestForPython,
  fetch: async (folder) => {
    const options = ["--quiet", "--no-input", "--no-deps", "--only-binary", ":all:", "--target", folder];
    await execute("python3", ["-m", "pip", "install", ...options, "commet-sdk"]);
    const [version = ""] = readdirSync(folder).flatMap((name) => /^commet_sdk-(.+)\.dist-info$/.exec(name)?.[1] ?? []);
    return { version, apiVersion: apiVersionIn(folder, "commet/_shared.py") };
  },
};

/**
 * Says of each SDK whether a release is out that is newer than the one that is tested, or speaks a newer version of the
 * API than the newest generation does. What cannot be asked counts as nothing new.
 */
export async function newestOf(
  sdks: readonly WatchedSdk[] = [typescript, python],
): Promise<{ isNews: boolean; lines: string[] }> {
  const [apiVersion] = newest.generation.versions;
  const found = await Promise.all(sdks.map((sdk) => look(sdk, apiVersion)));
  return { isNews: found.some(({ isNews }) => isNews), lines: found.flatMap(({ lines }) => lines) };
}

async function look(sdk: WatchedSdk, ours: string): Promise<{ isNews: boolean; lines: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "clientela-newest-"));
  try {
    const { version, apiVersion } = await sdk.fetch(folder);
    const lines = [
      isNewer(version, sdk.tested)
        ? `${sdk.name}: ${version} is out; the newest that is tested is ${sdk.tested}`
        : `${sdk.name}: ${version} is the newest, and tested`,
      isNewer(apiVersion, ours)
        ? `${sdk.name}: ${version} speaks ${apiVersion}; the newest generation is ${ours}`
        : `${sdk.name}: ${version} speaks ${apiVersion}, which is known`,
    ];
    return { isNews: isNewer(version, sdk.tested) || isNewer(apiVersion, ours), lines };
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n") : [];
    // Clients write more than one line: what they tried, and where they have written about it.
    const reason = said.find((line) => /^(npm )?error\b/i.test(line)) ?? said[0];
    return { isNews: false, lines: [`${sdk.name}: its newest release could not be fetched: ${reason}`] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
