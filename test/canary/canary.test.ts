/** One round of the canary, against an API that answers as it is told. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCanary } from "../../core/canary/canary.ts";

const [ADDRESS, KEY] = ["https://api.example.com", "ck_canary0000000000000000000000000000"];
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const round = (patienceMs: number, now = new Date()) => runCanary({ url: ADDRESS, key: KEY, now, patienceMs });

/**
 * An API that does all the canary asks for, but for one kind of request, which has no effect, or none so many times. There is
 * another customer, and each has been changed before.
 */
function answeringAllBut(broken: string, times = Number.POSITIVE_INFINITY) {
  let customer = { externalId: "canary", fullName: "Canary before" };
  const [before, other] = [customer, { ...customer, externalId: "other" }];
  let left = times;
  return vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
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
}

test("A round succeeds at once when everything is seen at once", async () => {
  const requests = answeringAllBut("nothing");

  await round(0, new Date("2026-03-01T12:00:00.000Z"));

  expect(requests.mock.calls.map(([url, init]) => [init?.method, url, init?.body])).toEqual([
    ["POST", `${ADDRESS}/api/customers`, '{"id":"canary","email":"canary@clientela.example"}'],
    ["PUT", `${ADDRESS}/api/customers/canary`, '{"fullName":"Canary cmm7p6yo0"}'],
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

  const failed = expect(round(0)).rejects.toThrow(message);
  await vi.advanceTimersByTimeAsync(1_000);
  await failed;
});

test.each(["GET /api/customers/canary", "GET /api/customers?search=", "GET /api/customers/canary/events"])(
  "A round looks again each half second, while it has patience, when %s shows nothing yet",
  async (request) => {
    const requests = answeringAllBut(request, 2);

    const succeeded = round(1_000);
    await vi.advanceTimersByTimeAsync(999);
    expect(requests.mock.calls.length).toBeLessThan(7);
    await vi.advanceTimersByTimeAsync(1);
    await succeeded;
    expect(requests).toHaveBeenCalledTimes(7);
  },
);

test("A refused request is told without what was searched for", async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (url) =>
    String(url).includes("search")
      ? new Response("{}", { status: 403 })
      : Response.json({ data: { externalId: "canary", fullName: "Canary cmm7p6yo0" } }),
  );

  await expect(round(0, new Date("2026-03-01T12:00:00.000Z"))).rejects.toThrow(
    /^GET \/api\/customers was answered with 403$/,
  );
});

test("The canary's key is the one that the stack links to its functions", async () => {
  vi.stubEnv("SST_RESOURCE_App", '{"name":"clientela","stage":"test"}');
  vi.stubEnv("SST_RESOURCE_CanaryKey", JSON.stringify({ secret: KEY }));
  // Read as it is loaded.
  const { canaryKey } = await import("../../core/canary/key.ts");

  expect(canaryKey()).toBe(KEY);
});
