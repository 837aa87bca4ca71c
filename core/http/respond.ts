/** What every operation shares: a deadline, JSON for every result, and a log line. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Call } from "../base/context.ts";
import { log } from "../base/log.ts";
import { type Answer, failure, toResult } from "./answer.ts";
import { ApiRequest } from "./request.ts";

export type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Requests are answered well within 10 seconds, besides the time they ask to wait, whatever DynamoDB does. */
const DEADLINE_MS = 8_000;

/** Created once: capturing a stack trace is expensive. */
const ANSWERED = new DOMException("The request was answered", "AbortError");

/**
 * Makes a handler that turns every failure into JSON. `call.organizationId` is logged once known.
 *
 * @param waitMs how long a request asks to wait before it is answered
 */
export const respond =
  (
    operation: string,
    act: (call: Call & { organizationId?: string }, request: ApiRequest) => Promise<Answer>,
    waitMs: (request: ApiRequest) => number = () => 0,
  ): Handler =>
  async (event) => {
    const startedAt = performance.now();
    const request = new ApiRequest(event);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), DEADLINE_MS + waitMs(request));
    const call: Call & { organizationId?: string } = {
      requestId: request.id,
      now: () => new Date(),
      signal: deadline.signal,
      units: 0,
    };
    let error: unknown;
    const answer = await act(call, request).catch((thrown: unknown) => {
      error = thrown;
      return failure(thrown, request);
    });
    clearTimeout(timer);
    // Work of a failed request that is still running must start nothing more. After success an abort would only cost
    // time.
    if (error !== undefined) deadline.abort(ANSWERED);
    const latencyMs = Math.round((performance.now() - startedAt) * 100) / 100;
    const isFailure = answer.status >= 500;
    log(
      operation,
      { latencyMs, units: call.units, failures: isFailure ? 1 : 0 },
      { requestId: request.id, organizationId: call.organizationId, status: answer.status },
      isFailure ? error : undefined,
    );
    return toResult(request, answer);
  };
