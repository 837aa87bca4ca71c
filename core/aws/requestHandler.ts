/** How the AWS clients' requests go out: as HTTP, over connections that stay open. */
import type { ClientRequest, IncomingMessage } from "node:http";

/** What is sent of a request; the SDK's own type has more. */
export interface Sendable {
  protocol: string;
  hostname: string;
  port?: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** An answer that has arrived whole. */
export interface Received {
  statusCode: number;
  headers: Record<string, string>;
  body: Buffer;
}

export interface RequestHandlerOptions {
  /** How long a request may take from its beginning to its answer's end, unless a command says otherwise. */
  timeoutMs: number;
  maxSockets: number;
}

/**
 * A handler for the SDK's clients, given to them as `requestHandler`. The SDK's own sets five timers a request and hands
 * answers on as streams: a tenth of a request's CPU. Of a command's options this one knows `requestTimeout`, in milliseconds.
 */
export class RequestHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #options: RequestHandlerOptions;
  #transport: ReturnType<typeof transport> | undefined;

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
  }

  /**
   * @throws Error `TimeoutError` when the time is over
   * @throws Error with Node's `code` when there is no connection, or it breaks
   */
  handle(
    request: Sendable,
    { requestTimeout = this.#options.timeoutMs }: { requestTimeout?: number | undefined } = {},
  ): Promise<{ response: Received }> {
    const { protocol, hostname, port, method, path, headers, body } = request;
    this.#transport ??= transport(protocol, this.#options.maxSockets);
    const { send, agent } = this.#transport;
    return new Promise((resolve, reject) => {
      // Node takes an IPv6 address without the brackets of a URL.
      const sent = send({ host: hostname.replace(/^\[|]$/g, ""), port, method, path, headers, agent });
      const timer = setTimeout(
        () => sent.destroy(Object.assign(new Error("No whole answer in time"), { name: "TimeoutError" })),
        requestTimeout,
      );
      const fail = (error: Error) => {
        clearTimeout(timer);
        reject(error);
      };
      sent.on("error", fail);
      sent.on("response", (answer: IncomingMessage) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", fail);
        answer.on("end", () => {
          clearTimeout(timer);
          const [only = Buffer.alloc(0)] = chunks;
          resolve({
            response: {
              statusCode: answer.statusCode ?? 0,
              headers: answer.headers as Record<string, string>,
              body: chunks.length > 1 ? Buffer.concat(chunks) : only,
            },
          });
        });
      });
      sent.end(body);
    });
  }

  destroy(): void {
    this.#transport?.agent.destroy();
  }

  /** The SDK tells its own handler about settings that this one does not have. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }
}

/** For all of a client's requests, by the first one's protocol. An `import` of `node:http` would load what only `fetch` needs. */
function transport(protocol: string, maxSockets: number) {
  const { Agent, request } = process.getBuiltinModule(protocol === "https:" ? "node:https" : "node:http");
  return { send: request as (options: object) => ClientRequest, agent: new Agent({ keepAlive: true, maxSockets }) };
}
