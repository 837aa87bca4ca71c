/** The real stack for one test file, and requests to it, whose answers must be as the OpenAPI documents say. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOrganization, issueKey } from "../../core/organizations/administration.ts";
import { scopes as everyScope, type Scope } from "../../core/organizations/apiKey.ts";
import { startStack } from "../../local/stack.ts";
import { readStackFile } from "../../local/stackFile.ts";
import { documentProblems } from "./openApi.ts";
import { repeat503 } from "./repeat.ts";

/** Every line that the handlers have logged so far; not printed in the test's own output. */
export const logLines: string[] = [];

export interface Answer {
  status: number;
  headers: Headers;
  /** The raw body. */
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
  body: any;
  /** Whether the service was busy at first: what was answered 503 may have been done all the same. */
  isRepeat?: boolean;
}

export interface RequestOptions {
  /** Sent as JSON. */
  json?: unknown;
  /** Sent unchanged. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
  /**
   * Whether it is sent again when the service is busy; false where the 503, or the number of requests, is what is
   * tested.
   */
  repeats503?: boolean;
}

/** Requests with one API key. */
export interface Client {
  readonly key: string;
  readonly organizationId: string;
  request: (method: string, path: string, options?: RequestOptions) => Promise<Answer>;
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  post: (path: string, json?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  put: (path: string, json?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

export interface Api {
  readonly url: string;
  readonly dataDir: string;
  /** A new organization with its own key, by default with every scope. Tests that count customers start from an empty one. */
  newOrganization: (scopes?: readonly Scope[]) => Promise<Client>;
  /** A client with any key, or without one. */
  client: (key: string | undefined, organizationId?: string) => Client;
  stop: () => Promise<void>;
}

let organizations = 0;

/**
 * Starts a stack on free ports and a data folder, by default its own; it is removed at the end. Call it once in a file's `beforeAll`. Tests that need no events
 * do without the publisher, which is a separate process.
 */
export async function startApi({
  publishes = true,
  dataDir = mkdtempSync(join(tmpdir(), "clientela-test-")),
} = {}): Promise<Api> {
  captureLogs();
  const apiKey = "ck_test00000000000000000000000000000";
  const stack = await startStack({ dataDir, port: 0, sqsPort: 0, apiKey, publishes });
  const client = (key: string | undefined, organizationId = "org_local") => clientOf(stack.url, key, organizationId);
  return {
    url: stack.url,
    dataDir,
    client,
    newOrganization: async (scopes = everyScope) => {
      // On a deployed stage, files share the tables.
      const organizationId = `org_test${process.pid}x${++organizations}`;
      await createOrganization(organizationId);
      const { secret } = await issueKey({ organizationId, name: "test", scopes });
      return client(secret, organizationId);
    },
    stop: async () => {
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

let shared: Promise<Api> | undefined;

/**
 * The stack of the files that share a process (sharing.ts), by default without its publisher: all of them use the same
 * one, each with organizations of its own, and it ends with the process. Elsewhere it is the file's own.
 */
export async function sharedApi({ publishes = false } = {}): Promise<Api> {
  if (process.env.SHARES_STACK === undefined) return startApi({ publishes });
  shared ??= startApi({ publishes }).then((api) => {
    // vitest ends its processes so. Only one that is told of its end takes the engine along; the pump goes before it.
    process.once("SIGTERM", () => {
      const { pump } = readStackFile(api.dataDir).pids;
      if (pump !== null) process.kill(pump, "SIGKILL");
      process.exit();
    });
    process.once("exit", () => rmSync(api.dataDir, { recursive: true, force: true }));
    return { ...api, stop: async () => {} };
  });
  return shared;
}

/** Requests to the API at a URL. */
export function clientOf(url: string, key: string | undefined, organizationId: string): Client {
  const send = async (method: string, path: string, { json, raw, headers }: RequestOptions): Promise<Answer> => {
    const body = json === undefined ? raw : JSON.stringify(json);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { "x-api-key": key }),
        "content-type": "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: body as NonNullable<RequestInit["body"]> }),
      redirect: "error",
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
    // Answers to the Java SDK have each name twice.
    const problems = headers?.["user-agent"]?.startsWith("commet-java/") ? [] : documentProblems(method, path, answer);
    if (problems.length > 0)
      throw new Error(`${method} ${path}: not as documented: ${problems.join("; ")}: ${text.slice(0, 3_000)}`);
    return answer;
  };
  const request = async (method: string, path: string, options: RequestOptions = {}): Promise<Answer> => {
    if (options.repeats503 === false) return send(method, path, options);
    let requests = 0;
    const answer = await repeat503(() => {
      requests++;
      return send(method, path, options);
    });
    return { ...answer, isRepeat: requests > 1 };
  };
  return {
    key: key ?? "",
    organizationId,
    request,
    get: (path, headers = {}) => request("GET", path, { headers }),
    post: (path, json, headers = {}) => request("POST", path, { json, headers }),
    put: (path, json, headers = {}) => request("PUT", path, { json, headers }),
  };
}

/** Keeps the handlers' log lines in `logLines`, out of the test's own output. */
export function captureLogs(): void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: []) => {
    const text = String(chunk);
    if (!text.startsWith('{"level"')) return write(chunk, ...rest);
    // The stream's consumers are one process, whose lines may arrive together.
    logLines.push(...text.split(/(?<=\n)/));
    return true;
  }) as typeof process.stdout.write;
}
