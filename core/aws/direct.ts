/**
 * What the SDK's client does with a command, in one step. Its own middlewares work out anew for each command what does not
 * change while a process lives (the endpoint, the way to sign, copies of all settings), and walk inputs and outputs by their
 * schemas: more than half of a request's CPU. The SDK's parts stay that know errors, and when to try again.
 * See docs/decisions/0004.
 */
import { randomUUID } from "node:crypto";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import type { InitializeMiddleware, MiddlewareStack, RetryErrorType, RetryStrategyV2, SdkError } from "@smithy/types";
import type { Received, RequestHandler, Sendable } from "./requestHandler.ts";
import type { Signer } from "./signer.ts";

/** A client of the SDK, of DynamoDB or SQS, as far as it is met here. */
export interface Client<Input extends object, Output extends object> {
  config: { protocol: unknown; retryStrategy: () => Promise<unknown>; systemClockOffset: number };
  middlewareStack: MiddlewareStack<Input, Output>;
}

export interface DirectOptions<Input> {
  /** The service as its protocol names it, AWS JSON 1.0: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
  target: string;
  headers?: Readonly<Record<string, string>>;
  signer: Signer;
  requestHandler: RequestHandler;
  endpointOf: (input: Input) => URL;
  /** Milliseconds that an attempt may take, where not what the request handler takes for granted. */
  timeoutOf?: (input: Input) => number | undefined;
  /** Called before each attempt; throws where none is to be made any more. */
  beforeAttempt?: (input: Input) => void;
}

/** The client's protocol, as far as it is met here; its own type is a union that nobody can call. */
interface Protocol {
  deserializeResponse: (operation: Operation, context: object, response: Received) => Promise<object>;
}

/** A command's schema. */
interface Operation {
  name: string;
}

/** Commands that the service knows by a token when they come a second time. The SDK finds them by their schemas. */
const WITH_TOKEN: ReadonlySet<string> = new Set(["TransactWriteItems"]);

/** A machine's clock that is off by this much was wrong, not slow: AWS refuses signatures of five minutes ago. */
const CLOCK_IS_WRONG_MS = 240_000;
/** An answer that is read so much later, since Lambda froze the process meanwhile, does not tell the time. */
const ANSWER_IS_OLD_MS = 5_000;

/** From here on the client sends each command in one step. */
export function sendDirectly<Input extends object, Output extends object>(
  { config, middlewareStack }: Client<Input, Output>,
  { target, headers, signer, requestHandler, endpointOf, timeoutOf, beforeAttempt }: DirectOptions<Input>,
): void {
  const protocol = config.protocol as Protocol;

  async function attempt(operation: Operation, request: Sendable, requestTimeout?: number): Promise<object> {
    const sentAt = Date.now();
    const offset = config.systemClockOffset;
    await signer.sign(request, { signingDate: new Date(sentAt + offset) });
    const { response } = await requestHandler.handle(request, { requestTimeout });
    const receivedAt = Date.now();
    const serverTime = Date.parse(response.headers.date ?? "");
    if (receivedAt - sentAt < ANSWER_IS_OLD_MS && !Number.isNaN(serverTime))
      config.systemClockOffset = serverTime - receivedAt;
    return read(protocol, operation, response).catch((error: SdkError) => {
      error.$metadata ??= { httpStatusCode: response.statusCode };
      // The next attempt is signed with the right time, whichever answer told it.
      if (Math.abs(config.systemClockOffset - offset) > CLOCK_IS_WRONG_MS)
        Object.assign(error.$metadata, { clockSkewCorrected: true });
      throw error;
    });
  }

  /** One for all attempts, with one token. */
  function requestOf(operation: Operation, input: Input): Sendable {
    const { protocol, hostname, host, port, pathname } = endpointOf(input);
    return {
      ...{ protocol, hostname, method: "POST", path: pathname.endsWith("/") ? pathname : `${pathname}/` },
      ...(port ? { port: Number(port) } : {}),
      headers: {
        ...headers,
        ...{ host, "content-type": "application/x-amz-json-1.0", "x-amz-target": `${target}.${operation.name}` },
        ...{ "user-agent": "clientela", ...trace() },
      },
      // Nothing that is sent is binary, so an input is the JSON that it is.
      body: JSON.stringify(WITH_TOKEN.has(operation.name) ? { ClientRequestToken: randomUUID(), ...input } : input),
    };
  }

  const middleware: InitializeMiddleware<Input, Output> = (_next, context) => {
    const operation = operationOf(context);
    return async ({ input }) => {
      const request = requestOf(operation, input);
      const retryStrategy = (await config.retryStrategy()) as RetryStrategyV2;
      let token = await retryStrategy.acquireInitialRetryToken("");
      for (;;) {
        beforeAttempt?.(input);
        try {
          const output = await attempt(operation, request, timeoutOf?.(input));
          retryStrategy.recordSuccess(token);
          return { response: undefined, output: output as Output };
        } catch (error) {
          // Waits, or fails where this was the last attempt.
          const next = retryStrategy.refreshRetryTokenForRetry(token, { errorType: errorTypeOf(error as SdkError) });
          token = await next.catch(() => {
            throw error;
          });
        }
      }
    };
  };
  middlewareStack.remove("loggerMiddleware");
  // The last of its step: what else is added to this step is still called.
  middlewareStack.add(middleware, { step: "initialize", priority: "low", name: "sendDirectly" });
}

/** Lambda's trace of an invocation: SQS hands it on with the messages, and Lambda finds loops by it. */
function trace(): Record<string, string> | undefined {
  const id = process.env._X_AMZN_TRACE_ID;
  return id ? { "x-amzn-trace-id": id } : undefined;
}

/** Nothing that is received is binary: what succeeded is taken as the JSON that it is. Errors become the SDK's. */
async function read(protocol: Protocol, operation: Operation, response: Received): Promise<object> {
  if (response.statusCode >= 300) return protocol.deserializeResponse(operation, {}, response);
  return { ...JSON.parse(response.body.toString()), $metadata: {} };
}

/** The command's schema, as the client hands it to its middlewares. */
function operationOf(context: object): Operation {
  const { __smithy_context: own } = context as { __smithy_context?: { operationSchema?: unknown[] } };
  const [, namespace, name, traits, input, output] = own?.operationSchema ?? [];
  return { namespace, name, traits, input, output } as Operation;
}

function errorTypeOf(error: SdkError): RetryErrorType {
  if (isThrottlingError(error)) return "THROTTLING";
  return isTransientError(error) ? "TRANSIENT" : "CLIENT_ERROR";
}
