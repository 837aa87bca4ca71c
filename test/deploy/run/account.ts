/** An account of AWS with an operator who has this project. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import * as z from "zod/mini";
import { type Clients, clientsOf } from "../../stage/emulator/clients.ts";
import { ROOT, startEmulator } from "../../stage/emulator/emulator.ts";
import { serviceModels } from "../../stage/emulator/models.ts";
import { type Client, clientOf } from "../../support/api.ts";
import type { Call } from "./calls.ts";
import { type Front, startFront } from "./front.ts";
import { inventory } from "./inventory.ts";
import { copyProject, type Project } from "./project.ts";
import { type Result, type Running, startSst } from "./sst.ts";

const outputs = z.object({
  url: z.string(),
  dashboardUrl: z.optional(z.string()),
  publisherRoleArn: z.string(),
  alarmTopicArn: z.optional(z.string()),
  customersTable: z.string(),
});
export type Outputs = z.infer<typeof outputs>;

export interface Account {
  project: Project;
  front: Front;
  /** AWS's API, for the account's root. */
  aws: Clients;
  /** What is there but for what SST keeps when all stages are gone. */
  things: () => Promise<string[]>;
  /** Starts `npx sst ARGUMENTS`, and tells that it does. */
  start: (...args: string[]) => Running;
  /** `npx sst ARGUMENTS`. */
  sst: (...args: string[]) => Promise<Result>;
  /** `npx sst deploy --stage STAGE`: what it printed as outputs. @throws Error when it fails */
  deploy: (stage: string) => Promise<Outputs>;
  /** `npx sst shell --stage STAGE -- npm run ARGUMENTS`: what it printed. @throws Error when it fails */
  shell: (stage: string, ...args: string[]) => Promise<string>;
  /** The calls that changed something while something ran, but for SST's own book-keeping. */
  writesOf: (run: () => Promise<unknown>) => Promise<Call[]>;
  close: () => Promise<void>;
}

/** What SST makes once in an account, and a stage's passphrase, which it keeps: docs/deploy.md. */
const OF_ALL_STAGES = /^(bucket sst-(state|asset)-|parameter \/sst\/)/;

/**
 * An account of its own, on an emulator of its own, that nobody has deployed into.
 *
 * @param rights the policy of who deploys, and runs commands; by default it is the account's root
 */
export async function openAccount(rights?: string): Promise<Account> {
  const project = copyProject();
  const environment = inject("environment");
  const emulator = await startEmulator(environment);
  const front = await startFront(emulator.endpoint);
  const aws = clientsOf(emulator.endpoint, serviceModels(environment.models));
  const credentials = rights === undefined ? ROOT : await userWith(rights, aws);
  const where = { folder: project.folder, config: inject("config"), front, credentials };
  const start = (...args: string[]) => {
    console.error(`  npx sst ${args.join(" ")}`);
    return startSst(where, args);
  };
  const sst = (...args: string[]) => start(...args).ended;
  return {
    project,
    front,
    aws,
    things: async () => (await inventory(aws)).filter((thing) => !OF_ALL_STAGES.test(thing)),
    start,
    sst,
    deploy: async (stage) => {
      succeeded(await sst("deploy", "--stage", stage));
      return outputs.parse(JSON.parse(readFileSync(join(project.folder, ".sst", "outputs.json"), "utf8")));
    },
    shell: async (stage, ...args) =>
      succeeded(await sst("shell", "--stage", stage, "--", "npm", "run", "--silent", ...args)).output,
    writesOf: async (run) => {
      const before = front.calls.length;
      await run();
      return front.calls.slice(before).filter(({ writes, ofState }) => writes && !ofState);
    },
    close: async () => {
      front.close();
      await emulator.stop();
      project.remove();
    },
  };
}

/** A user has the keys that a role's session would have: the emulator weighs their rights in the same way. */
async function userWith(PolicyDocument: string, { iam }: Clients): Promise<typeof ROOT> {
  const user = { UserName: "deployer" };
  await iam.createUser(user);
  await iam.putUserPolicy({ ...user, PolicyName: "deploy", PolicyDocument });
  const { AccessKey } = await iam.createAccessKey(user);
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

/** @throws Error with what it printed */
export function succeeded(result: Result): Result {
  if (result.code !== 0) throw new Error(`It ended with ${result.code}:\n${result.output}`);
  return result;
}

const createdKey = z.object({ key: z.string() });

/** A new organization with a key, made as operators make it. */
export async function organizationOn(account: Account, stage: string, url: string, name: string): Promise<Client> {
  const printed = await account.shell(stage, "keys", "--", "create", "--org", name, "--name", "test", "--json");
  return clientOf(url, createdKey.parse(JSON.parse(printed)).key, name);
}
