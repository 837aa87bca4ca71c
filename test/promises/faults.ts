/**
 * Clients of DynamoDB and SQS whose requests fail on the wire as a test wants, on a simulated clock: the clients'
 * timeouts and pauses are the real ones but take no time. So durations are exact on any machine.
 */
import { createServer, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { vi } from "vitest";

/**
 * Errors as the service returns them, a connection that breaks before or during the response, and one that goes silent.
 */
export const faultKinds = [
  "throttled",
  "conflict",
  "error 500",
  "error 503",
  "reset",
  "cut",
  "silent",
  "stalled",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** Whether the request took effect despite the fault. */
  tookEffect: boolean;
}

/** Quoted in errors, and must never become visible. */
export const SECRET = "secret item contents";

/** The part of an AWS client that is replaced: it sends built and signed requests, once per attempt. */
interface Sender {
  handle: (request: Sent, options: object) => Promise<Answered>;
}
interface Answered {
  response: { body: Readable };
}
interface Sent {
  headers: Record<string, string>;
  hostname: string;
  port?: number;
}

export interface FaultyClient {
  /** Breaks the next requests, one fault each; undefined lets one pass. */
  strike: (faults: readonly (Fault | undefined)[]) => void;
  /** Breaks every request. */
  strikeAlways: (fault: Fault) => void;
  /** Lets every request pass, this many milliseconds late. */
  delayAlways: (ms: number) => void;
  heal: () => void;
}

/** Requests in flight, to an engine or to the fault server. While there are any, the clock stands still. */
let underWay = 0;
/** Callbacks for the arrival of requests at the fault server whose response never ends, by number. */
const arrivals = new Map<string, () => void>();
let serial = 0;

/** Starts the fault server. */
export async function startFaults(): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      fail(String(request.headers["x-fault"]), String(request.headers["x-amz-target"] ?? ""), response);
      arrivals.get(String(request.headers["x-fault-number"]))?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: Object(server.address()).port, stop };
}

function fail(kind: string, target: string, response: ServerResponse): void {
  const answer = (status: number, name: string, more: object = {}) =>
    response
      .writeHead(status, { "content-type": "application/x-amz-json-1.0" })
      .end(JSON.stringify({ __type: `com.amazonaws#${name}`, message: SECRET, ...more }));
  if (kind === "throttled") answer(400, "ProvisionedThroughputExceededException");
  else if (kind === "conflict" && target.endsWith(".TransactWriteItems"))
    answer(400, "TransactionCanceledException", {
      CancellationReasons: [{ Code: "None" }, { Code: "TransactionConflict" }],
    });
  else if (kind === "conflict") answer(400, "TransactionConflictException");
  else if (kind === "error 500") answer(500, "InternalServerError");
  else if (kind === "error 503") answer(503, "ServiceUnavailable");
  else if (kind === "reset") response.socket?.resetAndDestroy();
  else if (kind === "cut" || kind === "stalled")
    response.writeHead(200, { "content-length": 1_000 }).write(`{"Item":{"x":"${SECRET}`, () => {
      if (kind === "cut") response.socket?.destroy();
    });
}

/** Replaces a client's sender. Use `useOwnTime` before breaking requests. */
export function makeFaulty(sender: unknown, faultPort: number): FaultyClient {
  const client = sender as Sender;
  const send = client.handle.bind(client);
  let faults: (Fault | undefined)[] = [];
  let lasting: Fault | undefined;
  let delayMs = 0;
  client.handle = async (request, options) => {
    const fault = lasting ?? faults.shift();
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (!fault) return track(whole(send(request, options)));
    if (fault.tookEffect) await track(whole(send(request, options)));
    const number = String(++serial);
    const headers = { ...request.headers, "x-fault": fault.kind, "x-fault-number": number };
    const broken = send({ ...request, headers, hostname: "127.0.0.1", port: faultPort }, options);
    if (fault.kind === "silent") return track(broken, number);
    // Only the beginning of a stalled response arrives.
    return track(fault.kind === "stalled" ? broken : whole(broken));
  };
  return {
    strike: (next) => {
      faults = [...next];
    },
    strikeAlways: (fault) => {
      lasting = fault;
    },
    delayAlways: (ms) => {
      delayMs = ms;
    },
    heal: () => {
      delayMs = 0;
      faults = [];
      lasting = undefined;
    },
  };
}

/**
 * The response once its body has arrived or broken off: the client reads it later, and the clock must not move
 * meanwhile.
 */
async function whole(sent: Promise<Answered>): Promise<Answered> {
  const { response } = await sent;
  const chunks: Buffer[] = [];
  let failure: unknown;
  try {
    for await (const chunk of response.body) chunks.push(chunk);
  } catch (error) {
    failure = error;
  }
  const body = Readable.from(
    (function* () {
      yield* chunks;
      if (failure !== undefined) throw failure;
    })(),
  );
  return { response: Object.assign(response, { body }) };
}

/** Counts a request as in flight until its response ends or, if it never ends, until the request has arrived. */
async function track<T>(sent: Promise<T>, unendingNumber?: string): Promise<T> {
  let isCounted = true;
  const end = () => {
    if (isCounted) underWay--;
    isCounted = false;
  };
  underWay++;
  if (unendingNumber !== undefined) arrivals.set(unendingNumber, end);
  return sent.finally(end);
}

/** After this many turns of the event loop without a request in flight, the process only waits for time to pass. */
const IDLE_TURNS = 5;
/** Far more turns than anything needs. */
const MAX_TURNS = 1_000_000;

/** From now on time passes only inside `inOwnTime`. */
export function useOwnTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("The time is over", "TimeoutError")), ms);
    return controller.signal;
  });
  vi.spyOn(Socket.prototype, "setTimeout").mockImplementation(setSocketTimeout);
}

const setRealSocketTimeout = Socket.prototype.setTimeout;
const socketTimers = new WeakMap<Socket, NodeJS.Timeout>();

/** A socket's own timer would use the machine's clock. Only the AWS clients' timer has a listener. */
function setSocketTimeout(this: Socket, ms: number, onTimeout?: () => void): Socket {
  clearTimeout(socketTimers.get(this));
  if (!onTimeout) return setRealSocketTimeout.call(this, ms);
  // The agent reads this before it removes the timer.
  Object.assign(this, { timeout: ms });
  socketTimers.set(this, setTimeout(onTimeout, ms));
  return this;
}

export function useRealTime(): void {
  vi.useRealTimers();
  vi.restoreAllMocks();
}

/** Runs something to its end. Whenever it only waits, the clock jumps to the end of the wait. */
export async function inOwnTime<T>(run: () => Promise<T>): Promise<{ result: T; elapsedMs: number }> {
  const startedAt = Date.now();
  let endedAt: number | undefined;
  const running = run().finally(() => {
    endedAt = Date.now();
  });
  // The failure is reported by the await below.
  running.catch(() => {});
  for (let turns = 0, idleTurns = 0; endedAt === undefined; turns++) {
    if (turns === MAX_TURNS) throw new Error(`It does not end: ${underWay} requests are under way`);
    await new Promise((resolve) => setImmediate(resolve));
    idleTurns = underWay > 0 ? 0 : idleTurns + 1;
    if (idleTurns < IDLE_TURNS) continue;
    idleTurns = 0;
    if (vi.getTimerCount() === 0) throw new Error("It waits for ever: no time-out is set");
    await vi.advanceTimersToNextTimerAsync();
  }
  return { result: await running, elapsedMs: endedAt - startedAt };
}
