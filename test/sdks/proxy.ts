/** A proxy between the SDKs and a stack. It keeps what passes, and fails when it is told to. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Exchange {
  method: string;
  path: string;
  /** The request's, with names in lower case. */
  headers: IncomingHttpHeaders;
  status: number;
  /** The answer's, parsed. */
  body: unknown;
}

/** How a request fails: it is done, but answered 503 or not at all; or it is refused with 429. */
export type Failure = "unavailable" | "lost" | "limited" | "limited for a second";

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
    const { method = "", url = "", headers } = request;
    const key = keyIn(headers);
    const failure = failures.get(key);
    failures.delete(key);
    const { status, content } = await answer(response, failure, () => forward(stack, request));
    exchanges.push({ method, path: url, headers, status, body: JSON.parse(content) });
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

const refusal = (status: number, code: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  content: JSON.stringify({ success: false, code, message: code, error: { type: "api_error", code, message: code } }),
});

async function answer(
  response: ServerResponse,
  failure: Failure | undefined,
  forwarded: () => Promise<Answer>,
): Promise<Answer> {
  if (failure === "limited") return say(response, refusal(429, "rate_limit_exceeded"));
  if (failure === "limited for a second")
    return say(response, refusal(429, "rate_limit_exceeded", { "retry-after": "1" }));
  const done = await forwarded();
  if (failure === "unavailable") return say(response, refusal(503, "service_unavailable", { "retry-after": "1" }));
  if (failure === undefined) return say(response, done);
  response.destroy();
  return done;
}

function say(response: ServerResponse, given: Answer): Answer {
  response.writeHead(given.status, given.headers).end(given.content);
  return given;
}

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
