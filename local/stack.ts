/** The whole of Clientela in one process beside its engine: the same handlers, on embedded DynamoDB and SQS. */
import { type EngineOptions, startEngines } from "./engine/engines.ts";
import { localTableNames } from "./engine/tables.ts";
import { startFront } from "./front/front.ts";
import { lockDataDir } from "./lock.ts";
import { prepare } from "./prepare.ts";
import { startPump } from "./pump/supervisor.ts";
import { removeStackFile, type StackFile, stackEnvironment, writeStackFile } from "./stackFile.ts";

export interface StackOptions extends EngineOptions {
  /** Of the API; 0 takes a free one. */
  port: number;
  /** The development key of `org_local`. */
  apiKey: string;
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
  // Stops the last started first; what fails to stop does not keep the rest running.
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

/** Tells the functions where everything is, before the front and the pump load them. */
function setEnvironment(stack: StackFile, areEnginesEmbedded: boolean): void {
  Object.assign(process.env, stackEnvironment(stack));
  // The embedded engines take any credentials; a profile's would need files, a login or the network.
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

/** Opens the API. Whoever gets an answer of it finds the stack's file. */
async function serve(stack: StackFile, port: number, running: AsyncDisposableStack): Promise<void> {
  running.defer(() => removeStackFile(stack.dataDir));
  const front = await startFront(port);
  running.defer(front.stop);
  // What the domain of API Gateway is on AWS.
  process.env.API_URL = front.url;
  stack.url = front.url;
  writeStackFile(stack);
}
