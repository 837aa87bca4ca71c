/** What the tests of a stage share: its clients, its commands, and changes of what AWS allows. */
import { inject } from "vitest";
import { scopes } from "../../core/organizations/apiKey.ts";
import { resourceName } from "../../infra/settings.ts";
import { type Client, clientOf } from "../support/api.ts";
import { type CommandResult, runCommand } from "../support/command.ts";
import { clientsOf } from "./emulator/clients.ts";
import { REGION, ROOT, rootOf } from "./emulator/emulator.ts";
import { serviceModels } from "./emulator/models.ts";

export type StageName = "jay" | "production";

export const deployed = (stage: StageName) => inject("deployed")[stage];

/** The name on AWS of a file's function in functions/. */
export const functionOf = (stage: StageName, file: string): string =>
  deployed(stage).functions.find((name) => name.startsWith(`${resourceName(stage, file)}-`)) ?? "";

/** AWS's API, for the root of the stages' account or of another. */
export const aws = (account?: string) =>
  clientsOf(inject("endpoint"), serviceModels(inject("models")), account ? rootOf(account) : ROOT);

/**
 * `npm run NAME -- ARGUMENTS`, as `npx sst shell --stage STAGE --` runs it.
 *
 * @param keys whose rights it has, by default the root's
 */
export const command = (
  stage: StageName,
  name: string,
  args: readonly string[],
  keys: Record<string, string> = {},
): Promise<CommandResult> =>
  runCommand(name, args, {
    SST_RESOURCE_Operator: JSON.stringify(deployed(stage).operator),
    AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: inject("endpoint"),
    // The stage's own address is a name that not every system's resolver knows.
    NODE_OPTIONS: `--import ${new URL("names.ts", import.meta.url)}`,
    ...keys,
  });

/** The same. @throws Error when it fails */
export async function shell(stage: StageName, name: string, ...args: string[]): Promise<CommandResult> {
  const result = await command(stage, name, args);
  if (result.code !== 0) throw new Error(`${name} ${args.join(" ")}: ${result.code}\n${result.stdout}${result.stderr}`);
  return result;
}

/** With --json: what it printed. */
export const shellJson = async (stage: StageName, name: string, ...args: string[]) =>
  JSON.parse((await shell(stage, name, ...args, "--json")).stdout);

/** A new organization with a key for everything, made as operators make it. */
export async function organizationOn(stage: StageName, organizationId: string): Promise<Client> {
  const scope = ["--scope", ...scopes];
  const { key } = await shellJson(stage, "keys", "create", "--org", organizationId, "--name", "test", ...scope);
  return clientOf(deployed(stage).url, key, organizationId);
}

/** Waits until something holds. The test's own limit ends what never does. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

/**
 * Takes an action away from a function's role, runs something, and gives it back.
 *
 * @param file the function's in functions/
 */
export async function without<T>(stage: StageName, file: string, action: string, run: () => Promise<T>): Promise<T> {
  const { iam, lambda } = aws();
  const { Configuration } = await lambda.getFunction({ FunctionName: functionOf(stage, file) });
  const role = { RoleName: Configuration?.Role?.split("/").at(-1) ?? "", PolicyName: "inline" };
  const { PolicyDocument = "" } = await iam.getRolePolicy(role);
  const given = decodeURIComponent(PolicyDocument);
  const { Statement, ...rest } = JSON.parse(given);
  const left = (Statement as Statement[])
    .map((statement) => ({ ...statement, Action: [statement.Action].flat().filter((it) => it !== action) }))
    .filter(({ Action }) => Action.length > 0);
  await iam.putRolePolicy({ ...role, PolicyDocument: JSON.stringify({ ...rest, Statement: left }) });
  try {
    return await run();
  } finally {
    await iam.putRolePolicy({ ...role, PolicyDocument: given });
  }
}
