/** The engines of a stack: embedded, unless endpoints are given. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startDynoxide } from "./dynoxide.ts";
import { startFauxqs } from "./fauxqs.ts";

export interface EngineOptions {
  dataDir: string;
  /** The port of the embedded queues; 0 picks a free one. */
  sqsPort: number;
  /** An engine outside this process, instead of the embedded one. */
  dynamodbEndpoint?: string | undefined;
  sqsEndpoint?: string | undefined;
}

export interface Engines {
  dynamodbEndpoint: string;
  sqsEndpoint: string;
  /** The pid of the embedded DynamoDB. */
  dynamodbPid: number | null;
  /** Whether nothing outside this machine is used. */
  areEmbedded: boolean;
}

/**
 * Starts the embedded engines. `running` stops them again.
 *
 * @throws OperatorError when one of them does not start
 */
export async function startEngines(options: EngineOptions, running: AsyncDisposableStack): Promise<Engines> {
  const { dataDir, sqsPort, dynamodbEndpoint, sqsEndpoint } = options;
  const stopLater = <T extends { stop: () => Promise<void> }>(engine: T): T => {
    running.defer(engine.stop);
    return engine;
  };
  const queuesFolder = join(dataDir, "sqs");
  if (!sqsEndpoint) mkdirSync(queuesFolder, { recursive: true });
  const starting = [
    dynamodbEndpoint ? undefined : startDynoxide(dataDir).then(stopLater),
    sqsEndpoint ? undefined : startFauxqs(queuesFolder, sqsPort).then(stopLater),
  ] as const;
  // When one fails, the other must finish starting before it can be stopped.
  await Promise.allSettled(starting);
  const [dynoxide, fauxqs] = await Promise.all(starting);
  return {
    dynamodbEndpoint: dynoxide?.endpoint ?? dynamodbEndpoint ?? "",
    sqsEndpoint: fauxqs?.endpoint ?? sqsEndpoint ?? "",
    dynamodbPid: dynoxide?.pid ?? null,
    areEmbedded: dynoxide !== undefined && fauxqs !== undefined,
  };
}
