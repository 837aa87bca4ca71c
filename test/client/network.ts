/** A network between a client and the stack that breaks chosen requests: a real server, real connections. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * What becomes of a request: a 503 or an unknown page in place of the service, a connection that breaks before the
 * service sees it, after the service has answered, or in the middle of the answer, or an answer that never comes.
 */
export type Fate = "503" | "page" | "broken before" | "broken after" | "cut" | "silent" | "passed";

export interface Network {
  url: string;
  /** The fates of the next requests; those after them are passed on. */
  next: (...fates: Fate[]) => void;
  /** The requests that arrived since the last `next`, with their Idempotency-Key. */
  arrived: { method: string; path: string; key: string | undefined }[];
  stop: () => void;
}

export async function startNetwork(target: string): Promise<Network> {
  let fates: Fate[] = [];
  const arrived: Network["arrived"] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    arrived.push({ method, path: url, key: headers["idempotency-key"]?.toString() });
    meet(fates.shift() ?? "passed", target, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (...next) => {
      fates = next;
      arrived.length = 0;
    },
    arrived,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function meet(fate: Fate, target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (fate === "silent") return;
  if (fate === "broken before") return void response.destroy();
  if (fate === "503")
    return void response.writeHead(503, { "retry-after": "0" }).end('{"message":"Service Unavailable"}');
  if (fate === "page") return void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Hello</h1>");
  const { method = "", url, headers } = request;
  const body = method === "GET" ? undefined : await text(request);
  const { host, connection, "content-length": _, ...others } = headers;
  const answer = await fetch(`${target}${url}`, {
    method,
    headers: others as Record<string, string>,
    ...(body === undefined ? {} : { body }),
  });
  const sent = await answer.text();
  if (fate === "broken after") return void response.destroy();
  const { "transfer-encoding": __, ...answerHeaders } = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, { ...answerHeaders, "content-length": Buffer.byteLength(sent) });
  if (fate === "cut") response.write(sent.slice(0, 20), () => response.destroy());
  else response.end(sent);
}
