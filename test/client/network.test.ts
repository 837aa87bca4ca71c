import { Clientela, type ClientelaError, ConnectionError, TimedOutError } from "@clientela/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Client } from "../support/api.ts";
import { pathOf, unique, useStack } from "../support/service.ts";
import { type Fate, type Network, startNetwork } from "./network.ts";

const stack = useStack();
let network: Network;
let caller: Client;
let clientela: Clientela;
beforeAll(async () => {
  network = await startNetwork(stack.api.url);
  caller = await stack.newOrganization();
  clientela = new Clientela({ baseUrl: network.url, apiKey: caller.key });
});
afterAll(() => network.stop());

const customersNamed = async (fullName: string): Promise<unknown[]> => {
  const { body } = await caller.get("/api/customers?limit=100");
  return body.data.filter((customer: { fullName: string }) => customer.fullName === fullName);
};

const passing: Fate[][] = [
  ["503"],
  ["broken before"],
  ["broken after"],
  ["cut"],
  ["broken after", "cut", "503"],
  ["cut", "broken before", "broken after"],
];

describe("A write through a network that fails", () => {
  test.each(passing.map((fates) => [fates.join(", "), fates] as const))(
    "by %s makes one customer, with one Idempotency-Key for all its requests",
    async (_, fates) => {
      const fullName = unique("name");
      network.next(...fates);
      const { data } = await clientela.customers.create({ email: "billing@acme.com", fullName });
      const keys = network.arrived.map(({ key }) => key);
      expect(keys).toHaveLength(fates.length + 1);
      expect(new Set(keys).size).toBe(1);
      expect(keys[0]).toMatch(/^\S{16,255}$/);
      expect(await customersNamed(fullName)).toEqual([expect.objectContaining({ id: data.id })]);
    },
  );

  test.each(passing.slice(0, 4).map((fates) => [fates.join(", "), fates] as const))(
    "by %s changes the version that it was meant for, once",
    async (_, fates) => {
      const created = await clientela.customers.create({ email: "billing@acme.com", fullName: "before" });
      network.next(...fates);
      const changed = await clientela.customers.update(
        { customerId: created.data.id, fullName: "after" },
        { ifMatch: created },
      );
      expect([changed.etag, changed.data.fullName]).toEqual(['"2"', "after"]);
      expect((await caller.get(pathOf(created.data.id))).headers.get("etag")).toBe('"2"');
    },
  );

  test("that stays down tells the key with which the write can be repeated, and then it is still one customer", async () => {
    const fullName = unique("name");
    network.next("broken after", "broken before", "cut", "broken after");
    const error = await clientela.customers.create({ email: "a@acme.com", fullName }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ name: "ConnectionError", code: "connection_failed", status: 0 });
    const { idempotencyKey } = error as ClientelaError;
    await clientela.customers.create({ email: "a@acme.com", fullName }, { idempotencyKey });
    expect(await customersNamed(fullName)).toHaveLength(1);
  });

  test("is not repeated more often than was asked for", async () => {
    const impatient = new Clientela({ baseUrl: network.url, apiKey: caller.key, maxRetries: 0 });
    network.next("503");
    await expect(impatient.customers.create({ email: "a@acme.com" })).rejects.toMatchObject({ status: 503 });
    expect(network.arrived).toHaveLength(1);
  });
});

