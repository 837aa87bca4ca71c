/** Finds the program of the embedded DynamoDB engine on this machine. */
import { accessSync, constants, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { OperatorError } from "../../core/base/operatorError.ts";
import manifest from "../../package.json" with { type: "json" };

/** The only version whose file layout local/engine/dynoxide.ts knows. */
export const DYNOXIDE_VERSION = "1.2.1";

/**
 * The program in DYNOXIDE_BIN, else the one installed with this project, else the one on the PATH.
 *
 * @throws OperatorError that says what to do when there is none for this machine
 */
export function findDynoxide(
  { DYNOXIDE_BIN, PATH = "" }: NodeJS.ProcessEnv = process.env,
  { platform, arch }: { platform: string; arch: string } = process,
): string {
  if (DYNOXIDE_BIN) {
    if (isProgram(DYNOXIDE_BIN)) return DYNOXIDE_BIN;
    throw new OperatorError(`DYNOXIDE_BIN=${DYNOXIDE_BIN} is not a program. Correct it, or unset it`);
  }
  const name = platform === "win32" ? "dynoxide.exe" : "dynoxide";
  const packageName = `@dynoxide/${platform}-${arch}`;
  const folders = [...installed(packageName), ...PATH.split(delimiter)];
  const program = folders.map((folder) => join(folder, name)).find(isProgram);
  if (program !== undefined) return program;
  const others = `set DYNOXIDE_BIN to a dynoxide ${DYNOXIDE_VERSION}, or DYNAMODB_ENDPOINT to another engine`;
  throw new OperatorError(
    packageName in manifest.optionalDependencies
      ? `The DynamoDB engine, ${packageName}, is not installed. Install it with: npm ci --include=optional (or ${others})`
      : `npm has no DynamoDB engine for ${platform} on ${arch}: ${others}`,
  );
}

/** The folder of an optional dependency, if npm has installed it. */
function installed(packageName: string): string[] {
  try {
    return [dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`))];
  } catch {
    return [];
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
