/** Shared by the frameworks' versions of create: core/'s own parts, called directly. */

import type { Context } from "../../core/base/context.ts";
import { log } from "../../core/base/log.ts";
import { etag, presentCustomer } from "../../core/customers/presenter.ts";
import { createCustomer } from "../../core/customers/service.ts";
import { authenticate } from "../../core/organizations/service.ts";
import { readCreate } from "./input.ts";

const DEADLINE_MS = 8_000;

/** A request, from its first middleware to its last. */
export interface Call extends Context {
  organizationId: string;
  startedAt: number;
  done: () => void;
}

/** Begins a request. The organization is only known after the key check. */
export function begin(requestId: string): Call {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
  return {
    requestId,
    organizationId: "",
    now: () => new Date(),
    signal: deadline.signal,
    units: 0,
    startedAt: performance.now(),
    done: () => clearTimeout(timer),
  };
}

/** The key check. @throws AppError */
export async function checkKey(call: Call, secret: string | undefined): Promise<void> {
  const { organizationId } = await authenticate(call, secret, "write", call.now());
  call.organizationId = organizationId;
}

export interface Created {
  status: 200 | 201;
  body: object;
  headers: Record<string, string>;
}

/** Validation and the write. @throws AppError */
export async function create(call: Call, body: unknown, idempotencyKey: string | undefined): Promise<Created> {
  const input = await readCreate(body);
  const { created, customer } = await createCustomer(call, input, idempotencyKey);
  return {
    status: created ? 201 : 200,
    body: { success: true, data: presentCustomer(customer) },
    headers: { "cache-control": "no-store", "x-request-id": call.requestId, etag: etag(customer) },
  };
}

/** Writes the request's log line. */
export function finish(call: Call, status: number, error?: unknown): void {
  call.done();
  const latencyMs = Math.round((performance.now() - call.startedAt) * 100) / 100;
  log(
    "createCustomer",
    { latencyMs, units: call.units, failures: status >= 500 ? 1 : 0 },
    { requestId: call.requestId, organizationId: call.organizationId, status },
    status >= 500 ? error : undefined,
  );
}
