/** The HTTP front: takes requests as API Gateway would, by the same route rows, and calls the very same handlers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import Router from "find-my-way";
import type { Handler } from "../core/http/respond.ts";
import { routes, unmatchedRequest } from "../infra/routes.ts";
import { MAX_PAYLOAD_BYTES, sendGatewayError, sendResult, toEvent } from "./apiGateway.ts";
import { isErrno, StackError } from "./failure.ts";

/** Longer than a handler may take. */
const GRACE_MS = 10_000;

/** Starts the front. Port 0 takes a free one. @throws StackError when the port is taken */
export async function startFront(port: number): Promise<{ url: string; stop: () => Promise<void> }> {
  const router = await makeRouter();
  const underWay = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    response.shouldKeepAlive &&= server.listening;
    router.lookup(request, response);
  });
  await listen(server, port);
  const address = server.address();
  const actualPort = typeof address === "object" && address ? address.port : port;
  return { url: `http://localhost:${actualPort}`, stop: () => close(server, underWay) };
}

/** Takes no more connections, answers what is under way, and ends every connection: browsers keep theirs open. */
async function close(server: Server, underWay: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const answers = Array.from(underWay, (response) => {
    response.shouldKeepAlive = false;
    return new Promise((resolve) => response.once("close", resolve));
  });
  await Promise.race([Promise.all(answers), sleep(GRACE_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}

async function makeRouter() {
  const fallback = await integration(unmatchedRequest, "$default");
  const router = Router({
    defaultRoute: (request, response) => fallback(request, response, {}),
    maxParamLength: 100_000,
    onBadUrl: (_path, request, response) => fallback(request, response, {}),
  });
  for (const { operation, method, paths } of routes)
    for (const path of paths) {
      const matched = await integration(operation, `${method} ${path}`);
      router.on(method, path.replaceAll(/\{(\w+)\}/g, ":$1"), (request, response, parameters) => {
        // API Gateway matches the decoded path, where a parameter is neither empty nor holds a slash.
        const isSegment = Object.values(parameters).every((value) => value && !value.includes("/"));
        return isSegment ? matched(request, response, parameters) : fallback(request, response, {});
      });
    }
  return router;
}

type Integration = (
  request: IncomingMessage,
  response: ServerResponse,
  parameters: Record<string, string | undefined>,
) => void;

/** The handler of one operation behind one route, as its Lambda proxy integration. */
async function integration(operation: string, routeKey: string): Promise<Integration> {
  const { handler } = (await import(`../functions/${operation}.ts`)) as { handler: Handler };
  return (request, response, parameters) => {
    readBody(request)
      .then(async (body) => {
        if (body === undefined) return sendGatewayError(response, 413, "Request Entity Too Large");
        sendResult(response, await handler(toEvent(request, body, routeKey, parameters)));
      })
      .catch((error: unknown) => {
        // The caller went away in the middle of the body.
        if (!request.complete) return;
        // A handler broke its promise never to throw.
        console.error(error);
        sendGatewayError(response, 500, "Internal Server Error");
      });
  };
}

/** The whole body; undefined when it is larger than API Gateway takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_PAYLOAD_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_PAYLOAD_BYTES ? undefined : Buffer.concat(chunks);
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        isErrno(error, "EADDRINUSE")
          ? new StackError(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`)
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
