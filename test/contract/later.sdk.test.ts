/**
 * The unmodified SDK that calls /api/v1, together with the one of the guide's era, on the same customers. What each
 * released SDK can do alone is in test/sdks/.
 */
import { Commet as Commet1 } from "commet-node-1";
import { Commet } from "commet-node-7";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { current } from "../../core/http/generations/generations.ts";
import { type Api, type Client, sharedApi } from "../support/api.ts";
import { pushPlans } from "../support/plans.ts";
import { redirectFetch, type SentRequest } from "./redirectFetch.ts";

let api: Api;
let requests: SentRequest[];
let restore: () => void;
let client: Client;
let commet: Commet;
let guide: Commet1;
beforeAll(async () => {
  vi.stubEnv("COMMET_NO_UPDATE_CHECK", "1");
  api = await sharedApi();
  ({ requests, restore } = redirectFetch(api.url));
});
afterAll(async () => {
  restore();
  vi.unstubAllEnvs();
  await api.stop();
});
beforeEach(async () => {
  client = await api.newOrganization();
  commet = new Commet({ apiKey: client.key });
  guide = new Commet1({ apiKey: client.key, environment: "production" });
});

const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

const customer = {
  email: "billing@acme.com",
  id: "user_123",
  fullName: "Acme Inc.",
  taxDocument: "12-3456789",
  timezone: "America/Chicago",
  metadata: { planIntent: "pro" },
  address: { line1: "123 Main St", city: "Austin", postalCode: "78701", country: "US", region: "South" },
} as const;

describe("@commet/node 7.10", () => {
  test("and the guide's tell of an erased customer by its code, on every call for it, and list it no more", async () => {
    const { id } = (await client.post("/api/customers", customer)).body.data;
    await client.post(`/api/customers/${id}/erase`, { confirm: id });

    const errors = await Promise.all(
      [
        ...[commet.customers.get({ id }), commet.customers.get({ id: "user_123" })],
        ...[commet.customers.update({ id, fullName: "Back" }), commet.customers.create(customer)],
        ...[commet.subscriptions.getActive({ customerId: "user_123" })],
        ...[guide.customers.get(id), guide.customers.create(customer)],
        ...[guide.customers.update({ customerId: "user_123", fullName: "Back" }), guide.customers.archive(id)],
      ].map(thrownBy),
    );

    for (const error of errors)
      expect(error).toMatchObject({ name: "CommetAPIError", statusCode: 410, code: "customer_erased" });
    expect((await guide.customers.list()).data).toEqual([]);
    expect(await guide.customers.createBatch({ customers: [{ ...customer }] })).toMatchObject({
      data: { successful: [], failed: [{ index: 0, error: expect.stringMatching(/^customer_erased: /) }] },
    });
  });

  test("pinned to the newest version gets the things themselves", async () => {
    const pinned = new Commet({ apiKey: client.key, apiVersion: current.version });

    const made: unknown = await pinned.customers.create(customer);
    const listed: unknown = await pinned.customers.list();
    const none: unknown = await pinned.subscriptions.getActive({ customerId: "user_123" });

    expect(made).toMatchObject({ object: "customer", externalId: "user_123" });
    expect(listed).toEqual({ object: "list", data: [made], hasMore: false });
    expect(none).toBeNull();
  });
});

/** Lets the API receive the next write, but loses its answer. */
function loseNextAnswer(): void {
  const send = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementationOnce(async (...request) => {
    await send(...request);
    throw new TypeError("fetch failed");
  });
}

describe("a call of @commet/node 7.10 that is retried after its answer was lost", () => {
  test("creates one customer, also without an id of the caller's", async () => {
    loseNextAnswer();
    const { data } = await commet.customers.create({ email: "billing@acme.com" });

    const [first, again] = requests.slice(-2).map(({ headers }) => headers.get("idempotency-key"));
    expect(first).toMatch(/^commet-node-retry-/);
    expect(again).toBe(first);
    expect((await guide.customers.list({})).data).toMatchObject([{ id: data?.id }]);
  });

  test("updates once, and does not undo what another has changed meanwhile", async () => {
    const { data: made } = await commet.customers.create(customer);
    const id = made?.id ?? "";
    loseNextAnswer();
    const update = commet.customers.update({ id, fullName: "By the retried call" });
    await vi.waitUntil(async () => (await guide.customers.get(id)).data?.fullName === "By the retried call", 60_000);
    await guide.customers.update({ customerId: id, fullName: "By another" });

    expect((await update).data?.fullName).toBe("By another");
    expect((await client.get(`/api/customers/${id}`)).headers.get("etag")).toBe('"3"');
  });
});

describe("@commet/node 1.10 and 7.10 on the same customers", () => {
  test("each finds, updates and lists what the other made", async () => {
    const { data: old } = await guide.customers.create({ email: "old@acme.com", id: "old" });
    const { data: later } = await commet.customers.create(customer);

    await commet.customers.update({ id: "old", fullName: "By 7.10", taxDocument: "1" });
    await guide.customers.update({ customerId: later?.id ?? "", fullName: "By 1.10" });

    expect((await guide.customers.get("old")).data).toMatchObject({
      id: old?.id,
      fullName: "By 7.10",
      billingEmail: "old@acme.com",
    });
    expect((await commet.customers.get({ id: "user_123" })).data).toMatchObject({
      id: later?.id,
      fullName: "By 1.10",
      taxDocument: "12-3456789",
    });
    const ids = [old?.id, later?.id].sort();
    expect((await guide.customers.list({})).data?.map(({ id }) => id).sort()).toEqual(ids);
    expect((await commet.customers.list()).data?.map(({ id }) => id).sort()).toEqual(ids);
  });

  test("an id is one customer, whichever SDK creates it first", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2
          ? commet.customers.create({ email: "a@acme.com", id: "one" })
          : guide.customers.create({ email: "b@acme.com", id: "one" }),
      ),
    );
    expect(new Set(made.map(({ data }) => data?.id)).size).toBe(1);
  });

  test("a subscription that one begins is the other's to see and to cancel; archived by the guide, both see it", async () => {
    await pushPlans(client.organizationId);
    await guide.customers.create({ email: "a@acme.com", id: "both" });
    const { data: begun } = await guide.subscriptions.create({ customerId: "both", planCode: "pro" });
    expect((await commet.subscriptions.getActive({ customerId: "both" })).data?.id).toBe(begun?.id);
    await commet.subscriptions.cancel({ id: begun?.id ?? "", immediate: true });
    expect((await guide.subscriptions.get("both")).data).toBeNull();

    await guide.customers.archive("both");
    expect((await commet.customers.get({ id: "both" })).data).toMatchObject({ isActive: false });
    expect(await thrownBy(commet.customers.update({ id: "both", fullName: "x" }))).toMatchObject({
      code: "customer_archived",
    });
  });
});
