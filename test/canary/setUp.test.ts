import { afterAll, beforeAll, expect, test } from "vitest";
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

const round = (now: Date) => runCanary({ url: api.url, key: KEY, now, patienceMs: 300_000 });

test("Setting it up again changes nothing", async () => {
  await setUpCanary(KEY);

  expect(await listKeys(CANARY_ORGANIZATION)).toHaveLength(1);
  expect((await listOrganizations()).filter((id) => id === CANARY_ORGANIZATION)).toHaveLength(1);
});

test("A round ends when its change is read, found and in the history, and leaves one customer and its latest words", async () => {
  const [first, second] = [new Date(), new Date(Date.now() + 300_000)];
  await round(first);
  await round(second);

  const client = api.client(KEY, CANARY_ORGANIZATION);
  const idsOf = async (query: string) =>
    (await client.get(`/api/customers${query}`)).body.data.map(({ externalId }: { externalId: string }) => externalId);
  const word = (time: Date) => `c${time.getTime().toString(36)}`;
  expect(await idsOf("")).toEqual(["canary"]);
  expect([await idsOf(`?search=${word(first)}`), await idsOf(`?search=${word(second)}`)]).toEqual([[], ["canary"]]);
});
