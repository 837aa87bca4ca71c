/** How a call is carried out: its time, its repetitions, its errors. */
import {
  ClientelaError,
  ConnectionError,
  type ErrorFacts,
  errorClasses,
  ServerError,
  TimedOutError,
} from "./errors.ts";
import { type Client, createClient } from "./generated/client/index.ts";
import type { Error as Failure } from "./generated/types.gen.ts";
import { type Page, Pages } from "./pages.ts";

export interface RequestOptions {
  /** Ends the call, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole call with its repetitions, in milliseconds; 30,000 if not set here or for the client. */
  timeoutMs?: number | undefined;
}

export interface WriteOptions extends RequestOptions {
  /** Made for each call if it is not given. The same for all its repetitions. */
  idempotencyKey?: string | undefined;
  /** Why, in at most 200 characters: kept with the change, in its event and in the customer's history. */
  reason?: string | undefined;
}

export interface UpdateOptions extends WriteOptions {
  /** What get, create or update answered: change only this version, or throw a VersionMismatchError. */
  ifMatch?: Versioned | undefined;
}

/** A customer as get, create or update answered it: pass it as `ifMatch` to change only this version. */
export interface Versioned {
  /** The customer's version, from the header of this name. */
  readonly etag: string;
}

/** The settings of a client, as the constructor has checked them. */
export interface Settings {
  baseUrl: string;
  apiKey: string;
  timeoutMs: number;
  maxRetries: number;
  fetch?: typeof fetch | undefined;
}

/** What each request of a call is made with. */
export interface RequestParts {
  client: Client;
  signal: AbortSignal;
  headers: Record<string, string>;
}

/** A result of a generated operation. */
export interface Outcome<T> {
  data?: T | undefined;
  error?: unknown;
  response?: Response | undefined;
}

/** The service answers within 10 seconds, besides those that it is asked to wait, or not at all. */
const ATTEMPT_MS = 11_000;
/** After these, the same request may succeed. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

type Perform<T> = (parts: RequestParts) => Promise<Outcome<T>>;

/** Carries out calls with the settings of one client. Each throws a ClientelaError, or the reason of the given signal. */
export class Transport {
  readonly #client: Client;
  readonly #settings: Settings;

  constructor(settings: Settings) {
    const { baseUrl, apiKey, fetch } = settings;
    // A redirect is not followed: the key would go along.
    this.#client = createClient({ baseUrl, auth: apiKey, redirect: "manual", ...(fetch ? { fetch } : {}) });
    this.#settings = settings;
  }

