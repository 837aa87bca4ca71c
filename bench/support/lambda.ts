/**
 * A cold start: a new process with Lambda's own runtime client and a bundle, and our implementation of the Runtime API.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BuiltFunction } from "../../synth/buildFunction.ts";
import { onItsCore } from "./cores.ts";

export interface ColdStart {
  /** CPU time of the whole process up to the first response, in milliseconds. */
  cpu: number;
  /** From the event to the response, in milliseconds. */
  firstInvoke: number;
  secondInvoke: number;
}

export interface Invocation {
  /** The runtime client's program. */
  program: string;
  bundle: BuiltFunction;
  environment: Readonly<Record<string, string>>;
  /** The first and the second event. */
  events: readonly [unknown, unknown];
}

const HANDLER = "bundle.handler";

/** Longer than any start takes. */
const PATIENCE_MS = 20_000;

/** Starts a function, invokes it twice and ends it. */
export async function startCold({ program, bundle, environment, events }: Invocation): Promise<ColdStart> {
  const api = createServer();
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const { port } = api.address() as AddressInfo;
  const [command, args] = onItsCore(process.execPath, [program, HANDLER]);
  const child = spawn(command, args, {
    cwd: bundle.out,
    env: {
      ...environment,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      LAMBDA_TASK_ROOT: bundle.out,
      _HANDLER: HANDLER,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1024",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_LOG_GROUP_NAME: "bench",
      AWS_LAMBDA_LOG_STREAM_NAME: "bench",
      AWS_LAMBDA_LOG_FORMAT: "JSON",
      TZ: ":UTC",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  try {
    return await serve(api, child, events);
  } finally {
    clearTimeout(timer);
    child.removeAllListeners();
    child.kill("SIGKILL");
    api.close().closeAllConnections();
  }
}

function serve(api: ReturnType<typeof createServer>, child: ChildProcess, events: Invocation["events"]) {
  return new Promise<ColdStart>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`A cold start ended with ${code}`)));
    const invokes: number[] = [];
    let cpu = 0;
    let sentAt = 0;
    api.on("request", async (request, response) => {
      if (request.url?.endsWith("/invocation/next")) {
        sentAt = performance.now();
        return sendEvent(response, invokes.length, events[invokes.length]);
      }
      const answer = await textOf(request);
      if (!request.url?.endsWith("/response")) return reject(new Error(`A cold start failed: ${answer}`));
      if (invokes.length === 0) cpu = cpuOf(child.pid ?? 0);
      invokes.push(performance.now() - sentAt);
      const [firstInvoke = 0, secondInvoke] = invokes;
      if (JSON.parse(answer).statusCode >= 300) reject(new Error(`A cold start answers ${answer}`));
      if (secondInvoke !== undefined) resolve({ cpu, firstInvoke, secondInvoke });
      response.writeHead(202).end();
    });
  });
}

function sendEvent(response: ServerResponse, number: number, event: unknown): void {
  // After the second response it asks for a third event, which never comes.
  if (event === undefined) return;
  response
    .writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": `00000000-0000-4000-8000-00000000000${number}`,
      "lambda-runtime-deadline-ms": String(Date.now() + 15_000),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:123456789012:function:bench",
    })
    .end(JSON.stringify(event));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The CPU time of all threads of a process according to the kernel, in milliseconds. */
function cpuOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(folder).map((thread) =>
    Number(readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}
