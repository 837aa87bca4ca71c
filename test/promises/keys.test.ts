import { randomBytes } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Handler } from "../../core/http/respond.ts";
import { issueKey as issue, revokeKey } from "../../core/organizations/administration.ts";
import { type Scope, scopes } from "../../core/organizations/apiKey.ts";
import { LookupCache } from "../../core/organizations/cache.ts";
import { requestsOf, routes } from "../../infra/routes.ts";
import { type Client, logLines } from "../support/api.ts";
import { untilPublished } from "../support/pump.ts";
import { scaled } from "../support/scale.ts";
import { checked, create, outcome, parallel, pathOf, unique, useStack } from "../support/service.ts";

const stack = useStack({ publishes: true });
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const secured = routes
  .filter(({ scope }) => scope !== "none")
  .flatMap((route) => requestsOf(route).map((request) => ({ ...route, ...request })));

/** Moves the clock forward. */
const passTime = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

async function newKey({ organizationId }: Client, scopes: readonly Scope[], expiresAt?: string) {
  const { key, secret } = await issue({ organizationId, name: "test", scopes, ...(expiresAt ? { expiresAt } : {}) });
  return { key, client: checked(stack.api.client(secret, organizationId)) };
}

/**
 * Sends one request to each path of each route. Returns whether the key was accepted; the rest of the answer does not
 * matter.
 */
async function askAll(client: Client, id: string, only: typeof secured = secured): Promise<string[]> {
  return Promise.all(
    only.map(async ({ method, path }) => {
      const fields = { email: "a@acme.com", industry: unique() };
      const json = method === "GET" ? undefined : { ...fields, customers: [fields] };
      const answer = await client.request(method, path.replace("{id}", id), { json });
      return `${method} ${path} ${[401, 403].includes(answer.status) ? outcome(answer) : "taken"}`;
    }),
  );
}

const everywhere = (answer: string, only = secured) => only.map(({ method, path }) => `${method} ${path} ${answer}`);

describe("a key that is", () => {
  test("revoked stops on every route within 30 seconds, however much it is used meanwhile", async () => {
    const { customer } = await create(stack.client);
    const { key, client } = await newKey(stack.client, scopes);
    expect(await askAll(client, customer.id)).toEqual(everywhere("taken"));

    await revokeKey(key.id);
    for (let seconds = 5; seconds < 30; seconds += 5) {
      passTime(5_000);
      await askAll(client, customer.id);
    }
    passTime(5_000);

    expect(await askAll(client, customer.id)).toEqual(everywhere("401 unauthorized"));
    expect(await askAll(stack.client, customer.id)).toEqual(everywhere("taken"));
  });

  test("expired stops on every route at that very moment, remembered or not", async () => {
    const { customer } = await create(stack.client);
    const now = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now });
    const at = new Date(now + 10_000).toISOString();
    const [remembered, unused] = [await newKey(stack.client, scopes, at), await newKey(stack.client, scopes, at)];
    passTime(9_999);
    expect(await askAll(remembered.client, customer.id)).toEqual(everywhere("taken"));
    passTime(1);

    for (const { client } of [remembered, unused])
      expect(await askAll(client, customer.id)).toEqual(everywhere("401 unauthorized"));
  });
});

describe("a key that may only read", () => {
  const writes = secured.filter(({ method }) => method !== "GET");
  const reads = secured.filter(({ method, scope }) => method === "GET" && scope !== "keys");

  test("cannot write: every route that is no GET refuses it, and nothing changes", async () => {
    const owner = await stack.newOrganization();
    const { customer } = await create(owner);
    const { client } = await newKey(owner, ["read"]);
    const everything = async () => {
      await untilPublished(stack.api.dataDir);
      const [list, events] = [await client.get("/api/customers"), await client.get(`${pathOf(customer.id)}/events`)];
      return [list.text, events.text];
    };
    const before = await everything();

    expect(await askAll(client, customer.id, writes)).toEqual(everywhere("403 forbidden", writes));

    expect(await askAll(client, customer.id, reads)).toEqual(everywhere("taken", reads));
    expect(await everything()).toEqual(before);
    // They refused because of the key.
    expect(await askAll(owner, customer.id, writes)).toEqual(everywhere("taken", writes));
  });
});

describe("guessing keys", () => {
  const GUESSES = scaled(1_200, 200_000);
  const GUESSERS = 100;
  const MAX_REMEMBERED = 1_000;

  /** The caches that requests use. */
  async function cachesInUse(): Promise<LookupCache<unknown>[]> {
    const get = vi.spyOn(LookupCache.prototype, "get");
    await stack.client.get(pathOf("nobody"));
    const caches = new Set(get.mock.contexts);
    get.mockRestore();
    return [...caches] as LookupCache<unknown>[];
  }

  /** A key of the right form: random, or the real one with other last letters. */
  const guess = (isNear: boolean): string => {
    const letters = randomBytes(16).toString("hex");
    return isNear ? `${stack.client.key.slice(0, -8)}${letters.slice(0, 8)}` : `ck_${letters}`;
  };

  /** Calls the functions directly: HTTP would only take time. */
  async function guesser(): Promise<(number: number) => Promise<number | undefined>> {
    const handlers = await Promise.all(
      secured.map(async ({ operation }) => (await import(`../../functions/${operation}.ts`)).handler as Handler),
    );
    return async (number) => {
      const { method = "GET", path = "" } = secured[number % secured.length] ?? {};
      const { statusCode } =
        (await handlers[number % handlers.length]?.({
          version: "2.0",
          routeKey: `${method} ${path}`,
          rawPath: path.replace("{id}", "x"),
          rawQueryString: "",
          headers: { "x-api-key": guess(number % 2 === 0) },
          pathParameters: { id: "x" },
          isBase64Encoded: false,
          requestContext: { requestId: `guess-${number}` } as APIGatewayProxyEventV2["requestContext"],
        })) ?? {};
      return statusCode;
    };
  }

  test(
    "sees 401 and nothing else, takes a bounded memory, and does not lock the real key out",
    async () => {
      const caches = await cachesInUse();
      const tryKey = await guesser();
      const statuses = new Map<number | undefined, number>();
      let [guessed, largest] = [0, 0];

      await parallel(GUESSERS, async () => {
        while (guessed < GUESSES) {
          const number = guessed++;
          let status = await tryKey(number);
          // A busy machine.
          while (status === 503) status = await tryKey(number);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          largest = Math.max(largest, ...caches.map(({ size }) => size));
          // The test keeps the log lines, not the service.
          logLines.length = 0;
        }
      });

      expect(Object.fromEntries(statuses)).toEqual({ 401: GUESSES });
      expect(largest).toBe(MAX_REMEMBERED);
      expect(outcome(await stack.client.get("/api/me"))).toBe("200");
    },
    scaled(600_000, 3_600_000),
  );
});