  /** @param waitSeconds how long the service is asked to wait before it answers */
  async read<T>(perform: Perform<T>, options: RequestOptions = {}, waitSeconds = 0): Promise<T> {
    return (await this.#call(perform, options, {}, waitSeconds * 1_000)).data;
  }

  async readVersioned<T>(perform: Perform<T>, options: RequestOptions = {}): Promise<T & Versioned> {
    return versioned(await this.#call(perform, options));
  }

  async write<T>(perform: Perform<T>, options?: WriteOptions): Promise<T> {
    return (await this.#write(perform, options)).data;
  }

  async writeVersioned<T>(perform: Perform<T>, options?: UpdateOptions): Promise<T & Versioned> {
    return versioned(await this.#write(perform, options));
  }

  #write<T>(perform: Perform<T>, options: UpdateOptions = {}) {
    const { ifMatch, reason, idempotencyKey = newKey() } = options;
    const headers = {
      "Idempotency-Key": idempotencyKey,
      ...(ifMatch ? { "If-Match": ifMatch.etag } : {}),
      ...(reason === undefined ? {} : { "x-reason": encodeURIComponent(reason) }),
    };
    return this.#call(perform, options, headers);
  }

  /** @param query the query of the first page */
  pages<T, Q extends { cursor?: string; wait?: number }>(
    query: Q,
    options: RequestOptions | undefined,
    perform: (query: Q, parts: RequestParts) => Promise<Outcome<Page<T>>>,
  ): Pages<T> {
    return new Pages((cursor = query.cursor) =>
      this.read((parts) => perform(cursor === undefined ? query : { ...query, cursor }, parts), options, query.wait),
    );
  }

  async #call<T>(perform: Perform<T>, options: RequestOptions, headers: Record<string, string> = {}, longerMs = 0) {
    const { signal, timeoutMs = this.#settings.timeoutMs } = options;
    const { maxRetries } = this.#settings;
    // Each repetition waits anew.
    const until = Date.now() + timeoutMs + longerMs * (1 + maxRetries);
    for (let attempt = 0; ; attempt++) {
      const leftMs = Math.min(until - Date.now(), ATTEMPT_MS + longerMs);
      const { data, error, response } = await during(leftMs, signal, (limit) =>
        perform({ client: this.#client, signal: limit, headers }),
      );
      // Another host may answer a page, which is a text.
      if (response?.ok && error === undefined && typeof data === "object" && data !== null) return { data, response };
      signal?.throwIfAborted();
      const waitMs = waitBefore(attempt, response);
      const isOver = attempt >= maxRetries || Date.now() + waitMs >= until;
      if (isOver || !isPassing(error, response)) throw failure(error, response, headers["Idempotency-Key"]);
      await pause(waitMs, signal);
    }
  }
}

const versioned = <T>({ data, response }: { data: T; response: Response }): T & Versioned => ({
  ...data,
  etag: response.headers.get("etag") ?? "",
});

/** 128 random bits; `crypto.randomUUID` is missing on pages without https. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");

/** Does something with a signal that says when the time, or the caller's patience, is over. */
async function during<T>(ms: number, signal: AbortSignal | undefined, act: (over: AbortSignal) => Promise<T>) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(new DOMException("No answer in time", "TimeoutError")), ms);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    return await act(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** @throws the signal's reason */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await during(ms, signal, (over) => new Promise((resolve) => over.addEventListener("abort", resolve)));
  signal?.throwIfAborted();
}

/** Without a response, or with one that broke off, the error is one of fetch; otherwise it is the answer's body. */
const isPassing = (error: unknown, response: Response | undefined): boolean =>
  response === undefined || (response.ok && error instanceof Error) || PASSING.has(response.status);

/** As `Retry-After` says; otherwise half a second at most, then twice that and so on, at random. */
function waitBefore(attempt: number, response: Response | undefined): number {
  const after = response?.headers.get("retry-after");
  if (after) return Math.max(0, /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - Date.now()) || 0;
  return Math.random() * 500 * 2 ** attempt;
}

/** The error to throw. The service's own failures are told from those of what stands between it and the caller. */
function failure(error: unknown, response: Response | undefined, idempotencyKey: string | undefined): ClientelaError {
  if (response === undefined || (response.ok && error instanceof Error)) return broken(error, idempotencyKey);
  const requestId = response.headers.get("x-request-id") ?? undefined;
  const { status } = response;
  if (!isFailure(error)) {
    const facts: ErrorFacts = { code: "unexpected_answer", status, requestId, idempotencyKey };
    const message = `The answer, with status ${status}, is not one of Clientela: check baseUrl.`;
    return status >= 500 ? new ServerError(message, facts) : new ClientelaError(message, facts);
  }
  const { code, message } = error;
  const { doc_url: docUrl, request_id } = error.error;
  const details = "details" in error.error ? error.error.details : undefined;
  // Of a path that does not exist nobody should conclude that a customer does not.
  const ErrorOfStatus =
    code === "endpoint_not_available"
      ? ClientelaError
      : (errorClasses[status] ?? (status >= 500 ? ServerError : ClientelaError));
  return new ErrorOfStatus(message, { code, status, requestId: request_id, docUrl, details, idempotencyKey });
}

function broken(cause: unknown, idempotencyKey: string | undefined): ClientelaError {
  const why = "The request may have been carried out or not.";
  return cause instanceof DOMException && cause.name === "TimeoutError"
    ? new TimedOutError(`No answer in time. ${why}`, { code: "timed_out", status: 0, idempotencyKey, cause })
    : new ConnectionError(`No whole answer. ${why}`, { code: "connection_failed", status: 0, idempotencyKey, cause });
}

const isFailure = (body: unknown): body is Failure =>
  typeof body === "object" && body !== null && "code" in body && "error" in body;
