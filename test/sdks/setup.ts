/** Installs Commet's SDKs for Python, each with what it needs in a folder of its own that later runs find again. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { pythonVersions } from "./releases.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where each release for Python is installed, by its version, or why there is none. */
    pythonSdks: { folders: Record<string, string>; reason?: string };
  }
}

const CACHE = new URL("../../node_modules/.cache/sdks/", import.meta.url);
/** The types of commet-sdk 9.7.0 cannot be evaluated by older ones. */
const OLDEST_PYTHON = [3, 10] as const;
/** What pip says of a registry that does not answer. */
const UNREACHABLE = /from versions: none|Max retries exceeded|Read timed out/;

const execute = promisify(execFile);
const python = async (...args: string[]): Promise<string> => (await execute("python3", args)).stdout.trim();
const read = (name: string): string => readFileSync(new URL(`requirements/${name}.txt`, import.meta.url), "utf8");

export default async function setup({ provide }: TestProject): Promise<void> {
  const found = await installed();
  if (found.reason !== undefined) console.warn(`The SDKs for Python are skipped: ${found.reason}`);
  provide("pythonSdks", found);
}

async function installed(): Promise<{ folders: Record<string, string>; reason?: string }> {
  const version = await python("-c", "import sys; print(*sys.version_info[:2])").catch(() => undefined);
  if (version === undefined) return { folders: {}, reason: "python3 was not found" };
  const [major = 0, minor = 0] = version.split(" ").map(Number);
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1]))
    return { folders: {}, reason: `python3 is ${major}.${minor}, older than ${OLDEST_PYTHON.join(".")}` };
  const folders = Object.fromEntries(pythonVersions.map((release) => [release, folderOf(release, version)]));
  const missing = Object.entries(folders).filter(([, folder]) => !existsSync(folder));
  if (missing.length > 0 && !(await hasPip())) return { folders: {}, reason: "python3 has no pip" };
  const reasons = await Promise.all(missing.map(([release, folder]) => install(release, folder)));
  const reason = reasons.find((found) => found !== undefined);
  return reason === undefined ? { folders } : { folders: {}, reason };
}

/** Another version of Python, or another requirement, has another folder. */
function folderOf(release: string, pythonVersion: string): string {
  const digest = createHash("sha256")
    .update(`${pythonVersion}\n${read("httpx")}\n${read(release)}`)
    .digest("hex");
  return fileURLToPath(new URL(`commet-sdk-${release}-${digest.slice(0, 12)}`, CACHE));
}

const hasPip = (): Promise<boolean> =>
  python("-m", "pip", "--version").then(
    () => true,
    () => false,
  );

/**
 * Installs a release, all or nothing.
 * @returns why not, if the registry could not be reached
 * @throws pip's own error otherwise: other contents than the ones that were pinned, say
 */
async function install(release: string, folder: string): Promise<string | undefined> {
  const unfinished = `${folder}.${process.pid}`;
  const requirements = fileURLToPath(new URL(`requirements/${release}.txt`, import.meta.url));
  const options = ["--quiet", "--no-input", "--only-binary", ":all:", "--require-hashes", "--target", unfinished];
  try {
    await python("-m", "pip", "install", ...options, "-r", requirements);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (UNREACHABLE.test(String(error))) return "pip cannot reach its registry, and nothing is installed yet";
    throw error;
  }
  return undefined;
}
