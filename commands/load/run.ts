/** Sends requests at a fixed rate, whatever the answers do: a slow answer does not hold back the requests after it. */
import { Agent, request as httpRequest } from "node:http";
import type { LoadRequest, Workload } from "./requests.ts";

export interface LoadOptions {
  url: string;
  apiKey: string;
  /** Requests a second. */
  rate: number;
  seconds: number;
  workload: Workload;
  /** The memory of the stack now, in bytes; undefined where this machine does not tell. */
  memory: () => number | undefined;
  onProgress: (sent: number) => void;
}

export interface LoadResult {
  requests: number;
  /** Answers a second. */
  throughput: number;
  /** From when a request was due until its answer was read. */
  milliseconds: { p50: number; p99: number; p999: number; max: number };
  /** Everything but a 2xx, by what it was. */
  errors: Record<string, number>;
  /** After a fifth of the time, when the stack is warm, and at the end: the median of several looks, in bytes. */
  memory: { before: number; after: number } | undefined;
}

const TICK_MS = 5;
const TIMEOUT_MS = 10_000;
const WARM_UP_SHARE = 0.2;
const MEMORY_SHARE = 0.2;

export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { rate, seconds, workload, memory, onProgress } = options;
  const total = Math.round(rate * seconds);
  const agent = new Agent({ keepAlive: true });
  const latencies: number[] = [];
  const errors: LoadResult["errors"] = {};
  const looks: { at: number; bytes: number }[] = [];
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
    if (bytes !== undefined) looks.push({ at: sent / total, bytes });
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
    memory: growth(looks),
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

/** Memory jumps with each collection of garbage, so it is the median of a fifth of the run. */
function growth(looks: readonly { at: number; bytes: number }[]): LoadResult["memory"] {
  const median = (from: number, to: number) => {
    const within = looks.filter(({ at }) => at >= from && at <= to).map(({ bytes }) => bytes);
    return within.sort((a, b) => a - b)[Math.floor(within.length / 2)];
  };
  const before = median(WARM_UP_SHARE, WARM_UP_SHARE + MEMORY_SHARE);
  const after = median(1 - MEMORY_SHARE, 1);
  return before === undefined || after === undefined ? undefined : { before, after };
}
