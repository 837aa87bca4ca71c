/** One round of the canary, against an API that answers as it is told. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCanary } from "../../core/canary/canary.ts";

const [ADDRESS, KEY] = ["https://api.example.com", "ck_canary0000000000000000000000000000"];
const NOW = new Date("2026-03-01T12:00:00.000Z");
/** The name that a round of this time gives. */
const NAME = "Canary cmm7p6yo0";
/** More than any round sends here. */
const MANY = 20;
beforeEach(() => {
  // Whoever waits is woken at once, by a clock that says how long it would have been.
  vi.useFakeTimers({ now: NOW });
  vi.setTimerTickMode("nextTimerAsync");
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs a round to its end, and says how long it took. */
async function round(patienceMs: number): Promise<number> {
  await runCanary({ url: ADDRESS, key: KEY, now: NOW, patienceMs });
  return Date.now() - NOW.getTime();
}

/**
 * An API that does all the canary asks for, but for one kind of request, which has no effect, or none so many times. There is
 * another customer, and each has been changed before.
 */
function answeringAllBut(broken: string, times = Number.POSITIVE_INFINITY) {
  let customer = { externalId: "canary", fullName: "Canary before" };
  const [before, other] = [customer, { ...customer, externalId: "other" }];
  let left = times;
  const requests = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    if (requests.mock.calls.length > MANY) throw new Error("The round does not end");
    const request = `${init?.method} ${String(input).replace(ADDRESS, "")}`;
    const isBroken = (request === broken || (broken.endsWith("=") && request.startsWith(broken))) && left-- > 0;
    if (request.startsWith("PUT")) {
      if (isBroken) return new Response("{}", { status: 500 });
      customer = { ...customer, ...JSON.parse(String(init?.body)) };
    }
    if (request.startsWith("GET /api/customers?search=c"))
      return Response.json({ data: isBroken ? [other] : [other, customer] });
    if (request.endsWith("/events"))
      return Response.json({ data: [before, ...(isBroken ? [] : [customer])].map((data) => ({ data })) });
    return Response.json({ data: isBroken ? before : customer });
  });
  return requests;
}

test("A round succeeds at once when everything is seen at once", async () => {
  const requests = answeringAllBut("nothing");

  expect(await round(0)).toBe(0);

  expect(requests.mock.calls.map(([url, init]) => [init?.method, url, init?.body])).toEqual([
    ["POST", `${ADDRESS}/api/customers`, '{"id":"canary","email":"canary@clientela.example"}'],
    ["PUT", `${ADDRESS}/api/customers/canary`, `{"fullName":"${NAME}"}`],
    ["GET", `${ADDRESS}/api/customers/canary`, undefined],
    ["GET", `${ADDRESS}/api/customers?search=cmm7p6yo0`, undefined],
    ["GET", `${ADDRESS}/api/customers/canary/events`, undefined],
  ]);
  for (const [, init] of requests.mock.calls)
    expect(init?.headers).toEqual({ "x-api-key": KEY, "content-type": "application/json" });
});

test.each([
  ["PUT /api/customers/canary", "PUT /api/customers/canary was answered with 500"],
  ["GET /api/customers/canary", "The change was not read within 0 ms"],
  ["GET /api/customers?search=", "The change was not found by search within 0 ms"],
  ["GET /api/customers/canary/events", "The change was not in the event log within 0 ms"],
])("A round fails by name when %s does not work", async (request, message) => {
  answeringAllBut(request);

  await expect(round(0)).rejects.toThrow(message);
});

test.each(["GET /api/customers/canary", "GET /api/customers?search=", "GET /api/customers/canary/events"])(
  "A round looks again each half second, while it has patience, when %s shows nothing yet",
  async (request) => {
    const requests = answeringAllBut(request, 2);

    expect(await round(1_000)).toBe(1_000);
    expect(requests).toHaveBeenCalledTimes(7);
  },
);

test("A refused request is told without what was searched for", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (url) =>
    String(url).includes("search")
      ? new Response("{}", { status: 403 })
      : Response.json({ data: { externalId: "canary", fullName: NAME } }),
  );

  await expect(round(0)).rejects.toThrow(/^GET \/api\/customers was answered with 403$/);
});

test("The canary's key is the one that the stack links to its functions", async () => {
  vi.stubEnv("SST_RESOURCE_App", '{"name":"clientela","stage":"test"}');
  vi.stubEnv("SST_RESOURCE_CanaryKey", JSON.stringify({ secret: KEY }));
  // Read as it is loaded.
  const { canaryKey } = await import("../../core/canary/key.ts");

  expect(canaryKey()).toBe(KEY);
});
