/** The emulator's own Python environment: packages pinned by their hashes, in a folder that only this test uses. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/stage/", import.meta.url));

export interface Environment {
  /** Python's program in the environment. */
  python: string;
  /** AWS's service models, as botocore ships them. */
  models: string;
}

/** What this machine lacks: the test says so and is skipped. */
export class Missing extends Error {}

/**
 * The environment, made on first use.
 *
 * @throws Missing when there is no Python of 3.11 or later, or when the packages cannot be fetched
 * @throws Error when a package is not the pinned one
 */
export async function prepareEnvironment(): Promise<Environment> {
  const version = await pythonVersion();
  const pinned = createHash("sha256").update(readFileSync(REQUIREMENTS)).update(version).digest("hex");
  const folder = join(CACHE, pinned.slice(0, 16));
  const isReady = join(folder, "is-ready");
  if (!existsSync(isReady)) {
    console.error("Installing the emulator of AWS into node_modules/.cache/stage: once.");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(CACHE, { recursive: true });
    await install(folder);
    writeFileSync(isReady, "");
  }
  return { python: programIn(folder), models: await modelsIn(folder) };
}

async function pythonVersion(): Promise<string> {
  const version = await output("python3", ["-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]).catch(
    () => {
      throw new Missing("python3 with venv is not there");
    },
  );
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major !== 3 || minor < 11) throw new Missing(`python3 is ${version}, and the emulator needs 3.11`);
  return version;
}

async function install(folder: string): Promise<void> {
  await output("python3", ["-m", "venv", folder]).catch((error: Error) => {
    throw new Missing(`python3 makes no environment: ${error.message.trim().split("\n").at(-1)}`);
  });
  // Wheels only: nothing of a package runs while it is installed.
  const pip = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", REQUIREMENTS];
  await output(programIn(folder), pip).catch((error: Error) => {
    if (/DO NOT MATCH THE HASHES/.test(error.message)) throw error;
    // Before it come the command, and what pip tried.
    throw new Missing(`the packages cannot be fetched: ${error.message.trim().split("\n").at(-1)}`);
  });
}

const programIn = (folder: string): string => join(folder, "bin", "python");

const modelsIn = (folder: string): Promise<string> =>
  output(programIn(folder), ["-c", "import botocore, os; print(os.path.join(botocore.__path__[0], 'data'))"]);

const output = async (program: string, args: string[]): Promise<string> =>
  (await promisify(execFile)(program, args, { encoding: "utf8" })).stdout.trim();
