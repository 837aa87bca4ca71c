/** The requests that changed something, for who wants to send such requests from a terminal. They are kept in this tab only. */
import type { Middleware } from "openapi-fetch";
import { ApiFailure } from "./api/failure.ts";

export interface MadeWrite {
  id: string;
  /** ISO 8601. */
  madeAt: string;
  request: CommandParts;
  /** The answer's status; undefined while there is none, or when it was lost. */
  status: number | undefined;
}

/** What a command is made of. The API key is no part of it. */
export interface CommandParts {
  method: string;
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

const MAX_WRITES = 20;
/** Headers that say something about the change. No other header is kept: one of them is the key. */
const KEPT_HEADERS = ["content-type", "if-match", "idempotency-key", "x-reason"];

export class MadeWrites {
  readonly #listeners = new Set<() => void>();
  #writes: readonly MadeWrite[] = [];

  readonly now = (): readonly MadeWrite[] => this.#writes;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly clear = (): void => this.#change([]);

  /** After a customer was erased: forgets all but erasures, because any other may hold what was erased. */
  readonly keepErasures = (): void =>
    this.#change(this.#writes.filter(({ request }) => new URL(request.url).pathname.endsWith("/erase")));

  /** Notes each write that a client sends. */
  readonly middleware: Middleware = {
    onRequest: async ({ id, request }) => {
      if (request.method === "GET") return undefined;
      const body = await request.text();
      const write = { id, madeAt: new Date().toISOString(), request: partsOf(request, body), status: undefined };
      this.#change([write, ...this.#writes].slice(0, MAX_WRITES));
      // A body can be read once only.
      return body === "" ? undefined : new Request(request, { body });
    },
    onResponse: ({ id, response: { status } }) => {
      if (this.#writes.some((write) => write.id === id))
        this.#change(this.#writes.map((write) => (write.id === id ? { ...write, status } : write)));
    },
    onError: ({ id, error }) => {
      const wasNeverSent = error instanceof ApiFailure && error.code === "offline";
      if (wasNeverSent) this.#change(this.#writes.filter((write) => write.id !== id));
    },
  };

  #change(writes: readonly MadeWrite[]): void {
    this.#writes = writes;
    for (const listener of this.#listeners) listener();
  }
}

function partsOf({ method, url, headers }: Request, body: string): CommandParts {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { method, url, headers: kept, body };
}
