import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LookupCache } from "../../core/organizations/cache.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const passTime = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** A store that counts its lookups. */
function countedLoads() {
  const loaded: string[] = [];
  const load = (key: string) => async () => {
    loaded.push(key);
    return `${key} ${loaded.length}`;
  };
  return { loaded, load };
}

test("a look-up is remembered for 30 seconds by wall clock, and no longer", async () => {
  const cache = new LookupCache<string>();
  const { loaded, load } = countedLoads();
  expect(await cache.get("a", load("a"))).toBe("a 1");
  passTime(29_999);
  expect(await cache.get("a", load("a"))).toBe("a 1");
  passTime(1);
  expect(await cache.get("a", load("a"))).toBe("a 2");
  expect(loaded).toEqual(["a", "a"]);
});

test("use does not lengthen an entry's life: a revoked key is noticed under constant use", async () => {
  const cache = new LookupCache<string>();
  const { loaded, load } = countedLoads();
  for (let seconds = 0; seconds < 60; seconds++) {
    await cache.get("a", load("a"));
    passTime(1_000);
  }
  expect(loaded).toHaveLength(2);
});

test("a process that was frozen for hours looks up again", async () => {
  const cache = new LookupCache<string>();
  const { load } = countedLoads();
  await cache.get("a", load("a"));
  passTime(5 * 3_600_000);
  expect(await cache.get("a", load("a"))).toBe("a 2");
});

test("what is not found is remembered too", async () => {
  const cache = new LookupCache<string | undefined>();
  const load = vi.fn(async () => undefined);
  await cache.get("unknown", load);
  await cache.get("unknown", load);
  expect(load).toHaveBeenCalledTimes(1);
});

test("look-ups under way are shared", async () => {
  const cache = new LookupCache<string>();
  const { promise, resolve } = Promise.withResolvers<string>();
  const load = vi.fn(() => promise);
  const both = Promise.all([cache.get("a", load), cache.get("a", load)]);
  resolve("found");
  expect(await both).toEqual(["found", "found"]);
  expect(load).toHaveBeenCalledTimes(1);
});

test("a failed look-up fails for all who share it, and is forgotten", async () => {
  const cache = new LookupCache<string>();
  const failing = () => Promise.reject(new Error("down"));
  const shared = await Promise.allSettled([cache.get("a", failing), cache.get("a", failing)]);
  expect(shared.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(cache.size).toBe(0);
  expect(await cache.get("a", async () => "up")).toBe("up");
});

test("a look-up that fails late does not take a newer one with it", async () => {
  const cache = new LookupCache<string>();
  const { promise, reject } = Promise.withResolvers<string>();
  const late = cache.get("a", () => promise);
  passTime(30_000);
  await cache.get("a", async () => "newer");
  reject(new Error("late"));
  await expect(late).rejects.toThrow("late");
  expect(await cache.get("a", async () => "newest")).toBe("newer");
});

test("at most 1,000 entries are kept, and the newest of them", async () => {
  const cache = new LookupCache<string>();
  const { loaded, load } = countedLoads();
  for (let i = 0; i < 2_500; i++) {
    await cache.get(`${i}`, load(`${i}`));
    expect(cache.size).toBeLessThanOrEqual(1_000);
  }
  for (let i = 1_500; i < 2_500; i++) await cache.get(`${i}`, load(`${i}`));
  expect(loaded).toHaveLength(2_500);
  await cache.get("1499", load("1499"));
  expect(loaded).toHaveLength(2_501);
});

test("an entry that is looked up again counts as new", async () => {
  const cache = new LookupCache<string>();
  const { loaded, load } = countedLoads();
  for (let i = 0; i < 1_000; i++) await cache.get(`${i}`, load(`${i}`));
  passTime(30_000);
  await cache.get("0", load("0"));
  for (let i = 1_000; i < 1_999; i++) await cache.get(`${i}`, load(`${i}`));
  const before = loaded.length;
  await cache.get("0", load("0"));
  expect(loaded).toHaveLength(before);
  expect(cache.size).toBe(1_000);
});

test("keys that objects treat specially are keys like any other", async () => {
  const cache = new LookupCache<string>();
  for (const key of ["__proto__", "constructor", "toString", ""])
    expect(await cache.get(key, async () => key)).toBe(key);
  expect(cache.size).toBe(4);
});
