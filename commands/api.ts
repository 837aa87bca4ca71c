/** The API of a running stack, called as its callers are told to: what was busy is sent again after Retry-After. */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import { OperatorError } from "../core/base/operatorError.ts";

/** Where the API is, and the key to call it with. */
export interface ApiAccess {
  url: string;
  apiKey: string;
}

/** How often in a row the API may be busy. */
const MAX_BUSY = 30;
/** Where an answer does not say how long to wait. */
const DEFAULT_WAIT_SECONDS = 1;

const answer = z.object({
  message: z.optional(z.string()),
  data: z.optional(z.object({ failed: z.optional(z.array(z.object({ index: z.number(), error: z.string() }))) })),
});

/**
 * Sends a request that may be sent again, because it then changes nothing more.
 *
 * @throws OperatorError when the API refuses it, or stays busy
 */
export async function requestApi(
  { url, apiKey }: ApiAccess,
  method: string,
  path: string,
  body: object,
): Promise<z.infer<typeof answer>> {
  for (let busy = 1; ; busy++) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "x-api-key": apiKey, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.ok) return answer.parse(JSON.parse(text));
    // 429 is API Gateway's.
    if (response.status !== 503 && response.status !== 429)
      throw new OperatorError(`The API refused: ${messageIn(text) ?? response.status}`);
    await waitWhileBusy(busy, Number(response.headers.get("retry-after") ?? DEFAULT_WAIT_SECONDS));
  }
}

/**
 * Creates customers, at most 100; they need ids of their own, so that a repeat creates none twice.
 *
 * @throws OperatorError when the API refuses one, or stays busy
 */
export async function createCustomers(access: ApiAccess, customers: readonly { id: string }[]): Promise<void> {
  let left = customers;
  for (let busy = 1; ; busy++) {
    const { data } = await requestApi(access, "POST", "/api/customers/batch", { customers: left });
    const failed = data?.failed ?? [];
    const refused = failed.find(({ error }) => !error.startsWith("service_unavailable"));
    if (refused) throw new OperatorError(`The API refused: ${refused.error}`);
    if (failed.length === 0) return;
    left = failed.flatMap(({ index }) => left[index] ?? []);
    await waitWhileBusy(busy, DEFAULT_WAIT_SECONDS);
  }
}

async function waitWhileBusy(busy: number, seconds: number): Promise<void> {
  if (busy > MAX_BUSY) throw new OperatorError(`The API has been busy ${busy} times in a row. Try again later.`);
  await sleep(seconds * 1_000);
}

function messageIn(text: string): string | undefined {
  try {
    return answer.parse(JSON.parse(text)).message;
  } catch {
    return undefined;
  }
}
