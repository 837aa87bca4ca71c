/** A proxy between the SDKs and a stack. It keeps what passes, and fails when it is told to. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Exchange {
  method: string;
  path: string;
  /** The request's, with names in lower case. */
  headers: IncomingHttpHeaders;
  /** The answer's; none if there was no answer. */
  status: number | undefined;
  /** The answer's, parsed. */
  body: unknown;
}

/** How a request fails: it is done, but answered 503 or not at all; or it is refused with 429; or nothing happens. */
export type Failure = "unavailable" | "lost" | "limited" | "limited for a second" | "silent";

export interface FailingProxy {
  readonly url: string;
  /** The exchanges with an API key. */
  exchangesOf: (key: string) => Exchange[];
  /** Makes the next request with an API key fail. */
  failNext: (key: string, failure: Failure) => void;
  stop: () => Promise<void>;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  content: string;
}

/** Starts a proxy in front of a stack. */
export async function startProxy(stack: string): Promise<FailingProxy> {
  const exchanges: Exchange[] = [];
  const failures = new Map<string, Failure>();
  const server = createServer(async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    const failure = failures.get(keyIn(headers));
    failures.delete(keyIn(headers));
    const isDone = failure === undefined || failure === "unavailable" || failure === "lost";
    const answer = isDone ? await forward(stack, request) : undefined;
    const said = failure === undefined ? answer : refusals[failure];
    exchanges.push({ method, path, headers, status: said?.status, body: said && JSON.parse(said.content) });
    if (said) response.writeHead(said.status, said.headers).end(said.content);
    else if (failure === "lost") response.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchangesOf: (key) => exchanges.filter(({ headers }) => keyIn(headers) === key),
    failNext: (key, failure) => failures.set(key, failure),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const keyIn = (headers: IncomingHttpHeaders): string => String(headers["x-api-key"]);

/** An answer of API Gateway's own, which says when to come again only if it is told to. */
const refusal = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  content: JSON.stringify({ message }),
});

const refusals = {
  unavailable: refusal(503, "Service Unavailable"),
  limited: refusal(429, "Too Many Requests"),
  "limited for a second": refusal(429, "Too Many Requests", { "retry-after": "1" }),
  lost: undefined,
  silent: undefined,
};

/** Sends a request on as it is, but for what belongs to its connection. */
async function forward(stack: string, request: IncomingMessage): Promise<Answer> {
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const body = await text(request);
  const answered = await fetch(`${stack}${request.url}`, {
    method: request.method ?? "",
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    redirect: "manual",
    ...(body === "" ? {} : { body }),
  });
  const contentType = answered.headers.get("content-type") ?? "";
  return { status: answered.status, headers: { "content-type": contentType }, content: await answered.text() };
}
