/** Requests byte for byte as the SDKs send them: fetch would normalize paths and add headers. */
import { randomBytes } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { connect } from "node:net";
import { repeat503 } from "../support/repeat.ts";

/** An answer as received. */
export interface WireAnswer {
  status: number;
  headers: Headers;
  text: string;
}

export interface WireRequest {
  method: string;
  /** The request target as sent, neither encoded nor resolved. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request, again while the service is busy, and follows nothing. */
export const send = (url: string, request: WireRequest): Promise<WireAnswer> => repeat503(() => sendOnce(url, request));

const sendOnce = (url: string, { method, path, headers = {}, body }: WireRequest): Promise<WireAnswer> =>
  new Promise((resolve, reject) => {
    const { protocol, hostname, port } = new URL(url);
    const { request } = protocol === "https:" ? https : http;
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(
            Object.entries(response.headersDistinct).map(([name, values = []]) => [name, values.join(", ")]),
          ),
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });

/** Sends bytes that no HTTP client would send, and returns everything until the server closes the connection. */
export const sendBytes = (url: string, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });

export const sdks = ["typescript", "python", "go", "java", "php"] as const;
export type Sdk = (typeof sdks)[number];

const userAgents: Record<Sdk, string> = {
  typescript: "commet-node/1.9.0",
  python: "commet-python/1.10.0",
  go: "commet-go/1.10.0",
  java: "commet-java/1.10.0",
  php: "commet-php/1.10.0",
};

/** Sends a request with the headers of one SDK; a body is JSON text exactly as the SDK writes it. */
export type Caller = (
  method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH",
  path: string,
  body?: string,
  headers?: Record<string, string>,
) => Promise<WireAnswer>;

/** A caller with the headers that this SDK sends with every request, and the key that it generates for every POST. */
export const caller =
  (url: string, sdk: Sdk, apiKey: string): Caller =>
  (method, path, body, headers = {}) =>
    send(url, {
      method,
      path,
      ...(body === undefined ? {} : { body }),
      headers: {
        "x-api-key": apiKey,
        "Content-Type": sdk === "java" && body !== undefined ? "application/json; charset=utf-8" : "application/json",
        "User-Agent": userAgents[sdk],
        ...(method === "POST" ? { "Idempotency-Key": `sdk_${randomBytes(16).toString("hex")}` } : {}),
        ...headers,
      },
    });
