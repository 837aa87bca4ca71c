/** What the unmodified TypeScript SDK of the guide's era can do that the guide's snippets do not show. */
import { Commet } from "commet-node-1";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { redirectFetch, type SentRequest } from "./redirectFetch.ts";

let api: Api;
let requests: SentRequest[];
let restore: () => void;
beforeAll(async () => {
  api = await sharedApi();
  ({ requests, restore } = redirectFetch(api.url));
});
afterAll(async () => {
  restore();
  await api.stop();
});

/** An empty organization for each test. */
let client: Client;
let commet: Commet;
beforeEach(async () => {
  client = await api.newOrganization();
  commet = new Commet({ apiKey: client.key, environment: "production" });
});

test("the default environment, the sandbox host, works the same", async () => {
  const sandbox = new Commet({ apiKey: client.key });
  const { success, data } = await sandbox.customers.create({ email: "billing@acme.com", id: "user_123" });
  expect([success, data?.externalId]).toEqual([true, "user_123"]);
  expect(requests.at(-1)?.url).toBe("https://sandbox.commet.co/api/customers");
});

test("create keeps every parameter of the guide's table", async () => {
  const params = {
    fullName: "Acme, Inc.",
    address: { line1: "1 Gran Vía", city: "Madrid", postalCode: "28013", country: "ES" },
    metadata: { plan_intent: "pro", seats: 3, nested: { a: [1, null, true] } },
  };
  const { data } = await commet.customers.create({ email: "all@acme.com", id: "all", ...params });
  expect(data).toMatchObject({ ...params, billingEmail: "all@acme.com", externalId: "all" });
});

test("update keeps every parameter of the guide's table and leaves the others", async () => {
  await commet.customers.create({ email: "upd@acme.com", id: "upd", metadata: { a: 1 } });
  const params = {
    fullName: "Acme",
    timezone: "Europe/Madrid",
    metadata: { b: 2 },
    address: {
      line1: "1 Gran Vía",
      line2: "3º",
      city: "Madrid",
      state: "Madrid",
      postalCode: "28013",
      country: "ES",
    },
  };
  const { data } = await commet.customers.update({ customerId: "upd", ...params });
  expect(data).toMatchObject({ ...params, billingEmail: "upd@acme.com", metadata: { a: 1, b: 2 } });
});

test("two creates without an id are two customers: the SDK makes a key for each", async () => {
  const [first, second] = [
    await commet.customers.create({ email: "same@acme.com" }),
    await commet.customers.create({ email: "same@acme.com" }),
  ];
  expect(first.data?.id).not.toBe(second.data?.id);
  expect([first.data?.externalId, second.data?.externalId]).toEqual([null, null]);
});

test("an idempotency key of the caller's makes a repeat safe, and refuses another payload", async () => {
  const options = { idempotencyKey: "order-42" };
  const first = await commet.customers.create({ email: "key@acme.com" }, options);
  const repeat = await commet.customers.create({ email: "key@acme.com" }, options);
  expect(repeat.data).toEqual(first.data);
  const other = commet.customers.create({ email: "other@acme.com" }, options);
  await expect(other).rejects.toMatchObject({ statusCode: 409, code: "idempotency_key_mismatch" });
});

test("a batch repeated with the caller's idempotency key makes no customer twice", async () => {
  const params = { customers: [{ email: "k0@acme.com" }, { email: "k1@acme.com", id: "k1" }] };
  const first = await commet.customers.createBatch(params, { idempotencyKey: "import-1" });
  const repeat = await commet.customers.createBatch(params, { idempotencyKey: "import-1" });
  expect(repeat.data).toEqual(first.data);
  expect((await commet.customers.list()).data).toHaveLength(2);
});

test("an idempotency key on update and archive is no obstacle, even the create's; the update's own takes no other body", async () => {
  const options = { idempotencyKey: "one-key" };
  await commet.customers.create({ email: "opt@acme.com", id: "opt" }, options);
  const updated = await commet.customers.update({ customerId: "opt", fullName: "Acme" }, options);
  const again = await commet.customers.update({ customerId: "opt", fullName: "Acme" }, options);
  const refused = await commet.customers.archive("opt", options).catch((thrown: unknown) => thrown);
  const archived = await commet.customers.archive("opt", { idempotencyKey: "another-key" });
  expect([updated.data?.fullName, again.data, archived.data?.isActive]).toEqual(["Acme", updated.data, false]);
  expect(refused).toMatchObject({ statusCode: 409, code: "idempotency_key_mismatch" });
});

test("a batch reports what succeeded and what failed, each failure with its index and in words", async () => {
  const customers = [{ email: "b0@acme.com", id: "b0" }, { email: "nonsense" }, { email: "b2@acme.com", id: "b2" }];
  const { data } = await commet.customers.createBatch({ customers });
  expect(data?.successful.map(({ externalId }) => externalId)).toEqual(["b0", "b2"]);
  expect(data?.failed).toEqual([
    { index: 1, error: expect.stringContaining("email"), data: { billingEmail: "nonsense" } },
  ]);
});

test("list never gives more than 100 customers, whatever the limit", async () => {
  const customers = Array.from({ length: 100 }, (_, i) => ({ email: `c${i}@acme.com` }));
  await commet.customers.createBatch({ customers });
  await commet.customers.create({ email: "one.more@acme.com" });
  const page = await commet.customers.list({ limit: 1000 });
  expect([page.data?.length, page.hasMore]).toEqual([100, true]);
  const rest = await commet.customers.list({ limit: 1000, cursor: page.nextCursor ?? "" });
  expect([rest.data?.length, rest.hasMore]).toEqual([1, false]);
});

test("list filters by isActive and by externalId, and ignores parameters that it does not know", async () => {
  await commet.customers.createBatch({
    customers: ["a", "b", "c"].map((id) => ({ email: `${id}@acme.com`, id })),
  });
  await commet.customers.archive("b");
  const idsOf = async (params: { isActive?: boolean; [name: string]: unknown }) =>
    (await commet.customers.list(params)).data?.map(({ externalId }) => externalId).sort();
  expect(await idsOf({})).toEqual(["a", "b", "c"]);
  expect(await idsOf({ isActive: true })).toEqual(["a", "c"]);
  expect(await idsOf({ isActive: false })).toEqual(["b"]);
  expect(await idsOf({ externalId: "c" })).toEqual(["c"]);
  expect(await idsOf({ externalId: "nobody" })).toEqual([]);
  expect(await idsOf({ anything: "else" })).toEqual(["a", "b", "c"]);
});
