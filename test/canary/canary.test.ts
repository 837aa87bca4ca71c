import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { runCanary } from "../../core/canary/canary.ts";
import { CANARY_ORGANIZATION, setUpCanary } from "../../core/canary/setUp.ts";
import { listKeys, listOrganizations } from "../../core/organizations/administration.ts";
import { type Api, startApi } from "../support/api.ts";

const KEY = "ck_canary0000000000000000000000000000";
let api: Api;
beforeAll(async () => {
  api = await startApi();
  await setUpCanary(KEY);
});
afterAll(() => api.stop());
afterEach(() => vi.restoreAllMocks());

const round = (patienceMs: number, now = new Date()) => runCanary({ url: api.url, key: KEY, now, patienceMs });

test("Setting it up again changes nothing", async () => {
  await setUpCanary(KEY);

  expect(await listKeys(CANARY_ORGANIZATION)).toHaveLength(1);
  expect((await listOrganizations()).filter((id) => id === CANARY_ORGANIZATION)).toHaveLength(1);
});

test("A round ends when its change is read, found and in the history, and leaves one customer and its latest words", async () => {
  const [first, second] = [new Date(), new Date(Date.now() + 300_000)];
  await round(300_000, first);
  await round(300_000, second);

  const client = api.client(KEY, CANARY_ORGANIZATION);
  const idsOf = async (query: string) =>
    (await client.get(`/api/customers${query}`)).body.data.map(({ externalId }: { externalId: string }) => externalId);
  const word = (time: Date) => `c${time.getTime().toString(36)}`;
  expect(await idsOf("")).toEqual(["canary"]);
  expect([await idsOf(`?search=${word(first)}`), await idsOf(`?search=${word(second)}`)]).toEqual([[], ["canary"]]);
});

/** An API that does all the canary asks for, but for one kind of request, which has no effect. */
function answeringAllBut(broken: string): void {
  let customer = { externalId: "canary", fullName: "Canary before" };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = `${init?.method} ${String(input).replace(api.url, "")}`;
    const isBroken = request === broken || (broken.endsWith("=") && request.startsWith(broken));
    if (request.startsWith("PUT")) {
      if (isBroken) return new Response("{}", { status: 500 });
      customer = { ...customer, ...JSON.parse(String(init?.body)) };
    }
    if (request.startsWith("GET /api/customers?search=c")) return Response.json({ data: isBroken ? [] : [customer] });
    if (request.endsWith("/events")) return Response.json({ data: isBroken ? [] : [{ data: customer }] });
    return Response.json({ data: isBroken ? { ...customer, fullName: "Canary before" } : customer });
  });
}

test("A round succeeds at once when everything is seen at once", async () => {
  answeringAllBut("nothing");

  await round(0);
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
