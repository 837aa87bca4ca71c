/** The whole of Clientela in one process beside its engine: the same handlers, on embedded DynamoDB and SQS. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startDynoxide } from "./dynoxide.ts";
import { startFauxqs } from "./fauxqs.ts";
import { lockDataDir } from "./lock.ts";
import { removeStackFile, type StackFile, stackEnvironment, writeStackFile } from "./stackFile.ts";

export interface StackOptions {
  dataDir: string;
  /** 0 takes a free one. */
  port: number;
  sqsPort: number;
  /** The development key of `org_local`. */
  apiKey: string;
  /** Engines outside this process, in place of the embedded ones. */
  dynamodbEndpoint?: string | undefined;
  sqsEndpoint?: string | undefined;
}

export interface Stack extends StackFile {
  stop: () => Promise<void>;
}

/**
 * Starts everything on the data folder. A process can run one stack: handlers read where it is from the environment.
 *
 * @throws StackError when the folder, a port or an engine cannot be had; what was started by then is stopped again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const started: (() => unknown)[] = [];
  const stop = async () => {
    for (const stopOne of started.splice(0).reverse()) await stopOne();
  };
  try {
    return { ...(await start(options, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: StackOptions, started: (() => unknown)[]): Promise<StackFile> {
  const { dataDir, port, sqsPort, apiKey } = options;
  started.push(lockDataDir(dataDir).release);
  const [engine, queues] = await Promise.all([
    options.dynamodbEndpoint ? undefined : startDynoxide(dataDir).then((engine) => onStop(started, engine)),
    options.sqsEndpoint ? undefined : startFauxqs(folder(dataDir, "sqs"), sqsPort).then((it) => onStop(started, it)),
  ]);
  const { localTableNames } = await import("./createTables.ts");
  const stack = {
    region: process.env.AWS_REGION ?? "us-east-1",
    stage: "local",
    dynamodbEndpoint: options.dynamodbEndpoint ?? engine?.endpoint ?? "",
    sqsEndpoint: options.sqsEndpoint ?? queues?.endpoint ?? "",
    tables: localTableNames,
    dataDir,
    pids: { stack: process.pid, dynamodb: engine?.pid ?? null },
  };
  Object.assign(process.env, stackEnvironment(stack));
  process.env.AWS_ACCESS_KEY_ID ??= "local";
  process.env.AWS_SECRET_ACCESS_KEY ??= "local";
  // From here on modules read that environment.
  const { prepare } = await import("./prepare.ts");
  await prepare(apiKey);
  const { startFront } = await import("./front.ts");
  const { url } = onStop(started, await startFront(port));
  writeStackFile({ ...stack, url });
  started.push(() => removeStackFile(dataDir));
  return { ...stack, url };
}

function onStop<T extends { stop: () => Promise<void> }>(started: (() => unknown)[], it: T): T {
  started.push(it.stop);
  return it;
}

function folder(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
