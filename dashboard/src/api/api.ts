/** Requests to the API, with the types of its OpenAPI document. */
import { onlineManager } from "@tanstack/react-query";
import createClient, { type Client } from "openapi-fetch";
import { ApiFailure, failureOf } from "./failure.ts";
import type { components, paths } from "./schema.ts";

export type ApiKey = components["schemas"]["ApiKey"];
export type CreatedApiKey = components["schemas"]["CreatedApiKey"];
export type CreateApiKey = components["schemas"]["CreateApiKey"];
export type Scope = components["schemas"]["Scope"];
export type Customer = Shown<components["schemas"]["Customer"]>;
export type Address = components["schemas"]["Address"];
export type ChangeEvent = components["schemas"]["ChangeEvent"];
export type CreateCustomer = components["schemas"]["CreateCustomer"];
export type CancelSubscription = components["schemas"]["CancelSubscription"];
export type UpdateCustomer = components["schemas"]["UpdateCustomer"];
export type Subscriber = components["schemas"]["Subscriber"];
export type ParkedCustomer = components["schemas"]["ParkedCustomer"];
export type Erasure = components["schemas"]["Erasure"];
export type Redrive = components["schemas"]["Redrive"];
export type Plan = Shown<components["schemas"]["Plan"]>;
export type BillingInterval = components["schemas"]["BillingInterval"];
export type Subscription = Shown<components["schemas"]["Subscription"]>;

/** openapi-fetch reports fields that are always null as unreadable, so they are removed from answers. */
type Shown<T> = T extends (infer Item)[]
  ? Shown<Item>[]
  : T extends object
    ? { [Name in keyof T as NonNullable<T[Name]> extends never ? never : Name]: Shown<T[Name]> }
    : T;

export type Api = Client<paths>;

/** No request is waited for longer. The API gives up sooner: after 10 seconds. */
const MAX_WAIT_MS = 15_000;
const KEY_HEADER = "x-api-key";

/** An API client. `keyNow` gives the key of a request; `onUnauthorized` is called with a key that the API refuses. */
export function createApi(url: string, keyNow: () => string, onUnauthorized: (key: string) => void): Api {
  const api = createClient<paths>({ baseUrl: url, fetch: fetchInTime });
  api.use({
    onRequest({ request }) {
      request.headers.set(KEY_HEADER, keyNow());
    },
    onResponse({ request, response }) {
      if (response.status === 401) onUnauthorized(request.headers.get(KEY_HEADER) ?? "");
    },
  });
  return api;
}

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** @throws ApiFailure without an answer in time */
async function fetchInTime(request: Request): Promise<Response> {
  const isSent = onlineManager.isOnline();
  try {
    return await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(MAX_WAIT_MS)]) });
  } catch (cause) {
    throw isSent ? cause : new ApiFailure("offline");
  }
}

/** The body of a success, with its headers. @throws ApiFailure for everything else */
export async function send<T>(request: Promise<Result<T>>): Promise<{ body: T; headers: Headers; status: number }> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    const name = cause instanceof DOMException ? cause.name : "";
    if (name === "AbortError" || cause instanceof ApiFailure) throw cause;
    throw new ApiFailure(name === "TimeoutError" ? "timeout" : "network");
  });
  if (!response.ok || data === undefined) throw failureOf(error, response);
  return { body: data, headers: response.headers, status: response.status };
}
