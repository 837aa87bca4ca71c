/** core/'s AWS clients, against a server that answers as a test wants. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { vi } from "vitest";

/** Reloads the DynamoDB client, which is created for one endpoint. */
export async function loadDynamodb(endpoint: string): Promise<typeof import("../../core/aws/dynamodb.ts")> {
  prepare({ AWS_ENDPOINT_URL_DYNAMODB: endpoint });
  return import("../../core/aws/dynamodb.ts");
}

/** The same for SQS. */
export async function loadSqs(endpoint: string): Promise<typeof import("../../core/aws/sqs.ts")> {
  prepare({ AWS_ENDPOINT_URL_SQS: endpoint });
  return import("../../core/aws/sqs.ts");
}

function prepare(environment: Readonly<Record<string, string>>): void {
  const keys = { AWS_ACCESS_KEY_ID: "KEY", AWS_SECRET_ACCESS_KEY: "secret" };
  const names = { STAGE: "test", CUSTOMERS_TABLE: "c", ORGANIZATIONS_TABLE: "o" };
  for (const [name, value] of Object.entries({ ...keys, ...names, ...environment })) vi.stubEnv(name, value);
  vi.resetModules();
}

export const newCall = () => ({ signal: new AbortController().signal, units: 0 });

export const getItem = () => new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } });

export interface Server {
  url: string;
  port: number;
  stop: () => void;
}

/** A server whose handler gets each request with its body. It sends JSON unless a test says otherwise. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => unknown,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    response.setHeader("content-type", "application/x-amz-json-1.0");
    answer(request, response, body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, stop: () => server.close().closeAllConnections() };
}

/** A line to a server, whose connections can die unnoticed, as they do while Lambda freezes a process. */
export interface Line {
  url: string;
  /** From now on, anything sent on a connection that is open now, or on any connection, is answered with a reset. */
  kill: (which: "open" | "all", onReset?: () => void) => void;
  /** The number of connections opened so far. */
  opened: () => number;
  stop: () => void;
}

export async function startLine(serverPort: number): Promise<Line> {
  const open = new Set<Socket>();
  const dead = new WeakMap<Socket, () => void>();
  let allDead: (() => void) | undefined;
  let opened = 0;
  const server = createTcpServer((caller) => {
    opened++;
    open.add(caller);
    const onward = connect(serverPort, "127.0.0.1");
    caller.on("data", (chunk) => {
      const onReset = allDead ?? dead.get(caller);
      if (!onReset) return onward.write(chunk);
      onReset();
      return caller.resetAndDestroy();
    });
    onward.pipe(caller);
    for (const socket of [caller, onward]) socket.on("error", () => socket.destroy());
    caller.on("close", () => {
      open.delete(caller);
      onward.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kill: (which, onReset = () => {}) => {
      if (which === "all") allDead = onReset;
      for (const socket of open) dead.set(socket, onReset);
    },
    opened: () => opened,
    stop: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
