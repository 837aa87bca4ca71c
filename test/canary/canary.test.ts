/** One round of the canary, against an API that answers as it is told. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runCanary } from "../../core/canary/canary.ts";

const [URL, KEY] = ["https://api.example.com", "ck_canary0000000000000000000000000000"];
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const round = (patienceMs: number, now = new Date()) => runCanary({ url: URL, key: KEY, now, patienceMs });

/**
 * An API that does all the canary asks for, but for one kind of request, which has no effect, or none so many times. There is
 * another customer, and each has been changed before.
 */
function answeringAllBut(broken: string, times = Number.POSITIVE_INFINITY) {
  let customer = { externalId: "canary", fullName: "Canary before" };
  const [before, other] = [customer, { ...customer, externalId: "other" }];
  let left = times;
  return vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = `${init?.method} ${String(input).replace(URL, "")}`;
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
  const fetch = answeringAllBut("nothing");

  await round(0, new Date("2026-03-01T12:00:00.000Z"));

  expect(fetch.mock.calls.map(([url, init]) => [init?.method, url, init?.body])).toEqual([
    ["POST", `${URL}/api/customers`, '{"id":"canary","email":"canary@clientela.example"}'],
    ["PUT", `${URL}/api/customers/canary`, '{"fullName":"Canary cmm7p6yo0"}'],
    ["GET", `${URL}/api/customers/canary`, undefined],
    ["GET", `${URL}/api/customers?search=cmm7p6yo0`, undefined],
    ["GET", `${URL}/api/customers/canary/events`, undefined],
  ]);
  for (const [, init] of fetch.mock.calls)
    expect(init?.headers).toEqual({ "x-api-key": KEY, "content-type": "application/json" });
});

describe.each([
  ["PUT /api/customers/canary", "PUT /api/customers/canary was answered with 500"],
  ["GET /api/customers/canary", "The change was not read within 0 ms"],
  ["GET /api/customers?search=", "The change was not found by search within 0 ms"],
  ["GET /api/customers/canary/events", "The change was not in the event log within 0 ms"],
])("When %s does not work", (request, message) => {
  test("a round fails by its name", async () => {
    answeringAllBut(request);

    const failed = expect(round(0)).rejects.toThrow(message);
    await vi.advanceTimersByTimeAsync(1_000);
    await failed;
  });

  test.skipIf(request.startsWith("PUT"))(
    "at first, a round looks again each half second while it has patience",
    async () => {
      const fetch = answeringAllBut(request, 2);

      const succeeded = round(1_000);
      await vi.advanceTimersByTimeAsync(999);
      expect(fetch.mock.calls.length).toBeLessThan(7);
      await vi.advanceTimersByTimeAsync(1);
      await succeeded;
      expect(fetch).toHaveBeenCalledTimes(7);
    },
  );
});

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
