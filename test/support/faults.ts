/** A stack whose DynamoDB can be made to fail: the real engine behind a proxy that breaks chosen requests. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, vi } from "vitest";
import { startDynoxide } from "../../local/engine/dynoxide.ts";
import { startStack } from "../../local/stack.ts";
import type { Answer } from "./api.ts";

/** A request's fault: an error instead of a response, or a response lost after the request took effect. */
export type Fault =
  | "ProvisionedThroughputExceededException"
  | "TransactionConflictException"
  | "InternalServerError"
  | "lost answer"
  | "no answer";

interface Rule {
  operation: string;
  /** Only requests whose JSON contains this text. */
  holding: string;
  fault: Fault;
  /** How many more requests it breaks. */
  times: number;
}

export interface FaultyStack {
  /** Breaks the next `times` requests of an operation (`PutItem`) that contain a text. */
  breakNext: (fault: Fault, operation: string, options?: { times?: number; holding?: string }) => void;
  /** How many requests of an operation arrived since the last `heal`. */
  count: (operation: string) => number;
  heal: () => void;
  /** The handlers' log since the last `heal`. */
  logged: () => string;
  request: (method: string, path: string, json?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

const API_KEY = "ck_test00000000000000000000000000000";

/** Runs the stack for one file's tests. */
export function useFaultyStack(): FaultyStack {
  const stops: (() => unknown)[] = [];
  let rules: Rule[] = [];
  let arrived: string[] = [];
  let logLines: string[] = [];
  let url = "";
  const proxy = async (endpoint: string) =>
    startProxy(endpoint, (operation, body) => {
      arrived.push(operation);
      const rule = rules.find((rule) => rule.times > 0 && rule.operation === operation && body.includes(rule.holding));
      if (rule) rule.times--;
      return rule?.fault;
    });
  beforeAll(async () => {
    const stdout = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      logLines.push(String(chunk));
      return true;
    });
    stops.push(() => stdout.mockRestore());
    const dataDir = mkdtempSync(join(tmpdir(), "clientela-test-"));
    stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const engine = await startDynoxide(dataDir);
    stops.push(engine.stop);
    const { endpoint, stop } = await proxy(engine.endpoint);
    stops.push(stop);
    const options = { dataDir, port: 0, sqsPort: 0, apiKey: API_KEY, dynamodbEndpoint: endpoint, publishes: false };
    const stack = await startStack(options);
    stops.push(stack.stop);
    url = stack.url;
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });
  return {
    breakNext: (fault, operation, { times = 1, holding = "" } = {}) =>
      void rules.push({ operation, holding, fault, times }),
    count: (operation) => arrived.filter((other) => other === operation).length,
    heal: () => {
      rules = [];
      arrived = [];
      logLines = [];
    },
    logged: () => logLines.join(""),
    request: async (method, path, json, headers = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { "x-api-key": API_KEY, "content-type": "application/json", ...headers },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
    },
  };
}

/** Which fault a request has, if any: the name of its operation, and its JSON. What it waits for, the request does too. */
export type FaultOf = (operation: string, body: string) => Fault | undefined | Promise<Fault | undefined>;

/** Stands before an engine, and breaks requests to it. */
export async function startProxy(endpoint: string, faultOf: FaultOf) {
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const target = String(request.headers["x-amz-target"] ?? "");
    const fault = await faultOf(target.split(".")[1] ?? "", body.toString());
    if (fault === "no answer") return request.socket.destroy();
    if (fault !== undefined && fault !== "lost answer") return sendError(response, fault);
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": target,
      authorization: String(request.headers.authorization ?? ""),
      "x-amz-date": String(request.headers["x-amz-date"] ?? ""),
    };
    const answer = await fetch(endpoint, { method: "POST", headers, body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (fault === "lost answer") return request.socket.destroy();
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" }).end(bytes);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${port}`, stop };
}

function sendError(response: ServerResponse, name: string): void {
  response
    .writeHead(name === "InternalServerError" ? 500 : 400, { "content-type": "application/x-amz-json-1.0" })
    .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "secret item contents" }));
}
