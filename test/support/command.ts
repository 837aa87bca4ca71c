/** Runs an operator command as npm does. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** `npm run NAME -- ARGUMENTS` without npm, on the stack in `env`. */
export const runCommand = (
  name: string,
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [`commands/${name}.ts`, ...args],
      { cwd: root, env: { ...process.env, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });

/** An environment without a stack, so that a command must look for the stack of a data folder. */
export const onlyDataDir = (dataDir: string): Record<string, string | undefined> => ({
  DATA_DIR: dataDir,
  CUSTOMERS_TABLE: undefined,
  ORGANIZATIONS_TABLE: undefined,
  EVENTS_TABLE: undefined,
  SEARCH_TABLE: undefined,
  SUBSCRIPTIONS_TABLE: undefined,
  STAGE: undefined,
  AWS_ENDPOINT_URL_DYNAMODB: undefined,
  AWS_ENDPOINT_URL_SQS: undefined,
});
