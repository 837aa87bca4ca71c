/** One round of the canary: what callers do, by the API alone, and whether its effects are seen. */
import * as z from "zod/mini";

/** What a round needs. */
export interface Round {
  /** Where the stage answers, e.g. `https://abc123.execute-api.us-east-1.amazonaws.com`. */
  url: string;
  /** An API key of the canary's organization. */
  key: string;
  now: Date;
  /** How long a change may take to be seen. */
  patienceMs: number;
}

/** The one customer of the canary's organization, by its external id. */
export const CANARY_CUSTOMER = "canary";
const REQUEST_TIMEOUT_MS = 10_000;
const PAUSE_MS = 500;

const customer = z.object({ externalId: z.nullable(z.string()), fullName: z.nullable(z.string()) });
const one = z.object({ data: customer });
const found = z.object({ data: z.array(customer) });
const history = z.object({ data: z.array(z.object({ data: customer })) });

/**
 * Gives the customer a new name, reads it, finds it by that name, and waits until the change is in its history. It leaves
 * one customer, and a change that the event log forgets in time as it does any other.
 *
 * @throws Error that names what failed: a request, or an effect that was not seen in time
 */
export async function runCanary({ url, key, now, patienceMs }: Round): Promise<void> {
  const word = `c${now.getTime().toString(36)}`;
  const fullName = `Canary ${word}`;
  const path = `/api/customers/${CANARY_CUSTOMER}`;
  const deadline = performance.now() + patienceMs;
  const send = requests(url, key);
  const until = async (what: string, isSo: () => Promise<boolean>) => {
    while (!(await isSo())) {
      if (performance.now() > deadline) throw new Error(`The change was not ${what} within ${patienceMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  await send("POST", "/api/customers", { id: CANARY_CUSTOMER, email: "canary@clientela.example" });
  await send("PUT", path, { fullName });
  await until("read", async () => one.parse(await send("GET", path)).data.fullName === fullName);
  await until("found by search", async () =>
    found
      .parse(await send("GET", `/api/customers?search=${word}`))
      .data.some((it) => it.externalId === CANARY_CUSTOMER),
  );
  await until("in the event log", async () =>
    history.parse(await send("GET", `${path}/events`)).data.some(({ data }) => data.fullName === fullName),
  );
}

/** Sends a request and returns its answer. @throws Error when there is none, or none of success */
const requests =
  (url: string, key: string) =>
  async (method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "x-api-key": key, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`${method} ${path.replace(/\?.*/, "")} was answered with ${response.status}`);
    return response.json();
  };
