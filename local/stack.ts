/** All of Clientela in one process, plus its engine: the same handlers, on embedded DynamoDB and SQS. */
import { type EngineOptions, startEngines } from "./engine/engines.ts";
import { localTableNames } from "./engine/tables.ts";
import { startFront } from "./front/front.ts";
import { lockDataDir } from "./lock.ts";
import { prepare } from "./prepare.ts";
import { startPump } from "./pump/supervisor.ts";
import { removeStackFile, type StackFile, stackEnvironment, writeStackFile } from "./stackFile.ts";

export interface StackOptions extends EngineOptions {
  /** The API's port; 0 picks a free one. */
  port: number;
  /** The development key of `org_local`. */
  apiKey: string;
  /** If false, changes stay in the stream, and a later start publishes them. */
  publishes?: boolean;
}

export interface Stack extends StackFile {
  stop: () => Promise<void>;
}

/**
 * Starts everything on the data folder. One stack per process, because handlers read their settings from the
 * environment.
 *
 * @throws OperatorError when the folder, a port or an engine is unavailable; everything already started is stopped
 *   again
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  // Stops in reverse order; a failure to stop one does not keep the others running.
  const running = new AsyncDisposableStack();
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= running.disposeAsync();
    return stopping;
  };
  try {
    return { ...(await startParts(options, running)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(options: StackOptions, running: AsyncDisposableStack): Promise<StackFile> {
  const { dataDir, apiKey, port, publishes = true } = options;
  running.defer(lockDataDir(dataDir).release);
  const engines = await startEngines(options, running);
  const stack: StackFile = {
    url: "",
    region: process.env.AWS_REGION ?? "us-east-1",
    stage: "local",
    dynamodbEndpoint: engines.dynamodbEndpoint,
    sqsEndpoint: engines.sqsEndpoint,
    tables: localTableNames,
    queueUrls: {},
    dataDir,
    pids: { stack: process.pid, dynamodb: engines.dynamodbPid, pump: null },
  };
  setEnvironment(stack, engines.areEmbedded);
  stack.queueUrls = await prepare(apiKey);
  setEnvironment(stack, engines.areEmbedded);
  if (publishes) publishChanges(stack, running);
  await serve(stack, port, running);
  return stack;
}

/** Sets the variables that functions read, before the front and the pump load them. */
function setEnvironment(stack: StackFile, areEnginesEmbedded: boolean): void {
  Object.assign(process.env, stackEnvironment(stack));
  // The embedded engines accept any credentials; a profile would need files, a login or the network.
  if (areEnginesEmbedded) delete process.env.AWS_PROFILE;
  if (process.env.AWS_PROFILE) return;
  process.env.AWS_ACCESS_KEY_ID ??= "local";
  process.env.AWS_SECRET_ACCESS_KEY ??= "local";
}

function publishChanges(stack: StackFile, running: AsyncDisposableStack): void {
  const pump = startPump(stack.dataDir, stack.pids.dynamodb, (pid) => {
    stack.pids.pump = pid;
    if (stack.url !== "") writeStackFile(stack);
  });
  running.defer(pump.stop);
}

/** Opens the API. When it answers, the stack's file exists already. */
async function serve(stack: StackFile, port: number, running: AsyncDisposableStack): Promise<void> {
  running.defer(() => removeStackFile(stack.dataDir));
  const front = await startFront(port);
  running.defer(front.stop);
  // On AWS this is API Gateway's domain.
  process.env.API_URL = front.url;
  stack.url = front.url;
  writeStackFile(stack);
}
