/** Sends requests at a fixed rate: a slow answer does not delay the requests after it. */
import { Agent, request as httpRequest } from "node:http";
import type { LoadRequest, Workload } from "./requests.ts";

export interface LoadOptions {
  url: string;
  apiKey: string;
  /** Requests per second. */
  rate: number;
  seconds: number;
  workload: Workload;
  /** The stack's current memory in bytes; undefined if this machine does not report it. */
  memory: () => number | undefined;
  onProgress: (sent: number) => void;
}

export interface LoadResult {
  requests: number;
  /** Answers per second. */
  throughput: number;
  /** From the time a request was due until its answer was read. */
  milliseconds: { p50: number; p99: number; p999: number; max: number };
  /** Counts of everything except 2xx, by status or error. */
  errors: Record<string, number>;
  /** In bytes, after the warm-up and at the end; undefined if the run is too short. */
  memory: { before: number; after: number } | undefined;
}

const TICK_MS = 5;
const TIMEOUT_MS = 10_000;
/** After this many requests the stack's heaps have the size that V8 gives them under a constant load. */
const WARM_UP_REQUESTS = 6_000;
/** Memory drops with each garbage collection, so we take the median over this many requests. */
const WINDOW_REQUESTS = 2_000;

export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { rate, seconds, workload, memory, onProgress } = options;
  const total = Math.round(rate * seconds);
  const agent = new Agent({ keepAlive: true });
  const latencies: number[] = [];
  const errors: LoadResult["errors"] = {};
  const looks: Look[] = [];
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  const sendDue = (due: number) => {
    const request = workload.next();
    const answered = send(agent, options, request)
      .then((answer) => workload.answered(request, answer))
      .catch((error: Error) => {
        errors[error.message] = (errors[error.message] ?? 0) + 1;
      })
      .then(() => {
        latencies.push(performance.now() - startedAt - due);
        pending.delete(answered);
      });
    pending.add(answered);
  };
  for (let sent = 0; sent < total; ) {
    const elapsed = performance.now() - startedAt;
    for (; sent < total && (sent * 1_000) / rate <= elapsed; sent++) sendDue((sent * 1_000) / rate);
    const bytes = memory();
    if (bytes !== undefined) looks.push({ sent, bytes });
    onProgress(sent);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(pending);
  const elapsedSeconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return {
    requests: total,
    throughput: latencies.length / elapsedSeconds,
    milliseconds: percentiles(latencies),
    errors,
    memory: growth(looks, total),
  };
}

/** @throws Error with the status and the code, or the code of a broken connection */
function send(agent: Agent, { url, apiKey }: LoadOptions, { method, path, body }: LoadRequest): Promise<object> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    "x-api-key": apiKey,
    ...(payload === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${url}${path}`, { agent, method, headers, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString());
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve(answer);
        else reject(new Error(`${statusCode} ${answer.code ?? ""}`.trim()));
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer within 10 s")));
    request.on("error", (error: NodeJS.ErrnoException) => reject(new Error(error.code ?? error.message)));
    request.end(payload);
  });
}

function percentiles(latencies: readonly number[]): LoadResult["milliseconds"] {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: sorted.at(-1) ?? 0 };
}

interface Look {
  /** Requests sent so far. */
  sent: number;
  bytes: number;
}

function growth(looks: readonly Look[], total: number): LoadResult["memory"] {
  if (total < WARM_UP_REQUESTS + 2 * WINDOW_REQUESTS) return undefined;
  const medianFrom = (first: number) => {
    const within = looks.filter(({ sent }) => sent >= first && sent <= first + WINDOW_REQUESTS);
    return within.map(({ bytes }) => bytes).sort((a, b) => a - b)[Math.floor(within.length / 2)];
  };
  const before = medianFrom(WARM_UP_REQUESTS);
  const after = medianFrom(total - WINDOW_REQUESTS);
  return before === undefined || after === undefined ? undefined : { before, after };
}
