/** The HTTP front: accepts requests like API Gateway, with the same route rows, and calls the same handlers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import Router from "find-my-way";
import { OperatorError } from "../../core/base/operatorError.ts";
import { endWaits } from "../../core/events/waiting/wait.ts";
import type { Handler } from "../../core/http/respond.ts";
import { DASHBOARD_PATH } from "../../infra/dashboard.ts";
import { requestsOf, routes, unmatchedRequest } from "../../infra/routes.ts";
import { isErrno } from "../systemError.ts";
import { isHeadTooLarge, MAX_PAYLOAD_BYTES, sendGatewayError, sendResult, toEvent } from "./apiGateway.ts";
import { hasDashboard, isBrowser, redirectToDashboard, sendDashboard } from "./dashboard.ts";

/** Longer than a handler may take that does not wait. */
const GRACE_MS = 10_000;

/** Callers whose keep-alive is as long may reuse a connection that is being closed. A minute is longer than most. */
const KEEP_ALIVE_MS = 65_000;

/** Of request line and headers: enough that API Gateway's limit is met before Node's, which has another answer. */
const MAX_READ_HEAD_BYTES = 65_536;

/** Starts the front. Port 0 picks a free one. @throws OperatorError when the port is taken */
export async function startFront(port: number): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer({ maxHeaderSize: MAX_READ_HEAD_BYTES });
  const router = await makeRouter(server);
  // Node considers a connection that has sent nothing yet, such as one that a browser opens in advance, to be in use.
  const unused = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", (request, response) => {
    unused.delete(request.socket);
    router.lookup(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, port);
  const address = server.address();
  const actualPort = typeof address === "object" && address ? address.port : port;
  return { url: `http://localhost:${actualPort}`, stop: () => close(server, unused) };
}

/**
 * Accepts no more connections, answers requests in flight, and ends every connection, since browsers keep theirs open.
 */
async function close(server: Server, unused: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of unused) socket.destroy();
  const untilIdle = setInterval(() => {
    // Those too that come meanwhile, over connections that are open.
    endWaits();
    server.closeIdleConnections();
  }, 10);
  await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
  clearInterval(untilIdle);
  server.closeAllConnections();
  await closed;
}

async function makeRouter(server: Server) {
  const fallback = await integration(server, unmatchedRequest, "$default");
  const router = Router({
    defaultRoute: (request, response) => fallback(request, response, {}),
    maxParamLength: 100_000,
    onBadUrl: (path, request, response) =>
      hasDashboard() && path.startsWith(DASHBOARD_PATH) ? page(request, response) : fallback(request, response, {}),
  });
  for (const route of routes)
    for (const { method, path } of requestsOf(route)) {
      const matched = await integration(server, route.operation, `${method} ${path}`);
      router.on(method, path.replaceAll(/\{(\w+)\}/g, ":$1"), (request, response, parameters) => {
        // API Gateway matches the decoded path, in which a parameter is not empty and contains no slash.
        const isSegment = Object.values(parameters).every((value) => value && !value.includes("/"));
        return isSegment ? matched(request, response, parameters) : fallback(request, response, {});
      });
    }
  if (hasDashboard()) addDashboard(router, fallback);
  return router;
}

/** A file or a page of the dashboard. A malformed address is a page too, which says that there is none. */
function page(request: IncomingMessage, response: ServerResponse): void {
  sendDashboard(request, response).catch((error: unknown) => {
    console.error(error);
    sendGatewayError(response, 500, "Internal Server Error");
  });
}

/** The dashboard at its path, with a redirect for browsers at the root. On AWS it has its own domain. */
function addDashboard(router: Router.Instance<Router.HTTPVersion.V1>, fallback: Integration): void {
  router.on(["GET", "HEAD"], `${DASHBOARD_PATH}*`, page);
  router.on("GET", DASHBOARD_PATH.slice(0, -1), (_request, response) => redirectToDashboard(response));
  router.on("GET", "/", (request, response) =>
    isBrowser(request) ? redirectToDashboard(response) : fallback(request, response, {}),
  );
}

type Integration = (
  request: IncomingMessage,
  response: ServerResponse,
  parameters: Record<string, string | undefined>,
) => void;

/** The handler of an operation on one route, called like a Lambda proxy integration. */
async function integration(server: Server, operation: string, routeKey: string): Promise<Integration> {
  const { handler } = (await import(`../../functions/${operation}.ts`)) as { handler: Handler };
  return (request, response, parameters) => {
    if (isHeadTooLarge(request)) return sendGatewayError(response, 431, "Request Header Fields Too Large");
    return readBody(request, async (body) => {
      try {
        if (body === undefined) return sendGatewayError(response, 413, "Request Entity Too Large");
        const result = await handler(toEvent(request, body, routeKey, parameters));
        // A front that is stopping tells callers not to send their next request over this connection.
        response.shouldKeepAlive &&= server.listening;
        sendResult(response, result);
      } catch (error) {
        // The handler threw, which it never should.
        console.error(error);
        sendGatewayError(response, 500, "Internal Server Error");
      }
    });
  };
}

const NO_BODY = Buffer.alloc(0);

/**
 * Passes on the whole body, or undefined if it is larger than API Gateway accepts; does nothing if the caller
 * disconnects.
 */
function readBody(request: IncomingMessage, onRead: (body: Buffer | undefined) => void): void {
  // Waiting for the end of an empty body costs as much as making the event.
  if (!hasBody(request)) {
    onRead(NO_BODY);
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  // No async iterator or promise: they cost as much as everything else that this front does for a request.
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_PAYLOAD_BYTES) chunks.push(chunk);
  });
  request.on("end", () => {
    const [only] = chunks;
    onRead(bytes > MAX_PAYLOAD_BYTES ? undefined : only && chunks.length === 1 ? only : Buffer.concat(chunks));
  });
}

const hasBody = ({ rawHeaders }: IncomingMessage): boolean =>
  rawHeaders.some((it) => (it.length === 14 || it.length === 17) && /^(content-length|transfer-encoding)$/i.test(it));

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        isErrno(error, "EADDRINUSE")
          ? new OperatorError(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`)
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
