/**
 * Connections of an AWS client. They stay open between requests; a dead one costs a request only the opening of a new
 * one.
 */
import type { Agent } from "node:http";
import type { DeserializeHandler, MiddlewareStack } from "@smithy/types";

/** Named like the options of the SDK's request handler. */
export interface Connections {
  httpAgent: Agent;
  httpsAgent: Agent;
}

/** Errors of requests sent on a connection that had been used before. */
const failedOnReused = new WeakSet<object>();

/** Keep-alive connections, at most `maxSockets` per host. */
export function keptOpen(maxSockets: number): Connections {
  // An `import` of node:http would load what only `fetch` needs.
  const { Agent: HttpAgent } = process.getBuiltinModule("node:http");
  const { Agent: HttpsAgent } = process.getBuiltinModule("node:https");
  const options = { keepAlive: true, maxSockets };
  return { httpAgent: observed(new HttpAgent(options)), httpsAgent: observed(new HttpsAgent(options)) };
}

/** `reuseSocket` is called for each request on a used connection: https://nodejs.org/api/http.html#agentreusesocketsocket-request */
function observed<T extends Agent>(agent: T): T {
  const reuseSocket = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    request.once("error", (error) => failedOnReused.add(error));
    reuseSocket(socket, request);
  };
  return agent;
}

/** Error codes of a connection that the peer has closed. The SDK renames these errors, but keeps the code. */
const CLOSED_BY_PEER = new Set(["ECONNRESET", "EPIPE"]);

function wasDead(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && CLOSED_BY_PEER.has(String(error.code)) && failedOnReused.has(error)
  );
}

/**
 * Makes a request that finds its connection dead go out again at once on a new one, within the same attempt. All open
 * connections may be dead, because nobody noticed their closing while Lambda froze the process. The request may have
 * been received before the connection broke, so it must be one that may be received twice.
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
  // Right around the request handler, so that nothing happens between closing the old connections and taking a new one.
  stack.add(middleware, { step: "deserialize", priority: "low", name: "replaceDeadConnections" });
}

/** Not `destroy`, which would also end requests in flight. */
function closeIdle({ httpAgent, httpsAgent }: Connections): void {
  for (const { freeSockets } of [httpAgent, httpsAgent])
    for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
}
