/** The connections of an AWS client: they stay open between requests, and a dead one costs a request nothing but a new one. */
import type { Agent } from "node:http";
import type { DeserializeHandler, MiddlewareStack } from "@smithy/types";

/** What the SDK's request handler takes as options of these names. */
export interface Connections {
  httpAgent: Agent;
  httpsAgent: Agent;
}

/** Errors of requests that went out on a connection which had been used before. */
const failedOnReused = new WeakSet<object>();

/** Connections that are kept open, at most `maxSockets` to a host. */
export function keptOpen(maxSockets: number): Connections {
  // An `import` of node:http would load what only `fetch` needs.
  const { Agent: HttpAgent } = process.getBuiltinModule("node:http");
  const { Agent: HttpsAgent } = process.getBuiltinModule("node:https");
  const options = { keepAlive: true, maxSockets };
  return { httpAgent: observed(new HttpAgent(options)), httpsAgent: observed(new HttpsAgent(options)) };
}

/** `reuseSocket` is called for each request that gets a connection which was used before: https://nodejs.org/api/http.html#agentreusesocketsocket-request */
function observed<T extends Agent>(agent: T): T {
  const reuseSocket = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    request.once("error", (error) => failedOnReused.add(error));
    reuseSocket(socket, request);
  };
  return agent;
}

/** What a peer that has closed a connection answers. The SDK gives errors another name, but leaves the code. */
const CLOSED_BY_PEER = new Set(["ECONNRESET", "EPIPE"]);

function wasDead(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && CLOSED_BY_PEER.has(String(error.code)) && failedOnReused.has(error)
  );
}

/**
 * From here on a request that finds its connection dead goes out again at once, on a new one, within the same attempt. All
 * connections may be dead: while Lambda froze the process, nobody heard that they were closed. Whether the request was
 * received before the connection broke is not known, so it must be one that may be received twice.
 */
export function replaceDeadConnections<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  connections: Connections,
): void {
  const middleware =
    (next: DeserializeHandler<Input, Output>): DeserializeHandler<Input, Output> =>
    async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!wasDead(error)) throw error;
        closeIdle(connections);
        return next(args);
      }
    };
  // Next to the request handler: nothing comes between closing the old connections and taking one.
  stack.add(middleware, { step: "deserialize", priority: "low", name: "replaceDeadConnections" });
}

/** Not `destroy`, which would end requests that are under way too. */
function closeIdle({ httpAgent, httpsAgent }: Connections): void {
  for (const { freeSockets } of [httpAgent, httpsAgent])
    for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
}
