/**
 * What stands between SST and the emulator: it writes down every call, can lose answers, and is the only way out, so that
 * nothing reaches the network.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { CERTIFICATE } from "../../stage/emulator/emulator.ts";
import { type Call, callOf } from "./calls.ts";

export interface Front {
  /** Of every service, with TLS. */
  endpoint: string;
  /** For what would go elsewhere. */
  proxy: string;
  /** All calls so far, in their order. */
  calls: Call[];
  /** The addresses elsewhere that were asked for, and refused. */
  refused: string[];
  /** Resolves with the first call from now on that may change something, is not SST's book-keeping, and matches. */
  when: (matches: (call: Call) => boolean) => Promise<void>;
  /** The calls from now on whose answers never arrive. */
  loseAnswers: (isLost: (call: Call) => boolean) => void;
  /** Resolves when no call has come for a while, and all that came were carried out. */
  quiet: () => Promise<void>;
  close: () => void;
}

/** The name of CloudFront's key-value stores, before which its clients put the account. */
export const KEY_VALUE_STORES = "kvs.localhost";

const QUIET_MS = 2_000;
const pem = readFileSync(CERTIFICATE);

/** What a front knows. */
interface State {
  emulator: string;
  calls: Call[];
  awaited: (call: Call) => void;
  isLost: (call: Call) => boolean;
  /** How many calls the emulator works on. */
  pending: number;
}

/** @param emulator its endpoint with TLS */
export async function startFront(emulator: string): Promise<Front> {
  const state: State = { emulator, calls: [], awaited: () => {}, isLost: () => false, pending: 0 };
  const refused: string[] = [];
  const pass: RequestListener = (incoming, response) => {
    // Who asked may be killed.
    forward(state, incoming, response).catch(() => response.destroy());
  };
  const secure = createSecureServer({ key: pem, cert: pem }, pass);
  const proxy = proxyFor(pass, refused);
  // They keep connections for as long as their clients do.
  for (const server of [secure, proxy]) server.keepAliveTimeout = 0;
  const [port, proxyPort] = await Promise.all([listen(secure), listen(proxy)]);
  return {
    endpoint: `https://127.0.0.1:${port}`,
    proxy: `http://127.0.0.1:${proxyPort}`,
    calls: state.calls,
    refused,
    when: (matches) =>
      new Promise((resolve) => {
        state.awaited = (call) => {
          if (call.writes && !call.ofState && matches(call)) resolve();
        };
      }),
    loseAnswers: (isLost) => {
      state.isLost = isLost;
    },
    quiet: () => quiet(state),
    close: () => {
      for (const server of [secure, proxy]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** Only key-value stores get through. */
function proxyFor(pass: RequestListener, refused: string[]): Server {
  const proxy = createServer((incoming, response) => {
    const { hostname } = new URL(incoming.url ?? "", "http://nowhere");
    if (hostname.endsWith(KEY_VALUE_STORES)) return pass(incoming, response);
    refused.push(hostname);
    response.writeHead(502).end();
  });
  return proxy.on("connect", ({ url }, socket) => {
    refused.push(url ?? "");
    socket.on("error", () => {}).end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));

async function forward(state: State, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(await incoming.toArray());
  const { method = "GET", url = "/" } = incoming;
  const { expect: _answeredAlready, connection: _ours, ...headers } = incoming.headers;
  const call = callOf(method, url, headers, body);
  state.calls.push(call);
  state.awaited(call);
  const isLost = state.isLost(call);
  const { pathname, search } = new URL(url, "http://nowhere");
  const path = url.startsWith("/") ? url : pathname + search;
  // A connection that is kept may end just when the next call takes it.
  const options = { method, path, headers, ca: pem, servername: "localhost", agent: false };
  const outgoing = request(state.emulator, options, (answer) => {
    if (isLost) return void answer.resume();
    const { connection: _closed, ...answered } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, answered);
    answer.pipe(response);
  });
  outgoing.once("error", () => response.destroy());
  outgoing.once("close", () => state.pending--);
  state.pending++;
  outgoing.end(body);
}

async function quiet(state: State): Promise<void> {
  const changing = () => state.calls.filter(({ ofState }) => !ofState).length;
  for (let seen = -1; state.pending > 0 || seen !== changing(); ) {
    seen = changing();
    await delay(QUIET_MS);
  }
}