describe("A call", () => {
  test("whose answer never comes ends when its time is over", async () => {
    network.next("silent", "silent", "silent", "silent");
    const error = await clientela.customers.list({}, { timeoutMs: 200 }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TimedOutError);
    expect(error).toMatchObject({ code: "timed_out" });
  });

  test("ends at once when its signal says so, with the signal's reason", async () => {
    const controller = new AbortController();
    network.next("silent");
    const call = clientela.customers.create({ email: "a@acme.com" }, { signal: controller.signal });
    const reason = new Error("changed my mind");
    setTimeout(() => controller.abort(reason), 50);
    await expect(call).rejects.toBe(reason);
    await expect(clientela.me({ signal: controller.signal })).rejects.toBe(reason);
  });

  test("ends at once while it waits for its next attempt", async () => {
    const controller = new AbortController();
    const slow = new Clientela({
      baseUrl: network.url,
      apiKey: caller.key,
      fetch: async () => new Response("{}", { status: 503, headers: { "retry-after": "20" } }),
    });
    setTimeout(() => controller.abort(), 50);
    await expect(slow.me({ signal: controller.signal })).rejects.toMatchObject({ name: "AbortError" });
  });

  test("that would have to wait longer than it may throws the answer that it has", async () => {
    const times: number[] = [];
    const busy = new Clientela({
      baseUrl: network.url,
      apiKey: caller.key,
      fetch: async () => {
        times.push(Date.now());
        return Response.json({ message: "Too Many Requests" }, { status: 429, headers: { "retry-after": "60" } });
      },
    });
    await expect(busy.me()).rejects.toMatchObject({ status: 429 });
    expect(times).toHaveLength(1);
  });

  test.each([
    ["seconds", () => "1"],
    ["a date", () => new Date(Date.now() + 2_000).toUTCString()],
  ])("waits as Retry-After says in %s", async (_, retryAfter) => {
    const times: number[] = [];
    const busy = new Clientela({
      baseUrl: network.url,
      apiKey: caller.key,
      fetch: async (request, init) => {
        times.push(Date.now());
        if (times.length > 1) return fetch(request, init);
        return new Response("{}", { status: 503, headers: { "retry-after": retryAfter() } });
      },
    });
    await busy.me();
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test("to something that is no stage says so, and is no NotFoundError", async () => {
    network.next("page");
    await expect(clientela.me()).rejects.toMatchObject({
      code: "unexpected_answer",
      status: 200,
      message: expect.stringContaining("baseUrl"),
    });
    const elsewhere = new Clientela({ baseUrl: `${network.url}/elsewhere`, apiKey: caller.key });
    await expect(elsewhere.customers.get("user_123")).rejects.toMatchObject({
      name: "ClientelaError",
      code: "endpoint_not_available",
    });
  });
});

describe("A follower of the feed", () => {
  /** The pages of a follower, as many as there are answers, and what it asked for. */
  async function follow(answers: (request: Request) => Response | undefined, pages: number, query = {}) {
    const waits: (string | null)[] = [];
    const times: number[] = [];
    const signal = new AbortController();
    const following = new Clientela({
      baseUrl: network.url,
      apiKey: caller.key,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        waits.push(new URL(request.url).searchParams.get("wait"));
        times.push(Date.now());
        return answers(request) ?? fetch(request);
      },
    });
    const seen: string[] = [];
    for await (const { nextCursor } of following.events.follow({ pollMs: 100, ...query }, { signal: signal.signal })) {
      seen.push(nextCursor);
      if (seen.length === pages) break;
    }
    return { seen, waits, times };
  }
  const answer = (nextCursor: string) => Response.json({ success: true, data: [], hasMore: false, nextCursor });

  test("asks to wait, and one that was not let wait asks again no sooner than it may", async () => {
    const cursors = ["a", "a", "b"];
    // Node's own timers may be early by as long as its event loop was busy.
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    onTestFinished(() => void vi.useRealTimers());
    const { seen, waits, times } = await follow(() => answer(cursors.shift() ?? ""), 2);
    expect([seen, waits]).toEqual([
      ["a", "b"],
      ["20", "20", "20"],
    ]);
    for (const [i, time] of times.slice(1).entries()) expect(time - (times[i] ?? 0)).toBeGreaterThanOrEqual(100);
  });

  test("goes on where it was when a connection breaks while it waits", async () => {
    network.next("broken after", "cut");
    const { seen } = await follow(() => undefined, 1, { wait: 1 });
    expect(seen).toEqual([expect.any(String)]);
    expect(network.arrived).toHaveLength(3);
  });

  test("gives an answer that waits the time for it", async () => {
    const limits: number[] = [];
    const timer = vi.spyOn(globalThis, "setTimeout");
    await follow(() => answer("a"), 1);
    for (const [, ms = 0] of timer.mock.calls) limits.push(ms);
    timer.mockRestore();
    expect(Math.max(...limits)).toBe(31_000);
  });
});
