/** The whole of Clientela in one process beside its engine: the same handlers, on embedded DynamoDB and SQS. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startDynoxide } from "./engine/dynoxide.ts";
import { startFauxqs } from "./engine/fauxqs.ts";
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
  /** False leaves changes in the stream, where a later start publishes them. */
  publishes?: boolean;
}

export interface Stack extends StackFile {
  stop: () => Promise<void>;
}

/**
 * Starts everything on the data folder. A process can run one stack: handlers read where it is from the environment.
 *
 * @throws OperatorError when the folder, a port or an engine cannot be had; what was started by then is stopped again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const started: Stopper[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopAll(started);
    return stopping;
  };
  try {
    return { ...(await start(options, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Stopper = () => unknown;

/** The last started first. What fails to stop does not keep the rest running. */
async function stopAll(started: readonly Stopper[]): Promise<void> {
  const failures: unknown[] = [];
  for (const stopOne of started.toReversed())
    try {
      await stopOne();
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
}

async function start(options: StackOptions, started: Stopper[]): Promise<StackFile> {
  const { dataDir, port, sqsPort, apiKey } = options;
  started.push(lockDataDir(dataDir).release);
  const engines = [
    options.dynamodbEndpoint ? undefined : startDynoxide(dataDir).then((engine) => onStop(started, engine)),
    options.sqsEndpoint ? undefined : startFauxqs(folder(dataDir, "sqs"), sqsPort).then((it) => onStop(started, it)),
  ] as const;
  // When one fails, the other must have started before it can be stopped.
  await Promise.allSettled(engines);
  const [engine, queues] = await Promise.all(engines);
  const { localTableNames } = await import("./engine/tables.ts");
  const stack = {
    region: process.env.AWS_REGION ?? "us-east-1",
    stage: "local",
    dynamodbEndpoint: engine?.endpoint ?? options.dynamodbEndpoint ?? "",
    sqsEndpoint: queues?.endpoint ?? options.sqsEndpoint ?? "",
    tables: localTableNames,
    dataDir,
    pids: { stack: process.pid, dynamodb: engine?.pid ?? null, pump: null as number | null },
  };
  Object.assign(process.env, stackEnvironment({ ...stack, queueUrls: {} }));
  setCredentials(engine !== undefined && queues !== undefined);
  // From here on modules read that environment.
  const { prepare } = await import("./prepare.ts");
  const queueUrls = await prepare(apiKey);
  Object.assign(process.env, stackEnvironment({ ...stack, queueUrls }));
  const complete: StackFile = { ...stack, queueUrls, url: "" };
  if (options.publishes ?? true) {
    const { startPump } = await import("./pump/supervisor.ts");
    const pump = startPump(dataDir, engine?.pid, (pid) => {
      complete.pids.pump = pid;
      if (complete.url !== "") writeStackFile(complete);
    });
    onStop(started, pump);
  }
  started.push(() => removeStackFile(dataDir));
  const { startFront } = await import("./front/front.ts");
  const { url } = onStop(started, await startFront(port));
  // What the domain of API Gateway is on AWS.
  process.env.API_URL = url;
  // Whoever gets an answer finds the file.
  complete.url = url;
  writeStackFile(complete);
  return complete;
}

/** The embedded engines take any credentials; a profile's would need files, a login or the network. */
function setCredentials(allEmbedded: boolean): void {
  if (allEmbedded) delete process.env.AWS_PROFILE;
  if (process.env.AWS_PROFILE) return;
  process.env.AWS_ACCESS_KEY_ID ??= "local";
  process.env.AWS_SECRET_ACCESS_KEY ??= "local";
}

function onStop<T extends { stop: () => Promise<void> }>(started: Stopper[], it: T): T {
  started.push(it.stop);
  return it;
}

function folder(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}
